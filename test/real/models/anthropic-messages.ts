// The Messages API of Anthropic, as Claude Code uses it.

import { streamed, whole } from './anthropic-wire.ts'
import { positionIn } from './position.ts'
import { type Call, type Caller, type Model, openModelServer, play, sendJson } from './server.ts'
import { type Reply, toReply } from './script.ts'
import type { OpenModel } from '../types.ts'

interface Block {
  readonly type: string
  readonly text?: string
}

interface Message {
  readonly role: 'user' | 'assistant'
  readonly content: string | readonly Block[]
}

interface MessagesRequest {
  readonly stream?: boolean
  readonly system?: string | readonly Block[]
  readonly messages?: readonly Message[]
  readonly tools?: readonly { readonly name: string }[]
}

const toText = (content: string | readonly Block[]): string =>
  typeof content === 'string' ? content : content.map(({ text = '' }) => text).join('\n')

/** What a person said, without the reminders that the program slips in. */
const wordsOf = ({ content }: Message): string =>
  toText(content)
    .replaceAll(/<system-reminder>[\s\S]*?<\/system-reminder>/g, '')
    .trim()

/** Titles and summaries are asked for without tools. */
const helperReply = ({ system = '' }: MessagesRequest): Reply => ({
  ...toReply('', 0),
  text: /title/i.test(toText(system)) ? '{"title":"A title"}' : 'ok',
  overMs: 50,
})

/** One of another form is asked for again. */
const summary = '<summary>It was about a plain answer.</summary>'

async function answer(
  { path, body, headers, response, signal }: Call,
  model: Model,
): Promise<void> {
  if (!path.startsWith('/v1/messages')) {
    const error = { type: 'not_found_error', message: 'no such path' }
    return sendJson(response, 404, { type: 'error', error })
  }
  if (path.includes('count_tokens')) return sendJson(response, 200, { input_tokens: 42 })
  const request = (body ?? {}) as MessagesRequest
  const hasTools = (request.tools ?? []).length > 0
  const session = headers['x-claude-code-session-id']
  const isAgent = headers['x-claude-code-agent-id'] !== undefined
  const caller: Caller = {
    by: !hasTools ? 'program' : isAgent ? 'agent' : 'person',
    ...(typeof session === 'string' ? { session } : {}),
  }
  const { prompt, round } = positionIn(
    request.messages ?? [],
    (message) => (message.role === 'user' ? wordsOf(message) : ''),
    ({ role }) => role === 'assistant',
  )
  model.tell(caller, 'request', prompt.slice(-80))
  const scripted = hasTools ? model.replyTo(prompt, round) : helperReply(request)
  const reply = prompt.includes('<summary>') ? { ...scripted, text: summary } : scripted
  const wire = (request.stream === true ? streamed : whole)(request, response)
  await play(reply, wire, { model, caller, signal })
}

export const openAnthropicMessages: OpenModel = ({ port } = {}) => openModelServer(answer, port)
