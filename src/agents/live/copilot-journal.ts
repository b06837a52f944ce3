// GitHub Copilot CLI: the events file that it keeps of each session, which tells all that its telemetry tells late. Checked: 1.0.102.

import type { Happening } from '../../domain/event.ts'
import { copilotProgram } from '../copilot.ts'
import { own } from '../definition.ts'
import { mayRunProgram, type Running } from '../program.ts'
import { anyNameOf, directory, type Fields, fieldsOf, text } from './journal-fields.ts'
import { answer, ask, createOpenIds, type OpenIds } from './open-questions.ts'

/** What the records so far leave for the next ones. */
interface Memory {
  /** Whether the last message of the main thread asked for no tool. */
  isAnswer: boolean
  /** Questions that the person has not answered, by their ids. */
  readonly asked: OpenIds
}

type Rule = (data: Fields, memory: Memory) => Happening | undefined

/** What went before means nothing from here on. */
function anew(memory: Memory, happening: Happening): Happening {
  memory.isAnswer = false
  memory.asked.clear()
  return happening
}

const turnEnd = {
  kind: 'turn_ended',
  evidence: 'session_file',
  lingerMs: 1000,
  sure: true,
} as const

const toolName = (data: Fields): string => text(data, 'toolName') ?? 'tool'
const toolId = (data: Fields): string => text(data, 'toolCallId') ?? ''

/** By type; of the main thread alone. */
const mainRules: Readonly<Record<string, Rule>> = {
  'user.message': (data, memory) =>
    anew(memory, {
      kind: 'prompt',
      promptId: text(data, 'interactionId'),
      endTold: true,
      asksTold: true,
    }),
  'assistant.turn_start': (_data, memory) => anew(memory, { kind: 'model_call_started' }),
  'assistant.message': ({ toolRequests }, memory) => {
    memory.isAnswer = !Array.isArray(toolRequests) || toolRequests.length === 0
    return undefined
  },
  // One for every model call: the turn is over only where that gave an answer. An error or a stop
  // is told by the next record.
  'assistant.turn_end': (_data, memory) =>
    memory.isAnswer ? anew(memory, { ...turnEnd, outcome: 'ok' }) : undefined,
  'tool.execution_start': (data, { asked }) =>
    asking.has(toolName(data))
      ? ask(asked, toolId(data), 'question')
      : { kind: 'tool_started', toolId: toolId(data), tool: toolName(data) },
  'tool.execution_complete': (data, { asked }) =>
    asked.has(toolId(data)) ? answer(asked, toolId(data)) : toolEnded(data),
  'session.error': (_data, memory) => anew(memory, { ...turnEnd, outcome: 'error' }),
  // The record that closes the question comes after this one, or before it.
  abort: (_data, memory) =>
    anew(memory, { ...turnEnd, outcome: memory.asked.isEmpty() ? 'interrupted' : 'denied' }),
  // Also where the terminal is closed in the middle of a turn, whose spans come later.
  'session.shutdown': (_data, memory) =>
    anew(memory, { kind: 'session_ended', reason: 'exited', stopsTurn: true, ahead: true }),
}

/** Tools that are questions themselves. */
const asking = new Set(['ask_user'])

const toolEnded = (data: Fields): Happening => ({
  kind: 'tool_ended',
  toolId: toolId(data),
  tool: toolName(data),
  ok: data['success'] === true,
})

/** By type; of sub-agents too, which ask the same person. */
const rules: Readonly<Record<string, Rule>> = {
  'permission.requested': (data, { asked }) => {
    if (data['resolvedByHook'] === true) return undefined
    const what = text(fieldsOf(data, 'permissionRequest') ?? {}, 'kind') ?? 'tool'
    return ask(asked, text(data, 'requestId') ?? '', what)
  },
  'permission.completed': (data, { asked }) => {
    const requestId = text(data, 'requestId') ?? ''
    const kind = text(fieldsOf(data, 'result') ?? {}, 'kind') ?? ''
    if (!refusals.has(kind)) return answer(asked, requestId)
    asked.remove(requestId)
    return { kind: 'tool_refused', toolId: toolId(data), tool: 'tool', byUser: true }
  },
}

/** Esc at the question, and the choice not to allow it. */
const refusals = new Set(['cancelled', 'denied-interactively-by-user'])

export const copilotJournals = {
  agent: 'copilot',
  variable: 'COPILOT_HOME',
  folder: '.copilot',
  journals: 'session-state',
  dated: 0,
  signs: ['session-state/.session-operation-locks'],
  // One that is resumed gives no other sign.
  prompts: 'command-history-state.json',
  isProgram: (running: Running) => mayRunProgram(copilotProgram, running),
  // It opens the journal only to write, but this file beside it for as long as it has the session.
  findBy: {
    held: /\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\/inuse\.\d{1,10}\.hold$/,
    file: 'events.jsonl',
  },
  tellsEnds: true,
  single: false,
  head: new RegExp(`^\\{"type":"${anyNameOf(mainRules, rules)}",`),
  readMeta(record: Fields) {
    const data = record['type'] === 'session.start' ? fieldsOf(record, 'data') : undefined
    if (!data) return undefined
    const cwd = directory(fieldsOf(data, 'context'), 'cwd')
    return { cwd, version: text(data, 'copilotVersion') }
  },
  createReader() {
    const memory: Memory = { isAnswer: false, asked: createOpenIds() }
    return (record: Fields): Happening | undefined => {
      const type = text(record, 'type') ?? ''
      const data = fieldsOf(record, 'data') ?? {}
      const isMain = record['agentId'] === undefined && data['parentToolCallId'] === undefined
      const rule = own(rules, type) ?? (isMain ? own(mainRules, type) : undefined)
      return rule?.(data, memory)
    }
  },
} as const
