// Looks a written recording through for what could tell whose it is, whatever the scrubbing made of it.

import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import type protobuf from 'protobufjs'
import { signalOf } from '../otlp/http.ts'
import { requestType } from './messages.ts'

export interface Person {
  readonly home: string
  readonly user: string
  readonly host: string
}

/** So common in telemetry that finding them says nothing. */
const commonWords = new Set(
  'agent api app build claude cli client code codex default desktop dev docker gemini home host linux local localhost main model nixos node none pc root server service session system test tool ubuntu unknown user'.split(
    ' ',
  ),
)

/**
 * @param file a recording that `record` wrote, plain or gzip
 * @returns what of the person was found, and in how many requests
 */
export async function findRemains(
  file: string,
  person: Person,
): Promise<{ readonly what: string; readonly requests: number }[]> {
  const looked = toPatterns(person).map((one) => ({ ...one, requests: 0 }))
  const bytes = createReadStream(file)
  const input = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes
  for await (const line of createInterface({ input })) {
    const { body_base64: body, ...rest } = JSON.parse(line) as Line
    const text = `${JSON.stringify(rest)}\n${textOf(rest.path ?? '', Buffer.from(body, 'base64'))}`
    for (const one of looked) if (one.pattern.test(text)) one.requests++
  }
  return looked.flatMap(({ what, requests }) => (requests === 0 ? [] : [{ what, requests }]))
}

interface Line {
  readonly path?: string
  readonly body_base64: string
}

/**
 * Every text of a body, one a line. In the bytes, numbers of protobuf could look like a short name,
 * and an escape of JSON before a name would make it look like a longer one.
 */
function textOf(path: string, body: Buffer): string {
  const signal = signalOf(path)
  try {
    if (body[0] === OPENING_BRACE)
      return [...stringsIn(JSON.parse(body.toString('utf8')))].join('\n')
    if (signal) return [...stringsIn(readBinary(requestType(signal), body))].join('\n')
  } catch {
    // Whatever it is instead, it is searched as it is.
  }
  return body.toString('utf8')
}

const OPENING_BRACE = 0x7b

const readBinary = (type: protobuf.Type, body: Buffer): unknown =>
  type.toObject(type.decode(body), { bytes: Array, longs: String })

function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  if (typeof value !== 'object' || value === null) return
  for (const [name, item] of Object.entries(value)) {
    yield name
    yield* stringsIn(item)
  }
}

/** Only whole words: a user called `al` is not in `normal`. */
function toPatterns({ home, user, host }: Person) {
  const looked = [
    ['your home directory', home, /^\/.+/],
    ['your user name', user, /^..+/],
    ['this machine’s name', host, /^..+/],
  ] as const
  return looked.flatMap(([what, text, isUsable]) => {
    if (!isUsable.test(text) || commonWords.has(text.toLowerCase())) return []
    const escaped = text.replaceAll(/[^\w]/g, String.raw`\$&`)
    return [{ what, pattern: new RegExp(`(?<![A-Za-z0-9])${escaped}(?![A-Za-z0-9])`, 'i') }]
  })
}
