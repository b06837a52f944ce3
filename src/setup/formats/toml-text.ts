// Values and keys as TOML writes them, on one line.

import { isObject, type Path } from './format.ts'

/** @param value strings, numbers, booleans, and arrays and objects of them */
export function toTomlValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toTomlValue).join(', ')}]`
  if (!isObject(value)) return typeof value === 'string' ? toTomlString(value) : String(value)
  const pairs = Object.entries(value).map(
    ([key, inner]) => `${toTomlKey([key])} = ${toTomlValue(inner)}`,
  )
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`
}

/** `a.b."c d"` */
export function toTomlKey(path: Path): string {
  return path.map((key) => (/^[\w-]+$/.test(key) ? key : toTomlString(key))).join('.')
}

/** JSON's escapes are TOML's, which also wants one for DEL. */
function toTomlString(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f')
}
