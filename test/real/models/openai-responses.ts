// OpenAI's Responses API over server-sent events and over WebSocket, as Codex uses it.

import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { OpenModel } from '../types.ts'
import { type Emit, type Tool, toWire } from './responses-wire.ts'
import { positionIn } from './position.ts'
import { type Call, type Caller, type Model, openModelServer, play, sendJson } from './server.ts'
import { type Ask, asking, type Reply, toReply } from './script.ts'
import { acceptWebSocket, type WebSocketPeer } from './websocket.ts'

interface Item {
  readonly type: string
  readonly role?: string
  readonly content?: readonly { readonly text?: string; readonly encrypted_content?: string }[]
  /** Of a call. */
  readonly name?: string
  /** What a call came to. */
  readonly output?: unknown
  /** Of an item that offers them, as some models are. */
  readonly tools?: readonly Tool[]
}

interface ResponsesRequest {
  readonly input?: readonly Item[]
  readonly prompt_cache_key?: string
  readonly text?: { readonly format?: { readonly schema?: unknown } }
  readonly tools?: readonly Tool[]
}

/** What Codex tells its model in the person's name. */
const notSaid = /^(?:<[a-z_]+>|# AGENTS)/

const wordsOf = ({ type, role, content = [] }: Item): string => {
  // What an agent tells its sub-agent, word for word here.
  if (type === 'agent_message') return content.at(-1)?.encrypted_content ?? ''
  if (type !== 'message' || role !== 'user') return ''
  const text = content
    .map((part) => part.text ?? '')
    .join('')
    .trim()
  return notSaid.test(text) ? '' : text
}

const isCall = ({ type }: Item): boolean => type.endsWith('_call')

/** Tools asked for side by side belong to one reply; waiting for one to that which began it. */
const isReply = (item: Item, before: Item | undefined): boolean =>
  isCall(item) &&
  !/^(?:wait|wait_agent|write_stdin)$/.test(item.name ?? '') &&
  !(before && isCall(before))

/** A sub-agent and a long command go on by themselves: the model has to wait for what is not to stay in the background. */
function awaited(items: readonly Item[], asked: Reply): Ask | undefined {
  if (asked.asks.some((ask) => 'inBackground' in ask && ask.inBackground)) return undefined
  const last = items.findLastIndex(isCall)
  const outputs = items.slice(last).map(({ output }) => JSON.stringify(output) ?? '')
  const find = (pattern: RegExp) => outputs.flatMap((output) => pattern.exec(output)?.[1] ?? [])
  const [terminal] = find(/running with (?:session|cell) ID (\w+)/)
  if (terminal !== undefined) return { kind: 'await_command', terminal }
  const isAgent = items[last]?.name === 'spawn_agent'
  return isAgent ? { kind: 'await_agents', ids: find(/agent_id\W+([\w-]+)/) } : undefined
}

/** By what Codex says of itself in a header; its reviews and summaries have other words there. */
const callers: Readonly<Record<string, Caller['by']>> = {
  undefined: 'person',
  collab_spawn: 'agent',
}

const title: Reply = { ...toReply('', 0), text: '{"title":"A title"}', overMs: 300 }

async function respond(
  request: ResponsesRequest,
  headers: IncomingHttpHeaders,
  emit: Emit,
  { model, signal }: { model: Model; signal: AbortSignal },
): Promise<void> {
  const session = request.prompt_cache_key
  // Titles are asked for with a schema to fill in.
  const isTitle = request.text?.format?.schema !== undefined
  const caller: Caller = {
    by: isTitle ? 'program' : (callers[String(headers['x-openai-subagent'])] ?? 'program'),
    ...(session === undefined ? {} : { session }),
  }
  const items = request.input ?? []
  const { prompt, round } = positionIn(items, wordsOf, isReply)
  model.tell(caller, 'request', prompt.slice(-80))
  const ask = round === 0 ? undefined : awaited(items, toReply(prompt, round - 1))
  const scripted = ask ? asking('', ask) : model.replyTo(prompt, round)
  const reply = isTitle ? title : scripted
  const tools = [request, ...items].flatMap((offer) => offer.tools ?? [])
  await play(reply, toWire(tools, emit), { model, caller, signal })
}

async function answer(call: Call, model: Model): Promise<void> {
  const { path, body, headers, response, signal } = call
  if (path.endsWith('/compact')) {
    const content = [{ type: 'input_text', text: 'compacted' }]
    return sendJson(response, 200, { output: [{ type: 'message', role: 'user', content }] })
  }
  if (!path.includes('/responses')) return sendJson(response, 404, {})
  const emit: Emit = {
    begin: () => void response.writeHead(200, { 'content-type': 'text/event-stream' }),
    event: (event) =>
      void response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`),
    end: () => void response.end(),
    fail: (status, error) => sendJson(response, status, { error }),
    cut: () => void response.destroy(),
  }
  await respond(body ?? {}, headers, emit, { model, signal })
}

interface Message extends ResponsesRequest {
  readonly previous_response_id?: string
  /** False where the client only warms up the connection. */
  readonly generate?: boolean
}

/** One conversation a connection; every message adds to what was said before. */
function converse(request: IncomingMessage, socket: Duplex, model: Model): WebSocketPeer {
  const gone = new AbortController()
  let history: readonly Item[] = []
  socket.once('close', () => gone.abort())
  return acceptWebSocket(request, socket, (text, peer) => {
    const message = JSON.parse(text) as Message
    const { previous_response_id: before, input = [] } = message
    history = before === undefined ? input : [...history, ...input]
    const send = (event: object): void => peer.send(JSON.stringify(event))
    if (message.generate === false) {
      const response = { id: 'resp_warm', usage: noUsage }
      send({ type: 'response.created', response: { id: response.id } })
      return send({ type: 'response.completed', response })
    }
    const emit: Emit = {
      begin: () => undefined,
      event(event) {
        send(event)
        if (event.type === 'response.output_item.done') history = [...history, event.item as Item]
      },
      end: () => undefined,
      fail: (status, error) => send({ type: 'error', status, error }),
      cut: () => peer.destroy(),
    }
    const about = { model, signal: gone.signal }
    void respond({ ...message, input: history }, request.headers, emit, about).catch(() =>
      peer.destroy(),
    )
  })
}

const noUsage = { input_tokens: 0, output_tokens: 0, total_tokens: 0 }

export const openOpenaiResponses: OpenModel = async ({ port } = {}) => {
  const opened = await openModelServer(answer, port)
  const peers = new Set<WebSocketPeer>()
  opened.server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    const peer = converse(request, socket, opened.model)
    peers.add(peer)
    socket.once('close', () => peers.delete(peer))
  })
  return {
    ...opened,
    async [Symbol.asyncDispose]() {
      for (const peer of peers) peer.destroy()
      await opened[Symbol.asyncDispose]()
    },
  }
}
