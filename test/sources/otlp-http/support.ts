// A real receiver on a free port, and clients that speak to it as exactly, or as badly, as a test wants.

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import type { z } from 'zod'
import {
  openOtlpHttp,
  type OtlpHttpContext,
  type OtlpHttpSource,
  otlpHttpOptions,
  type RawRequest,
  type ReceiverCounters,
  type RecordBatch,
} from '../../../src/sources/otlp-http.ts'
import { select } from '../../otlp/support/selections.ts'
import { attribute, field, request as otlpRequest } from '../../otlp/support/wire.ts'

export interface TestReceiver {
  readonly source: OtlpHttpSource
  readonly batches: RecordBatch[]
  readonly requests: RawRequest[]
  readonly closed: string[]
  readonly logged: string[]
  /** Resolves with what has happened once `done` says that it is enough; checked after every event. */
  until(done: () => boolean): Promise<void>
  /** Resolves once the counters are as `done` wants them; nothing tells when they change. */
  untilCounted(done: (counters: ReceiverCounters) => boolean): Promise<void>
}

type Input = z.input<typeof otlpHttpOptions>

/** Opens a receiver that is closed when the test is over. */
export async function openReceiver(
  options: Input = {},
  context: Partial<OtlpHttpContext> = {},
): Promise<TestReceiver> {
  const [batches, requests, closed, logged]: [RecordBatch[], RawRequest[], string[], string[]] = [
    [],
    [],
    [],
    [],
  ]
  const waiting = new Set<() => void>()
  const check = () => {
    for (const attempt of waiting) attempt()
  }
  const source = await openOtlpHttp(otlpHttpOptions.parse({ port: 0, ...options }), {
    log: pino({ base: null }, { write: (line: string) => void logged.push(line) }),
    now: Date.now,
    selection: select({ attributes: new Set(['session.id']) }),
    onRecords: (batch) => void (batches.push(batch), check()),
    onRequest: (raw) => void (requests.push(raw), check()),
    onConnectionClosed: (origin) => void (closed.push(origin), check()),
    health: () => ({ version: '1.2.3' }),
    ...context,
  })
  onTestFinished(() => source[Symbol.asyncDispose]())
  const until = (done: () => boolean) =>
    new Promise<void>((resolve) => {
      const attempt = () => {
        if (!done()) return
        waiting.delete(attempt)
        resolve()
      }
      waiting.add(attempt)
      attempt()
    })
  const untilCounted = async (done: (counters: ReceiverCounters) => boolean) => {
    while (!done(source.counters())) await nextTurn()
  }
  return { source, batches, requests, closed, logged, until, untilCounted }
}

/** Log records with these session ids, in binary. */
export function logsOf(...sessions: string[]): Buffer {
  return otlpRequest(...sessions.map((session) => field(6, attribute('session.id', session))))
}

/** The same in JSON. */
export function jsonLogsOf(...sessions: string[]): Buffer {
  const logRecords = sessions.map((stringValue) => ({
    attributes: [{ key: 'session.id', value: { stringValue } }],
  }))
  return Buffer.from(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }))
}

export const sessionsOf = (batches: readonly RecordBatch[]) =>
  batches.flatMap(({ records }) => records.map(({ attributes }) => attributes['session.id']))

export const protobufType = { 'content-type': 'application/x-protobuf' }
export const jsonType = { 'content-type': 'application/json' }

/** Posts a body, binary unless told. */
export function post(
  { source }: TestReceiver,
  path: string,
  body: Uint8Array | string,
  headers: Record<string, string> = protobufType,
): Promise<Response> {
  const bytes = Uint8Array.from(Buffer.from(body))
  return fetch(`http://127.0.0.1:${source.port}${path}`, { method: 'POST', headers, body: bytes })
}

/** A bare connection; what was received so far is in `text`. */
export interface RawClient {
  readonly socket: Socket
  text(): string
  /** Waits for the text to contain this. */
  receive(part: string): Promise<string>
  /** Waits for the server to close the connection. @returns all that it sent */
  ended(): Promise<string>
}

export async function connectTo({ source }: TestReceiver): Promise<RawClient> {
  const socket = connect(source.port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let received = ''
  socket.on('data', (chunk) => (received += chunk.toString('latin1')))
  socket.on('error', () => undefined)
  const closed = new Promise<string>((done) => socket.once('close', () => done(received)))
  await once(socket, 'connect')
  return {
    socket,
    text: () => received,
    ended: () => closed,
    async receive(part) {
      while (!received.includes(part)) {
        if (socket.closed) throw new Error(`closed after: ${received}`)
        await Promise.race([once(socket, 'data'), closed])
      }
      return received
    },
  }
}

/** The head of a request, as it goes over the wire. */
export function head(
  line: string,
  headers: Record<string, string | number> = {},
  host = '127.0.0.1',
): string {
  const lines = Object.entries({ Host: host, ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  return `${line} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`
}
