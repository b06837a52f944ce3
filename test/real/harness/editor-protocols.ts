// What editors say to the clients they hold: the Agent Client Protocol, Codex's app-server, Claude Code's stream of JSON.

import type { Editor } from '../types.ts'

/** What clients write, as far as an editor here reads it. */
export interface Message {
  readonly type?: string
  readonly method?: string
  readonly id?: number | string
  readonly params?: { readonly options?: readonly Option[] }
  readonly result?: Result
  readonly request_id?: string
  readonly request?: { readonly subtype: string; readonly input?: object }
}

interface Option {
  readonly kind: string
  readonly optionId: string
}

interface Result {
  readonly sessionId?: string
  readonly thread?: { readonly id: string }
  readonly turn?: { readonly id: string }
}

type Send = (message: object) => void

export interface Dialogue {
  /** Resolves once the conversation takes a prompt. */
  readonly ready: Promise<void>
  hear(message: Message): void
  isQuestion(message: Message): boolean
  prompt(text: string): void
  answer(question: Message, isAllowed: boolean): void
  interrupt(): void
}

const clientInfo = { name: 'codex_vscode', title: 'Editor', version: '1.0.0' }

interface Caller {
  readonly call: (method: string, params: object) => Promise<Result>
  readonly hear: (message: Message) => void
}

/** JSON-RPC, as two of them speak it. */
function createCaller(send: Send): Caller {
  const waiting: ((result: Result) => void)[] = []
  return {
    call(method, params) {
      send({ jsonrpc: '2.0', id: waiting.length, method, params })
      return new Promise((done) => waiting.push(done))
    },
    hear({ id, method, result }) {
      if (method === undefined) waiting[id as number]?.(result ?? {})
      // What else it asks for, an editor need not have.
      else if (id !== undefined) send({ jsonrpc: '2.0', id, result: {} })
    },
  }
}

/** agentclientprotocol.com, version 1. */
function acp(send: Send, cwd: string): Dialogue {
  const { call, hear } = createCaller(send)
  let sessionId: string | undefined
  async function open(): Promise<void> {
    const clientCapabilities = { fs: { readTextFile: false, writeTextFile: false } }
    await call('initialize', { protocolVersion: 1, clientCapabilities, clientInfo })
    sessionId = (await call('session/new', { cwd, mcpServers: [] })).sessionId
  }
  return {
    ready: open(),
    hear,
    isQuestion: ({ method }) => method === 'session/request_permission',
    prompt: (text) => void call('session/prompt', { sessionId, prompt: [{ type: 'text', text }] }),
    answer({ id, params }, isAllowed) {
      const kind = isAllowed ? 'allow_once' : 'reject_once'
      const optionId = params?.options?.find((option) => option.kind === kind)?.optionId
      send({ jsonrpc: '2.0', id, result: { outcome: { outcome: 'selected', optionId } } })
    },
    interrupt: () => send({ jsonrpc: '2.0', method: 'session/cancel', params: { sessionId } }),
  }
}

/** `codex app-server generate-json-schema` writes what it is. */
function appServer(send: Send, cwd: string): Dialogue {
  const { call, hear } = createCaller(send)
  let threadId: string | undefined
  let turnId: string | undefined
  async function open(): Promise<void> {
    await call('initialize', { clientInfo })
    send({ method: 'initialized' })
    threadId = (await call('thread/start', { cwd })).thread?.id
  }
  return {
    ready: open(),
    hear,
    isQuestion: ({ method }) => method?.endsWith('/requestApproval') === true,
    prompt(text) {
      const begun = call('turn/start', { threadId, input: [{ type: 'text', text }] })
      void begun.then(({ turn }) => (turnId = turn?.id))
    },
    answer: ({ id }, isAllowed) =>
      send({ id, result: { decision: isAllowed ? 'accept' : 'decline' } }),
    interrupt: () => void call('turn/interrupt', { threadId, turnId }),
  }
}

/** As the Agent SDK writes and reads it. */
function streamJson(send: Send): Dialogue {
  const control = (subtype: string): void =>
    send({ type: 'control_request', request_id: subtype, request: { subtype } })
  const begun = Promise.withResolvers<void>()
  control('initialize')
  return {
    ready: begun.promise,
    hear({ type }) {
      if (type === 'control_response') begun.resolve()
    },
    isQuestion: ({ type, request }) =>
      type === 'control_request' && request?.subtype === 'can_use_tool',
    prompt: (text) =>
      send({ type: 'user', message: { role: 'user', content: [{ type: 'text', text }] } }),
    answer({ request_id, request }, isAllowed) {
      const response = isAllowed
        ? { behavior: 'allow', updatedInput: request?.input }
        : { behavior: 'deny', message: 'No.', interrupt: true }
      send({ type: 'control_response', response: { subtype: 'success', request_id, response } })
    },
    interrupt: () => control('interrupt'),
  }
}

export const protocols = {
  acp,
  'app-server': appServer,
  'stream-json': streamJson,
} as const satisfies Record<Editor['protocol'], (send: Send, cwd: string) => Dialogue>
