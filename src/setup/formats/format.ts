// What the engine needs of a file format: to read its values, and to change one without touching the rest.

import { SetupError } from '../setup-error.ts'
import { lineAndColumn } from './text.ts'

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json }

/** From the root to one value. */
export type Path = readonly string[]

/** From the first offset to before the second. */
export type Range = readonly [number, number]

/** Pure functions over the whole text of a file; byte order marks are set aside before. */
export interface FileFormat {
  /**
   * The values; an empty text is an empty object.
   * @throws {MalformedError} with line and column
   */
  parse(text: string): unknown
  /**
   * The text with one value set, all else as it was.
   * @throws {MalformedError} where something other than an object is in the way
   */
  set(text: string, path: Path, value: Json): string
  /** The text without one value; the same text where there is none. */
  remove(text: string, path: Path): string
  /** One value as the format writes it. */
  show(path: Path, value: unknown): string
  /**
   * Where the values are whose key, or that of something around them, is one of those meant.
   * Only for formats whose values go over several lines.
   */
  findValues?(text: string, isMeant: (key: string) => boolean): readonly Range[]
  /** Only for formats with arrays in which others have elements too. */
  readonly elements?: ElementEditor
}

/** Single elements of an array. */
export interface ElementEditor {
  /**
   * The text with an element more, in a new array where there is none.
   * @throws {MalformedError} where something other than an array is in the way
   */
  append(text: string, path: Path, element: Json): string
  /** The text without the first element that is equal; the same text where there is none. */
  remove(text: string, path: Path, element: Json): string
}

/** A file that cannot be read, or holds something that cannot be added to. */
export class MalformedError extends SetupError {
  constructor(text: string, offset: number, message: string) {
    const { line, column } = lineAndColumn(text, offset)
    super(`line ${line}, column ${column}: ${message}`)
  }
}

/** Far more than any settings need, and far less than what the stack holds. */
export const MAX_DEPTH = 500

/** What is nested deeper than `MAX_DEPTH`, at `offset`. */
export function toTooDeep(text: string, offset: number): MalformedError {
  return new MalformedError(text, offset, `nested too deeply (more than ${MAX_DEPTH} levels)`)
}

/** The value at a path, undefined where there is none. */
export function readAt(value: unknown, path: Path): unknown {
  let current = value
  for (const key of path) {
    if (!isObject(current) || !Object.hasOwn(current, key)) return undefined
    current = current[key]
  }
  return current
}

/** Neither a list, nor null, nor one of TOML's dates. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  const isComposite = typeof value === 'object' && value !== null
  return isComposite && !Array.isArray(value) && !(value instanceof Date)
}
