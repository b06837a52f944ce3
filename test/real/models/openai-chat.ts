// OpenAI's chat completions, as Qwen Code, Copilot CLI and opencode use them.

import type { ServerResponse } from 'node:http'
import type { OpenModel } from '../types.ts'
import { positionIn } from './position.ts'
import {
  type Call,
  type Caller,
  type Model,
  openModelServer,
  play,
  sendJson,
  type Wire,
} from './server.ts'
import { type Ask, type Reply, toReply } from './script.ts'
import { type OfferedTool, type ToolCall, toToolCall } from './tools.ts'

interface Message {
  readonly role: string
  readonly content?: string | readonly { readonly text?: string }[] | null
}

interface Tool {
  readonly function?: { readonly name: string; readonly parameters?: OfferedTool['schema'] }
}

interface ChatRequest {
  readonly model?: string
  readonly stream?: boolean
  readonly messages?: readonly Message[]
  readonly tools?: readonly Tool[]
}

const textOf = ({ content }: Message): string =>
  typeof content === 'string' ? content : (content ?? []).map(({ text = '' }) => text).join('\n')

/** What a person said, without what the program slips in. */
const wordsOf = (message: Message): string =>
  message.role === 'user'
    ? textOf(message)
        .replaceAll(/<(system-reminder|session_context)>[\s\S]*?<\/\1>/g, '')
        .trim()
    : ''

/** After a turn Qwen Code asks what the person may say next. */
const asksForSuggestion = /ONLY the suggestion/

/** Titles are asked for without tools; sub-agents, memory and dreams cannot start agents. */
const isAgentTool = ({ function: tool }: Tool): boolean => /^(agent|task)$/.test(tool?.name ?? '')

function callerOf({ tools = [] }: ChatRequest, prompt: string): Caller['by'] {
  if (tools.some(isAgentTool) && !asksForSuggestion.test(prompt)) return 'person'
  // A sub-agent has a script in its prompt.
  return tools.length > 0 && prompt.includes('MOCK:') ? 'agent' : 'program'
}

const helperReply: Reply = { ...toReply('', 0), text: 'A title', overMs: 50 }

async function answer({ path, body, response, signal }: Call, model: Model): Promise<void> {
  if (path.includes('/models'))
    return sendJson(response, 200, {
      object: 'list',
      data: [{ id: 'mock-model', object: 'model' }],
    })
  if (!path.includes('/chat/completions')) return sendJson(response, 404, {})
  const request = (body ?? {}) as ChatRequest
  const { prompt, round } = positionIn(
    request.messages ?? [],
    wordsOf,
    ({ role }) => role === 'assistant',
  )
  const caller: Caller = { by: callerOf(request, prompt) }
  model.tell(caller, 'request', prompt.slice(-80))
  const reply = caller.by === 'program' ? helperReply : model.replyTo(prompt, round)
  const wire = (request.stream === true ? streamed : whole)(request, response)
  await play(reply, wire, { model, caller, signal })
}

export const openOpenaiChat: OpenModel = ({ port } = {}) => openModelServer(answer, port)

/** Of completions and tool calls. */
let count = 0

const usage = {
  prompt_tokens: 120,
  completion_tokens: 15,
  total_tokens: 135,
  prompt_tokens_details: { cached_tokens: 40 },
}

const fail = (response: ServerResponse, status: number): void =>
  sendJson(response, status, { error: { message: `mock ${status}`, type: 'mock_error' } })

/** Qwen Code refuses to sleep unless it is told why. */
const toAccepted = (ask: Ask): Ask =>
  ask.kind === 'shell' && /^sleep \d+$/.test(ask.command)
    ? { ...ask, command: `${ask.command} # intentional-sleep: the test waits` }
    : ask

/** opencode calls its agent for everything by another name. */
const toKnownAgent = (tool: string, input: ToolCall['input']): ToolCall['input'] =>
  tool === 'task' && 'subagent_type' in input ? { ...input, subagent_type: 'general' } : input

/** Turns what a reply asks for into the client's own tool calls. */
function createCalls(
  { tools = [] }: ChatRequest,
  id: number,
): (...ask: Parameters<Wire['ask']>) => object {
  const offered = tools.flatMap(({ function: tool }) =>
    tool ? [{ name: tool.name, schema: tool.parameters }] : [],
  )
  return (ask, index) => {
    const { name, input } = toToolCall(toAccepted(ask), offered)
    const call = { name, arguments: JSON.stringify(toKnownAgent(name, input)) }
    return { index, id: `call_mock_${id}_${index}`, type: 'function', function: call }
  }
}

const headOf = ({ model = 'mock' }: ChatRequest, id: number, object: string): object => ({
  id: `chatcmpl-mock-${id}`,
  object,
  created: Math.floor(Date.now() / 1000),
  model,
})

function streamed(request: ChatRequest, response: ServerResponse): Wire {
  const id = ++count
  const toCall = createCalls(request, id)
  let finish = 'stop'
  const send = (data: object): void => {
    const chunk = { ...headOf(request, id, 'chat.completion.chunk'), ...data }
    response.write(`data: ${JSON.stringify(chunk)}\n\n`)
  }
  const sendDelta = (delta: object, reason: string | null = null): void =>
    send({ choices: [{ index: 0, delta, finish_reason: reason }] })
  return {
    fail: (status) => fail(response, status),
    cut: () => void response.destroy(),
    begin() {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      sendDelta({ role: 'assistant', content: '' })
    },
    text: (content) => sendDelta({ content }),
    ask(ask, index) {
      finish = 'tool_calls'
      sendDelta({ tool_calls: [toCall(ask, index)] })
    },
    end() {
      sendDelta({}, finish)
      send({ choices: [], usage })
      response.end('data: [DONE]\n\n')
    },
  }
}

function whole(request: ChatRequest, response: ServerResponse): Wire {
  const id = ++count
  const toCall = createCalls(request, id)
  let content = ''
  const calls: object[] = []
  return {
    fail: (status) => fail(response, status),
    cut: () => void response.destroy(),
    begin: () => undefined,
    text: (part) => void (content += part),
    ask: (ask, index) => void calls.push(toCall(ask, index)),
    end() {
      const asks = calls.length > 0
      const message = {
        role: 'assistant',
        content: content === '' ? null : content,
        ...(asks ? { tool_calls: calls } : {}),
      }
      const choice = { index: 0, message, finish_reason: asks ? 'tool_calls' : 'stop' }
      sendJson(response, 200, {
        ...headOf(request, id, 'chat.completion'),
        choices: [choice],
        usage,
      })
    },
  }
}
