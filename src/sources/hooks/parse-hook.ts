// Takes from a hook's JSON the few plain values that are asked for.

import { z } from 'zod'
import { parseJson } from '../../runtime/json.ts'

export type HookFields = Readonly<Record<string, string | number | boolean>>

/** Longest text taken: the longest path. */
const MAX_LENGTH = 4096

/** A text that is longer is left out, since its beginning would say something else. */
// Half a surrogate pair would make lines that strict readers refuse.
const toWellFormed = (text: string) => text.toWellFormed()
const value = z.union([z.string().max(MAX_LENGTH).overwrite(toWellFormed), z.number(), z.boolean()])

const payload = z.record(z.string(), z.unknown())

type Payload = z.output<typeof payload>

/** Of a list no more is looked at. */
const MAX_ITEMS = 256

/**
 * @param names `LIST[].FIELD` takes that field of all objects of the list, each value once, as words
 * @returns undefined where it is no JSON object
 */
export function parseHook(body: unknown, names: readonly string[]): HookFields | undefined {
  const { data } = payload.safeParse(typeof body === 'string' ? parseJson(body) : undefined)
  if (data === undefined) return undefined
  const fields = names.flatMap((name) => {
    const found = plain(data, name) ?? wordsOf(data, name)
    return found === undefined ? [] : [[name, found] as const]
  })
  return Object.fromEntries(fields)
}

const plain = (data: Payload, name: string) =>
  value.safeParse(Object.hasOwn(data, name) ? data[name] : undefined).data

function wordsOf(data: Payload, name: string): string | undefined {
  const [list = '', field] = name.split('[].')
  const items = Object.hasOwn(data, list) ? data[list] : undefined
  if (field === undefined || !Array.isArray(items)) return undefined
  const found = items.slice(0, MAX_ITEMS).map((item) => payload.safeParse(item).data)
  const words = found.map((item) => item && plain(item, field))
  return [...new Set(words)].filter((word) => word !== undefined).join(' ')
}
