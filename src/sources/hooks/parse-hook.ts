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

/** @returns undefined where it is no JSON object */
export function parseHook(body: unknown, names: readonly string[]): HookFields | undefined {
  const { data } = payload.safeParse(typeof body === 'string' ? parseJson(body) : undefined)
  if (data === undefined) return undefined
  const fields = names.flatMap((name) => {
    const { data: found } = value.safeParse(Object.hasOwn(data, name) ? data[name] : undefined)
    return found === undefined ? [] : [[name, found] as const]
  })
  return Object.fromEntries(fields)
}
