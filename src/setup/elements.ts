// Single elements of an array whose others are somebody else's.

import { isDeepStrictEqual } from 'node:util'
import { type FileFormat, type Json, type Path, readAt } from './formats/format.ts'

/** A value that was set, or one element that was appended. */
interface Standing {
  readonly path: Path
  readonly value?: Json | undefined
  readonly isElement?: true | undefined
}

/** Whether what was set is still there, unchanged. */
export function isStanding(values: unknown, { path, value, isElement }: Standing): boolean {
  const current = readAt(values, path)
  return isElement === true
    ? elementsOf(current).some((element) => isDeepStrictEqual(element, value))
    : isDeepStrictEqual(current, value)
}

/** @returns no elements where the value is no array */
export function elementsOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []
}

/** The elements without the first that is equal to this one. */
export function withoutElement(elements: readonly Json[], element: unknown): readonly Json[] {
  const index = elements.findIndex((one) => isDeepStrictEqual(one, element))
  return index === -1 ? elements : elements.toSpliced(index, 1)
}

/** @throws {Error} where no settings of that format have such arrays */
export function editorOf({ elements }: FileFormat): NonNullable<FileFormat['elements']> {
  if (elements === undefined) throw new Error('arrays of this format are not edited')
  return elements
}
