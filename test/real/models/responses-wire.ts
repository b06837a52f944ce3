// The events of a reply in OpenAI's Responses API, whatever carries them.

import type { Wire } from './server.ts'
import type { Ask } from './script.ts'
import { type OfferedTool, toInput, toolFor } from './tools.ts'

/** A tool as Codex offers it; some have no name, and some are in a namespace. */
export interface Tool {
  readonly type: string
  readonly name?: string
  readonly parameters?: OfferedTool['schema']
  /** What a namespace holds. */
  readonly tools?: readonly Tool[]
}

/** Carries the events of one reply. */
export interface Emit {
  begin(): void
  event(event: { readonly type: string; readonly item?: object }): void
  end(): void
  fail(status: number, error: object): void
  cut(): void
}

/** Of responses, items and calls. */
let count = 0

const usage = {
  input_tokens: 1234,
  input_tokens_details: { cached_tokens: 1000 },
  output_tokens: 56,
  output_tokens_details: { reasoning_tokens: 17 },
  total_tokens: 1290,
}

export function toWire(tools: readonly Tool[], emit: Emit): Wire {
  const id = ++count
  const response = { id: `resp_mock_${id}` }
  const message = { type: 'message', id: `msg_mock_${id}`, role: 'assistant' }
  let output = 0
  let said: string | undefined
  const endText = (phase: string): void => {
    if (said === undefined) return
    const content = [{ type: 'output_text', text: said }]
    const item = { ...message, status: 'completed', phase, content }
    send('response.output_item.done', { output_index: output++, item })
    said = undefined
  }
  const send = (type: string, data: object): void => emit.event({ type, ...data })
  return {
    fail: (status) => emit.fail(status, { message: `mock ${status}`, type: 'server_error' }),
    cut: () => emit.cut(),
    begin() {
      emit.begin()
      send('response.created', { response })
    },
    text(delta) {
      const at = { output_index: output, item_id: message.id, content_index: 0 }
      if (said === undefined) {
        said = ''
        const item = { ...message, status: 'in_progress', content: [] }
        send('response.output_item.added', { output_index: output, item })
        const part = { type: 'output_text', text: '' }
        send('response.content_part.added', { ...at, part })
      }
      said += delta
      send('response.output_text.delta', { ...at, delta })
    },
    ask(ask, index) {
      endText('commentary')
      const item = toItem(ask, tools, `${id}_${index}`)
      const at = { output_index: output++ }
      const isFunction = 'arguments' in item
      const begun = isFunction ? { ...item, arguments: '' } : { ...item, input: '' }
      send('response.output_item.added', { ...at, item: begun })
      const of = { ...at, item_id: item.id }
      if (isFunction) {
        send('response.function_call_arguments.delta', { ...of, delta: item.arguments })
        send('response.function_call_arguments.done', { ...of, arguments: item.arguments })
      } else {
        send('response.custom_tool_call_input.delta', { ...of, delta: item.input })
        send('response.custom_tool_call_input.done', { ...of, input: item.input })
      }
      send('response.output_item.done', { ...at, item })
    },
    end({ inputTokens = usage.input_tokens }) {
      endText('final_answer')
      const total = inputTokens + usage.output_tokens
      const told = { ...usage, input_tokens: inputTokens, total_tokens: total }
      send('response.completed', { response: { ...response, usage: told, output: [] } })
      emit.end()
    },
  }
}

interface FunctionItem {
  readonly type: 'function_call'
  readonly id: string
  readonly call_id: string
  readonly name: string
  readonly namespace?: string
  readonly arguments: string
}

interface CustomItem {
  readonly type: 'custom_tool_call'
  readonly id: string
  readonly call_id: string
  readonly name: string
  readonly input: string
}

const shellSchema = {
  properties: { cmd: {}, yield_time_ms: {}, sandbox_permissions: {}, justification: {} },
}

/** Code that calls a tool; where that takes long, the code is let go of. */
function toCode(ask: Ask): string | undefined {
  if (ask.kind === 'ponder')
    return `text(await tools.mcp__slow__ponder({"seconds":${ask.seconds}}));`
  if (ask.kind !== 'shell') return undefined
  const { takesLong, ...short } = ask
  const input = JSON.stringify(toInput(takesLong ? short : ask, shellSchema))
  const first = takesLong ? '// @exec: {"yield_time_ms":1000}\n' : ''
  return `${first}const r = await tools.exec_command(${input}); text(JSON.stringify(r));`
}

/** By a patch that the client sees in the command; where it needs permission, and does no harm. */
const toPatch = (path: string): Ask => ({
  kind: 'shell',
  command: `apply_patch <<'EOF'\n*** Begin Patch\n*** Add File: /proc/${path}\n+hello\n*** End Patch\nEOF`,
})

interface Offered extends Tool {
  readonly name: string
  readonly namespace?: string
}

function toOffered(tool: Tool): readonly Offered[] {
  const { name } = tool
  if (name === undefined) return []
  if (tool.tools === undefined) return [{ ...tool, name }]
  return tool.tools.flatMap(toOffered).map((inner) => ({ ...inner, namespace: name }))
}

function toItem(wish: Ask, tools: readonly Tool[], id: string): FunctionItem | CustomItem {
  const ask = wish.kind === 'write' ? toPatch(wish.path) : wish
  const offered = tools.flatMap(toOffered)
  const ids = { id: `fc_mock_${id}`, call_id: `call_mock_${id}` }
  const tool = toolFor(ask, offered)
  if (tool) {
    const { name, namespace } = tool
    const input = JSON.stringify(toInput(ask, tool.parameters))
    const of = namespace === undefined ? {} : { namespace }
    return { type: 'function_call', ...ids, name, ...of, arguments: input }
  }
  // Where the model writes code instead, the tools are functions in it.
  const exec = offered.find(({ type, name }) => type === 'custom' && name === 'exec')
  const code = toCode(ask)
  if (!exec || code === undefined)
    throw new Error(`no tool for ${ask.kind} among: ${offered.map(({ name }) => name).join(' ')}`)
  return { type: 'custom_tool_call', ...ids, name: exec.name, input: code }
}
