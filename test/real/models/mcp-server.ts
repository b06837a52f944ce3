// An MCP server over standard input and output, with one tool that takes as long as it is told.
// See https://modelcontextprotocol.io/specification/2025-06-18/basic

import { createInterface } from 'node:readline'

interface Message {
  readonly id?: number | string
  readonly method?: string
  readonly params?: {
    readonly protocolVersion?: string
    readonly arguments?: { readonly seconds?: number }
  }
}

const tool = {
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

const respond = (id: Message['id'], result: object): void =>
  void process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`)

function take({ id, method, params = {} }: Message): void {
  if (id === undefined) return
  switch (method) {
    case 'initialize': {
      const { protocolVersion = '2025-06-18' } = params
      const serverInfo = { name: 'slow', version: '1.0.0' }
      return respond(id, { protocolVersion, capabilities: { tools: {} }, serverInfo })
    }
    case 'tools/list':
      return respond(id, { tools: [tool] })
    case 'tools/call': {
      const ms = (params.arguments?.seconds ?? 1) * 1_000
      const content = [{ type: 'text', text: 'Pondered.' }]
      return void setTimeout(() => respond(id, { content }), ms)
    }
    default:
      return respond(id, {})
  }
}

for await (const line of createInterface({ input: process.stdin }))
  take(JSON.parse(line) as Message)
