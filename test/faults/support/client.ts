// Posts to the program as exporters do, measures every answer and checks its form against the specification.

import { Agent, request } from 'node:http'
import { fileURLToPath } from 'node:url'
import protobuf from 'protobufjs'
import type { Encoding } from '../../../src/otlp/decode.ts'
import type { Signal } from '../../../src/otlp/records.ts'
import { figures } from './figures.ts'

export interface Answer {
  readonly status: number
  readonly type: string
  readonly body: Buffer
  readonly ms: number
  /** Records the answer says were rejected. */
  readonly rejected: number
}

export interface Sent {
  readonly path: string
  readonly body: Uint8Array
  readonly headers: Readonly<Record<string, string>>
}

export const mediaTypes: Readonly<Record<Encoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
}

export const toSent = (
  signal: Signal,
  encoding: Encoding,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Sent => ({
  path: `/v1/${signal}`,
  body,
  headers: { 'content-type': mediaTypes[encoding], ...headers },
})

/** One connection for each request that is under way, and up to 16 of them. */
const agent = new Agent({ keepAlive: true, maxSockets: 16 })

/** @throws {Error} where there is no answer */
export function send(port: number, { path, body, headers }: Sent): Promise<Answer> {
  const startedMs = performance.now()
  figures.inputs++
  return new Promise((done, failed) => {
    const options = { agent, host: '127.0.0.1', port, path, method: 'POST', headers }
    const sent = request(options, (response) => {
      const chunks: Buffer[] = []
      response.on('error', failed)
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const ms = performance.now() - startedMs
        figures.worstMs = Math.max(figures.worstMs, ms)
        const answerBody = Buffer.concat(chunks)
        const type = response.headers['content-type'] ?? ''
        const status = response.statusCode ?? 0
        const rejected = status === 200 ? rejectedIn(path, type, answerBody) : 0
        done({ status, type, body: answerBody, ms, rejected })
      })
    })
    sent.on('error', failed).end(body)
  })
}

const load = (name: string): protobuf.Root =>
  protobuf.loadSync(fileURLToPath(new URL(`../../../proto/${name}.proto`, import.meta.url)))

const otlp = load('otlp')
const status = load('status').lookupType('google.rpc.Status')
const responses: Readonly<Record<string, protobuf.Type>> = {
  '/v1/logs': otlp.lookupType('otlp.ExportLogsServiceResponse'),
  '/v1/traces': otlp.lookupType('otlp.ExportTraceServiceResponse'),
  '/v1/metrics': otlp.lookupType('otlp.ExportMetricsServiceResponse'),
}

type Message = Readonly<Record<string, unknown>>

const parse = (type: protobuf.Type, media: string, body: Buffer): Message =>
  media === mediaTypes.json
    ? (JSON.parse(body.toString()) as Message)
    : type.toObject(type.decode(body), { longs: String })

/** @throws {Error} where it is no answer to an export of this signal */
function rejectedIn(path: string, media: string, body: Buffer): number {
  // For one that was posted to /, any of them does: they differ in names only.
  const { partialSuccess } = parse(responses[path] ?? responses['/v1/logs']!, media, body)
  const { errorMessage, ...counts } = (partialSuccess ?? { errorMessage: '' }) as Message
  const [count = 0] = Object.values(counts)
  if (Number(count) > 0 && errorMessage === '') throw new Error('rejected without a reason')
  return Number(count)
}

/** google.rpc.Code numbers by status. */
const codes: Readonly<Record<number, number>> = { 400: 3, 404: 5, 408: 3, 413: 8, 415: 3, 503: 14 }

/** @returns what is wrong with the answer; undefined where it is as specified */
function problemOf(sent: Sent, answer: Answer, allowed: readonly number[]): string | undefined {
  const { status: code, type, body } = answer
  if (!allowed.includes(code)) return `${code} instead of ${allowed.join(' or ')}`
  const asked = sent.headers['content-type']
  const wanted = Object.values(mediaTypes).find((media) => media === asked) ?? mediaTypes.json
  if (type !== wanted) return `answered in ${type} instead of ${wanted}`
  if (code === 200) return undefined
  const { code: rpcCode, message } = parse(status, type, body)
  if (rpcCode !== codes[code]) return `code ${String(rpcCode)} with status ${code}`
  return message === '' ? 'no message' : undefined
}

/** Sends, and counts an answer that is not one of the allowed ones. @returns the answer */
export async function expectAnswer(
  port: number,
  sent: Sent,
  ...allowed: number[]
): Promise<Answer & { readonly problem: string | undefined }> {
  const answer = await send(port, sent)
  const problem = problemOf(sent, answer, allowed)
  if (problem !== undefined) figures.wrong++
  return { ...answer, problem }
}

/**
 * The same for binary that may be damaged. What nobody reads is passed over, so
 * it may be good even where the reference decoder says no; and what protobufjs
 * passes over is malformed here: a known field of another wire type, as in Go,
 * and a group that ends as another.
 *
 * @param isGood as the reference decoder says
 */
export async function expectDamagedAnswer(
  port: number,
  sent: Sent,
  isGood: boolean,
): Promise<Answer & { readonly problem: string | undefined }> {
  const answer = await expectAnswer(port, sent, 200, 400)
  const isStrict = /is not a message|group|wire type 4/.test(answer.body.toString())
  if (!isGood || answer.status !== 400 || isStrict) return answer
  figures.wrong++
  return { ...answer, problem: `refused: ${answer.body.toString()}` }
}

/** Runs tasks, some of them at the same time. */
export async function inParallel<Item>(
  items: Iterable<Item>,
  act: (item: Item) => Promise<void>,
  atOnce = 16,
): Promise<void> {
  const iterator = items[Symbol.iterator]()
  const worker = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await act(next.value)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
