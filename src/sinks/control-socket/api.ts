// The control socket's four resources: /snapshot, /stream, /ack and /health.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import type { Timer } from '../../runtime/clock.ts'
import { parseJson } from '../../runtime/json.ts'
import { LinePump } from '../../runtime/line-pump.ts'
import type { SinkContext } from '../context.ts'
import type { SinkStats } from '../sink.ts'

const MAX_BODY_BYTES = 16 * 1024
/** Each may hold up to 4 MiB of waiting lines, shared with others that wait for the same ones. */
const MAX_STREAMS = 64
/** A stream speaks at least this often, so that its reader can tell a quiet daemon from one that hangs. */
const KEEP_ALIVE_MS = 5000

const ackQuery = z
  .strictObject({
    session_id: z.string().min(1).optional(),
    tool: z.string().min(1).optional(),
    all: z.literal(true).optional(),
  })
  .refine((query) => Object.keys(query).length > 0, 'say which: session_id, tool or all')

/** On one line, as for a terminal: zod's own text is a list with bullets. */
const toReason = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => [...path, message].join(': ')).join('; ')

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>

/** Answers requests and feeds the streams; see the README for the resources. */
export class ControlApi {
  readonly #context: SinkContext
  readonly #streams = new Map<LinePump, ServerResponse>()
  #keepAlive: Timer | undefined
  #spokeMs = 0
  #isClosing = false
  #written = 0
  #dropped = 0
  #errors = 0

  readonly #routes: Readonly<Record<string, Handler>> = {
    'GET /snapshot': (_request, response) => sendText(response, 200, this.#context.snapshotLine()),
    'GET /health': (_request, response) => sendJson(response, 200, this.#context.health()),
    'GET /stream': (_request, response) => this.#stream(response),
    'POST /ack': (request, response) => this.#acknowledge(request, response),
  }

  constructor(context: SinkContext) {
    this.#context = context
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    response.setHeader('x-otel-ai-monitor', this.#context.version)
    const path = request.url?.split('?', 1)[0] ?? ''
    const handler = this.#routes[`${request.method} ${path}`]
    if (handler === undefined) return this.#sendUnknown(path, response)
    void this.#run(handler, request, response)
  }

  write(lines: readonly string[]): void {
    this.#spokeMs = this.#context.clock.now()
    if (this.#streams.size === 0 || this.#isClosing) this.#dropped += lines.length
    else for (const stream of this.#streams.keys()) stream.push(lines)
  }

  stats(): SinkStats {
    let { written, dropped } = { written: this.#written, dropped: this.#dropped }
    for (const stream of this.#streams.keys()) {
      written += stream.stats().written
      dropped += stream.stats().dropped
    }
    return { written, dropped, errors: this.#errors, readers: this.#streams.size }
  }

  /** Ends every stream after it was flushed, or after `timeoutMs`. */
  async close(timeoutMs: number): Promise<void> {
    this.#isClosing = true
    this.#keepAlive?.cancel()
    const flush = async ([stream, response]: [LinePump, ServerResponse]) => {
      if (await stream.flush(this.#context.clock, timeoutMs)) response.end()
      else stream.close()
    }
    await Promise.all([...this.#streams].map(flush))
  }

  async #run(handler: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await handler(request, response)
    } catch (error) {
      // A client that hangs up in the middle of its request is no fault of ours.
      if (response.destroyed) return
      this.#errors++
      this.#context.log.error({ err: error, path: request.url }, 'control socket request failed')
      if (response.headersSent) response.destroy()
      else sendJson(response, 500, { error: 'internal error' })
    }
  }

  #stream(response: ServerResponse): void {
    if (this.#isClosing) return sendJson(response, 503, { error: 'shutting down' })
    if (this.#streams.size >= MAX_STREAMS) {
      return sendJson(response, 503, { error: `there are ${MAX_STREAMS} readers already` })
    }
    response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' })
    const stream: LinePump = new LinePump(response, () => {
      this.#streams.delete(stream)
      this.#written += stream.stats().written
      this.#dropped += stream.stats().dropped
    })
    this.#streams.set(stream, response)
    stream.push([this.#context.snapshotLine()])
    this.#keepAlive ??= this.#armKeepAlive(this.#context.clock.now())
  }

  /** Runs only while somebody listens. */
  #armKeepAlive(spokeMs: number): Timer {
    const { clock } = this.#context
    return clock.setTimer(spokeMs + KEEP_ALIVE_MS, () => {
      if (clock.now() >= this.#spokeMs + KEEP_ALIVE_MS) this.write([this.#context.snapshotLine()])
      this.#keepAlive = this.#streams.size > 0 ? this.#armKeepAlive(this.#spokeMs) : undefined
    })
  }

  async #acknowledge(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request)
    if (body === undefined) return sendJson(response, 413, { error: 'the body is too large' })
    const query = ackQuery.safeParse(parseJson(body) ?? {})
    if (!query.success) return sendJson(response, 400, { error: toReason(query.error) })
    sendJson(response, 200, { acknowledged: this.#context.acknowledge(query.data) })
  }

  #sendUnknown(path: string, response: ServerResponse): void {
    const methods = ['GET', 'POST'].filter((method) => `${method} ${path}` in this.#routes)
    if (methods.length === 0) return sendJson(response, 404, { error: 'no such resource' })
    response.setHeader('allow', methods.join(', '))
    sendJson(response, 405, { error: 'method not allowed' })
  }
}

/** @returns undefined when it is larger than allowed */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length
    if (sizeBytes <= MAX_BODY_BYTES) chunks.push(chunk)
  }
  return sizeBytes <= MAX_BODY_BYTES ? Buffer.concat(chunks).toString('utf8') : undefined
}

function sendText(response: ServerResponse, status: number, json: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(json)
}

function sendJson(response: ServerResponse, status: number, value: object): void {
  sendText(response, status, `${JSON.stringify(value)}\n`)
}
