// How a reply looks on the wire of Anthropic's Messages API: as server-sent events, or as one JSON object.

import type { ServerResponse } from 'node:http'
import type { Ask } from './script.ts'
import { sendJson, type Wire } from './server.ts'
import { type OfferedTool, toToolCall } from './tools.ts'

interface Request {
  readonly model?: string
  readonly tools?: readonly {
    readonly name: string
    readonly input_schema?: OfferedTool['schema']
  }[]
}

const errorTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
}

/** Of messages and tool calls. */
let count = 0

const usage = {
  input_tokens: 100,
  cache_creation_input_tokens: 10,
  cache_read_input_tokens: 1000,
  output_tokens: 50,
}

const toolsOf = ({ tools = [] }: Request): readonly OfferedTool[] =>
  tools.map(({ name, input_schema: schema }) => ({ name, schema }))

const fail = (response: ServerResponse, status: number): void =>
  sendJson(response, status, {
    type: 'error',
    error: { type: errorTypes[status] ?? 'api_error', message: `mock ${status}` },
  })

/** Claude Code refuses a bare `sleep N` from 25 s on (seen in 2.1.332), and looks for no unit. */
const patient = (ask: Ask): Ask =>
  ask.kind === 'shell' ? { ...ask, command: ask.command.replace(/^sleep \d+/, '$&s') } : ask

const messageOf = (request: Request, id: number): object => ({
  id: `msg_mock_${id}`,
  type: 'message',
  role: 'assistant',
  model: request.model ?? 'mock',
  stop_sequence: null,
})

/** Server-sent events: a block for the text, and one for each tool. */
export function streamed(request: Request, response: ServerResponse): Wire {
  const id = ++count
  let blocks = 0
  let textIndex: number | undefined
  let stop = 'end_turn'
  const send = (type: string, data: object = {}): void =>
    void response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`)
  const endText = (): void => {
    if (textIndex !== undefined) send('content_block_stop', { index: textIndex })
    textIndex = undefined
  }
  return {
    fail: (status) => fail(response, status),
    cut: () => response.destroy(),
    begin() {
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'request-id': `req_mock_${id}`,
      })
      const message = { ...messageOf(request, id), content: [], stop_reason: null }
      send('message_start', { message: { ...message, usage: { ...usage, output_tokens: 1 } } })
    },
    text(part) {
      if (textIndex === undefined) {
        textIndex = blocks++
        const block = { type: 'text', text: '' }
        send('content_block_start', { index: textIndex, content_block: block })
      }
      send('content_block_delta', {
        index: textIndex,
        delta: { type: 'text_delta', text: part },
      })
    },
    ask(ask, index) {
      endText()
      stop = 'tool_use'
      const { name, input } = toToolCall(patient(ask), toolsOf(request))
      const at = { index: blocks++ }
      const block = { type: 'tool_use', id: `toolu_mock${id}_${index}`, name, input: {} }
      send('content_block_start', { ...at, content_block: block })
      const delta = { type: 'input_json_delta', partial_json: JSON.stringify(input) }
      send('content_block_delta', { ...at, delta })
      send('content_block_stop', at)
    },
    end({ inputTokens = usage.input_tokens }) {
      endText()
      send('message_delta', {
        delta: { stop_reason: stop, stop_sequence: null },
        usage: { ...usage, input_tokens: inputTokens },
      })
      send('message_stop')
      response.end()
    },
  }
}

/** One JSON object, sent when the reply is whole. */
export function whole(request: Request, response: ServerResponse): Wire {
  const id = ++count
  let text = ''
  const calls: object[] = []
  return {
    fail: (status) => fail(response, status),
    cut: () => response.destroy(),
    begin: () => undefined,
    text: (part) => void (text += part),
    ask: (ask, index) =>
      void calls.push({
        type: 'tool_use',
        id: `toolu_mock${id}_${index}`,
        ...toToolCall(patient(ask), toolsOf(request)),
      }),
    end() {
      const content = [...(text === '' ? [] : [{ type: 'text', text }]), ...calls]
      const stop = calls.length === 0 ? 'end_turn' : 'tool_use'
      sendJson(response, 200, { ...messageOf(request, id), content, stop_reason: stop, usage })
    },
  }
}
