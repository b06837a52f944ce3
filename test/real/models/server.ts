// What every mock model API has in common: an HTTP server on loopback, its diary, and the pace of a reply.

import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { zstdDecompressSync } from 'node:zlib'
import type { ModelEntry, ModelServer } from '../types.ts'
import { type Ask, type Reply, toReply } from './script.ts'

export interface Call {
  /** Path and query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** Parsed JSON; undefined where the body is none. */
  readonly body: unknown
  readonly response: ServerResponse
  /** Aborts when the client leaves before the answer is whole. */
  readonly signal: AbortSignal
}

/** Whose call it is, for the diary. */
export type Caller = Pick<ModelEntry, 'by' | 'session'>

export interface Model {
  tell(caller: Caller, kind: ModelEntry['kind'], detail?: string): void
  /** The scripted reply; failures that are to happen N times are counted here. */
  replyTo(prompt: string, round: number): Reply
}

/** How one API puts a reply on the wire. */
export interface Wire {
  fail(status: number): void
  begin(): void
  text(part: string): void
  ask(ask: Ask, index: number): void
  end(reply: Reply): void
  /** Breaks the connection. */
  cut(): void
}

export type Answer = (call: Call, model: Model) => Promise<void> | void

export interface OpenedModel extends ModelServer {
  readonly model: Model
  readonly server: Server
}

export async function openModelServer(answer: Answer, port = 0): Promise<OpenedModel> {
  const log: ModelEntry[] = []
  const listeners = new Set<(entry: ModelEntry) => void>()
  const failures = new Map<string, number>()
  const model: Model = {
    tell(caller, kind, detail) {
      const entry = {
        atMs: Date.now(),
        kind,
        ...caller,
        ...(detail === undefined ? {} : { detail }),
      }
      log.push(entry)
      for (const listener of listeners) listener(entry)
    },
    replyTo(prompt, round) {
      const { failure, ...reply } = toReply(prompt, round)
      if (failure === undefined) return reply
      const before = failures.get(prompt) ?? 0
      failures.set(prompt, before < failure.times ? before + 1 : 0)
      return before < failure.times ? { ...reply, failure } : toReply('', 0)
    },
  }
  const server = createServer((request, response) => {
    // A client that leaves is told of by the signal; nothing here may end the server.
    void handle(request, response, answer, model).catch(() => response.destroy())
  })
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    log,
    model,
    server,
    on(listener) {
      listeners.add(listener)
      return { [Symbol.dispose]: () => void listeners.delete(listener) }
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((done) => server.close(done))
      server.closeAllConnections()
      await closed
    },
  }
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  model: Model,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  const body = await readJson(request)
  const path = request.url ?? ''
  await answer({ path, headers: request.headers, body, response, signal: gone.signal }, model)
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const raw = Buffer.concat(chunks)
  const plain = request.headers['content-encoding'] === 'zstd' ? zstdDecompressSync(raw) : raw
  try {
    return JSON.parse(plain.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** Sends a reply at the pace it asks for, and tells the diary what became of it. */
export async function play(
  reply: Reply,
  wire: Wire,
  { model, caller, signal }: { model: Model; caller: Caller; signal: AbortSignal },
): Promise<void> {
  try {
    await sleep(reply.delayMs, undefined, { signal })
    if (typeof reply.failure?.how === 'number') {
      wire.fail(reply.failure.how)
      model.tell(caller, 'error', String(reply.failure.how))
      return
    }
    wire.begin()
    model.tell(caller, 'first_byte')
    const words = reply.text === '' ? [] : reply.text.split(/(?<= )/)
    const parts = words.length + reply.asks.length
    for (const [index, word] of words.entries()) {
      if (reply.failure?.how === 'cut' && index === 3) {
        wire.cut()
        model.tell(caller, 'error', 'cut')
        return
      }
      wire.text(word)
      await sleep(reply.overMs / parts, undefined, { signal })
    }
    for (const [index, ask] of reply.asks.entries()) {
      // Clients act on a tool as soon as it is whole, so nothing may delay the diary after it.
      await sleep(reply.overMs / parts, undefined, { signal })
      wire.ask(ask, index)
    }
    wire.end(reply)
    const kinds = reply.asks.map(({ kind }) => kind).join(' ')
    if (kinds === '') model.tell(caller, 'text_done')
    else model.tell(caller, 'tool_requested', kinds)
  } catch (error) {
    if (!signal.aborted) throw error
    model.tell(caller, 'aborted')
  }
}
