// From what a reply asks for to a call of the client's own tool, filled in by the schema that the client sent.

import { randomUUID } from 'node:crypto'
import type { Ask } from './script.ts'

interface Property {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
}

/** A tool as a client offers it to its model. */
export interface OfferedTool {
  readonly name: string
  readonly schema:
    | {
        readonly properties?: Readonly<Record<string, Property>>
        readonly required?: readonly string[]
      }
    | undefined
}

export interface ToolCall {
  readonly name: string
  readonly input: Readonly<Record<string, unknown>>
}

/** What the tools for a kind of ask are called, the best one first. */
const names: Readonly<Record<Ask['kind'], readonly RegExp[]>> = {
  shell: [/^(bash|run_shell_command|exec_command|shell_command|shell)$/i, /shell|bash|command/i],
  write: [/^(write|write_file|create|create_file)$/i],
  question: [/^(AskUserQuestion|ask_user_question|ask_user|request_user_input|question)$/i],
  inquire: [/(?:^|_)inquire$/],
  ponder: [/(?:^|_)ponder$/],
  agent: [/^(Agent|Task|spawn_agent)$/i, /agent/i],
  await_agents: [/^wait_agent$/],
  await_command: [/^(write_stdin|wait)$/],
}

const question = {
  id: 'color',
  question: 'Which color?',
  header: 'Color',
  type: 'choice',
  multiSelect: false,
  options: [
    { label: 'Red', description: 'Like a rose' },
    { label: 'Blue', description: 'Like the sky' },
  ],
}

/** By the names that properties go by; undefined leaves an optional one out. */
function valueOf(name: string, ask: Ask): unknown {
  const isShell = ask.kind === 'shell'
  switch (name) {
    case 'command':
    case 'cmd':
      return isShell ? ask.command : undefined
    case 'is_background':
    case 'run_in_background':
      return 'inBackground' in ask ? ask.inBackground : undefined
    case 'yield_time_ms':
      if (ask.kind === 'await_command') return 120_000
      return isShell ? (ask.inBackground || ask.takesLong ? 1000 : 30_000) : undefined
    case 'seconds':
      return ask.kind === 'ponder' ? ask.seconds : undefined
    case 'session_id':
      return ask.kind === 'await_command' ? Number(ask.terminal) : undefined
    case 'cell_id':
      return ask.kind === 'await_command' ? ask.terminal : undefined
    case 'sandbox_permissions':
      return isShell && ask.needsPermission === true ? 'require_escalated' : undefined
    case 'justification':
      return isShell && ask.needsPermission === true ? 'It needs it.' : undefined
    case 'file_path':
    case 'filePath':
    case 'path':
      return ask.kind === 'write' ? ask.path : undefined
    case 'content':
    case 'file_text':
      return ask.kind === 'write' ? 'hello\nworld\n' : undefined
    case 'prompt':
    case 'message':
      return ask.kind === 'agent' ? ask.prompt : undefined
    case 'subagent_type':
      return ask.kind === 'agent' ? 'general-purpose' : undefined
    case 'task_name':
      // A second one of the same name would be refused.
      return ask.kind === 'agent' ? `task_${randomUUID().replaceAll('-', '_')}` : undefined
    case 'targets':
      return ask.kind === 'await_agents' ? ask.ids : undefined
    case 'timeout_ms':
      return ask.kind === 'await_agents' ? 60_000 : undefined
    case 'questions':
      return ask.kind === 'question' ? [question] : undefined
    case 'description':
      return 'what it is for'
    default:
      return undefined
  }
}

/** For what a schema requires and nothing here knows. */
function anyValue({ type, enum: choices }: Property): unknown {
  if (choices !== undefined) return choices[0]
  switch (Array.isArray(type) ? type[0] : type) {
    case 'boolean':
      return false
    case 'number':
    case 'integer':
      return 10
    case 'array':
      return []
    case 'object':
      return {}
    default:
      return 'any'
  }
}

/** The client's tool for a kind of ask, if it offers one. */
export function toolFor<Tool extends { readonly name: string }>(
  ask: Ask,
  offered: readonly Tool[],
): Tool | undefined {
  for (const name of names[ask.kind]) {
    const found = offered.find((tool) => name.test(tool.name))
    if (found) return found
  }
  return undefined
}

/** @throws where the client offers no such tool: the scenario cannot be played with it */
export function toToolCall(ask: Ask, offered: readonly OfferedTool[]): ToolCall {
  const tool = toolFor(ask, offered)
  if (!tool) {
    const known = offered.map(({ name }) => name).join(' ')
    throw new Error(`no tool for ${ask.kind} among: ${known}`)
  }
  const isWrong = ask.kind === 'shell' && ask.isWrong === true
  return { name: tool.name, input: isWrong ? {} : toInput(ask, tool.schema) }
}

/** The arguments that a schema asks for. */
export function toInput(ask: Ask, schema: OfferedTool['schema']): ToolCall['input'] {
  const { properties = {}, required = [] } = schema ?? {}
  const input: Record<string, unknown> = {}
  for (const [name, property] of Object.entries(properties)) {
    const value = valueOf(name, ask) ?? (required.includes(name) ? anyValue(property) : undefined)
    if (value === undefined) continue
    // Older shells take the words of a command, without a shell around them.
    const isWords = name === 'command' && property.type === 'array'
    input[name] = isWords ? ['bash', '-lc', value] : value
  }
  return input
}
