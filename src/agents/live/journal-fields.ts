// Reads the fields of a journal's records, which may be anything, and tells lines that have certain names in them.

import { MAX_ID_LENGTH } from '../definition.ts'

export type Fields = Readonly<Record<string, unknown>>

/** A text no longer than an id, fit for lines that strict readers take. */
export function text(fields: Fields, name: string): string | undefined {
  const value = fields[name]
  const isText = typeof value === 'string' && value !== '' && value.length <= MAX_ID_LENGTH
  return isText ? value.toWellFormed() : undefined
}

/** The fields of what may be anything; undefined where that has none. */
export const toFields = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null ? (value as Fields) : undefined

/** The same of the value of a field. */
export const fieldsOf = (fields: Fields, name: string): Fields | undefined => toFields(fields[name])

/** An absolute path. */
export function directory(fields: Fields | undefined, name: string): string | undefined {
  const value = fields?.[name]
  const isPath = typeof value === 'string' && value.startsWith('/') && value.length <= 4096
  return isPath ? value.toWellFormed() : undefined
}

/** Part of a pattern: matches any key of these tables. */
export const anyNameOf = (...tables: readonly Readonly<Record<string, unknown>>[]): string =>
  `(?:${tables
    .flatMap((table) => Object.keys(table))
    .map((name) => name.replaceAll('.', '\\.'))
    .join('|')})`
