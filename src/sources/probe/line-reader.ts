// Cuts a stream of text into lines of bounded length, and lines into what a relay may say.

import { type ProbeLine, probeLine, PROBE_PROTOCOL } from '../../probe/line.ts'
import { parseJson } from '../../runtime/json.ts'

/** Far more than the longest that the schema allows. */
const MAX_LINE_CHARS = 131_072

/** `unknown`: a type that a newer relay may send. `bad`: no line of a relay. */
export type ReadLine = ProbeLine | 'unknown' | 'bad' | 'other_protocol'

/** @returns the lines in a chunk of text; undefined once one of them is too long */
export function createLineSplitter(): (chunk: string) => string[] | undefined {
  let rest = ''
  // Not node:readline, which also ends lines at U+2028, and puts no bound on them.
  return (chunk) => {
    const parts = (rest + chunk).split('\n')
    rest = parts.pop() ?? ''
    return [rest, ...parts].some(({ length }) => length > MAX_LINE_CHARS) ? undefined : parts
  }
}

const types = new Set<unknown>(probeLine.options.map(({ shape }) => shape.type.value))

/** @param text a line, without its end */
export function readLine(text: string): ReadLine {
  const value = parseJson(text)
  const known = probeLine.safeParse(value)
  if (known.success) return known.data
  if (typeof value !== 'object' || value === null) return 'bad'
  const { type, protocol } = value as { readonly type?: unknown; readonly protocol?: unknown }
  if (type === 'hello' && typeof protocol === 'number' && protocol !== PROBE_PROTOCOL)
    return 'other_protocol'
  return typeof type === 'string' && !types.has(type) ? 'unknown' : 'bad'
}
