// Text from the command line and the environment to values, and values back to text.

import { didYouMean } from './nearest.ts'
import type { Field } from './field.ts'

/** A value in the schema's unit, or what is wrong with the text. */
export type Parsed = { readonly value: unknown } | { readonly problem: string }

const TRUE_WORDS = new Set(['true', '1', 'yes', 'on'])
const FALSE_WORDS = new Set(['false', '0', 'no', 'off'])
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

/** One value; ranges are the schema's business. */
export function parseFieldText(field: Field, text: string): Parsed {
  if (field.kind === 'boolean') return parseBoolean(text)
  if (field.kind === 'number') return parseNumber(field, text)
  if (field.choices.length > 0 && !field.choices.includes(text)) {
    return { problem: toChoiceProblem(field, text) }
  }
  return { value: text }
}

/** A value in the schema's unit as people write it: seconds where the field says so. */
export function toFieldText(field: Field, value: unknown): string {
  if (typeof value === 'number' && field.inSeconds) return String(value / 1000)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The field's description, with its choices where they are not named in it. */
export function toFieldDescription({ choices, description }: Field): string {
  const isNamed = choices.every((choice) => description.includes(choice))
  return isNamed ? description : `${description}: ${choices.join(', ')}`
}

/** @param text what was given instead of one of the field's choices */
export function toChoiceProblem(field: Field, text: string): string {
  const list = field.choices.join(', ')
  return `must be one of ${list}, not '${text}'${didYouMean(text, field.choices)}`
}

function parseBoolean(text: string): Parsed {
  const word = text.toLowerCase()
  if (TRUE_WORDS.has(word)) return { value: true }
  if (FALSE_WORDS.has(word)) return { value: false }
  return { problem: `must be true or false, not '${text}'` }
}

function parseNumber(field: Field, text: string): Parsed {
  if (!DECIMAL.test(text.trim())) {
    const unit = field.inSeconds ? 'a number of seconds' : 'a number'
    return { problem: `must be ${unit}, not '${text}'` }
  }
  const value = Number(text)
  // A thousand times 1.005 is not 1005 in floating point.
  return { value: field.inSeconds ? Math.round(value * 1e6) / 1e3 : value }
}
