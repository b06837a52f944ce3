// An MCP server over standard input and output, with a tool that takes as long as it is told, and one that asks the person.
// See https://modelcontextprotocol.io/specification/2025-06-18/basic and …/client/elicitation

import { createInterface } from 'node:readline'

interface Message {
  readonly id?: number | string
  readonly method?: string
  readonly params?: {
    readonly protocolVersion?: string
    readonly name?: string
    readonly arguments?: { readonly seconds?: number }
  }
}

const ponder = {
  name: 'ponder',
  description: 'Thinks for some seconds.',
  inputSchema: {
    type: 'object',
    properties: { seconds: { type: 'number' } },
    required: ['seconds'],
  },
  // Some clients ask before they use any other.
  annotations: { readOnlyHint: true },
}

const inquire = {
  name: 'inquire',
  description: 'Asks the person.',
  inputSchema: { type: 'object', properties: {} },
  annotations: { readOnlyHint: true },
}

const question = {
  message: 'Which way is it to go?',
  requestedSchema: {
    type: 'object',
    properties: { left: { type: 'boolean', description: 'Left' } },
    required: ['left'],
  },
}

/** Calls that wait for the person, by the ids of their questions. */
const asking = new Map<string, Message['id']>()

const send = (message: object): void =>
  void process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)

const respond = (id: Message['id'], result: object): void => send({ id, result })

const conclude = (id: Message['id'], text: string): void =>
  respond(id, { content: [{ type: 'text', text }] })

function call(id: Message['id'], { name, arguments: input }: NonNullable<Message['params']>): void {
  if (name === ponder.name) {
    setTimeout(() => conclude(id, 'Pondered.'), (input?.seconds ?? 1) * 1_000)
    return
  }
  const questionId = `question ${asking.size}`
  asking.set(questionId, id)
  send({ id: questionId, method: 'elicitation/create', params: question })
}

function take({ id, method, params = {} }: Message): void {
  if (id === undefined) return
  if (method === undefined) return conclude(asking.get(String(id)), 'Inquired.')
  switch (method) {
    case 'initialize': {
      const { protocolVersion = '2025-06-18' } = params
      const serverInfo = { name: 'slow', version: '1.0.0' }
      return respond(id, { protocolVersion, capabilities: { tools: {} }, serverInfo })
    }
    case 'tools/list':
      return respond(id, { tools: [ponder, inquire] })
    case 'tools/call':
      return call(id, params)
    default:
      return respond(id, {})
  }
}

for await (const line of createInterface({ input: process.stdin }))
  take(JSON.parse(line) as Message)
