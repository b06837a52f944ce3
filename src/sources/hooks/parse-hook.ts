// Takes from a hook's JSON the few plain values that are asked for; without a schema, which takes a hook too long to load.

import { parseJson } from '../../runtime/json.ts'

type Plain = string | number | boolean

export type HookFields = Readonly<Record<string, Plain>>

/** Longest text taken: the longest path. */
const MAX_LENGTH = 4096

/** Of a list no more is looked at. */
const MAX_ITEMS = 256

/**
 * @param names `LIST[].FIELD` takes that field of all objects of the list, each value once, as words
 * @returns undefined where it is no JSON object
 */
export function parseHook(body: unknown, names: readonly string[]): HookFields | undefined {
  const data = typeof body === 'string' ? parseJson(body) : undefined
  if (!isObject(data)) return undefined
  const fields = names.flatMap((name) => {
    const found = toPlain(valueOf(data, name)) ?? wordsOf(data, name)
    return found === undefined ? [] : [[name, found] as const]
  })
  return Object.fromEntries(fields)
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const valueOf = (data: object, name: string): unknown =>
  Object.getOwnPropertyDescriptor(data, name)?.value

function toPlain(value: unknown): Plain | undefined {
  if (typeof value === 'boolean') return value
  // JSON's 1e999 is none.
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  // A text that is longer is left out, since its beginning would say something else.
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return undefined
  // Half a surrogate pair would make lines that strict readers refuse.
  return value.toWellFormed()
}

function wordsOf(data: object, name: string): string | undefined {
  const [list = '', field] = name.split('[].')
  const items = valueOf(data, list)
  if (field === undefined || !Array.isArray(items)) return undefined
  const objects = items.slice(0, MAX_ITEMS).filter(isObject)
  const words = objects.map((item) => toPlain(valueOf(item, field)))
  return [...new Set(words)].filter((word) => word !== undefined).join(' ')
}
