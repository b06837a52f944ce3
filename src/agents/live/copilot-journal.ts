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
  /** Hooks that run as the turn ends, and may make the agent go on, by their ids. */
  readonly endHooks: OpenIds
  /** Whether the turn is over but for these, and whether one of them makes it go on. */
  isOver: boolean
  goesOn: boolean
}

type Rule = (data: Fields, memory: Memory) => Happening | undefined

/** What went before means nothing from here on. */
function anew(memory: Memory, happening: Happening): Happening {
  Object.assign(memory, { isAnswer: false, isOver: false, goesOn: false })
  memory.asked.clear()
  memory.endHooks.clear()
  return happening
}

const turnEnd = {
  kind: 'turn_ended',
  evidence: 'session_file',
  lingerMs: 1000,
  sure: true,
} as const

function endWithAnswer(memory: Memory): Happening {
  const ended = anew(memory, { ...turnEnd, outcome: 'ok' })
  memory.isOver = true
  return ended
}

/** Runs right behind the end of the turn, if there are any (1.0.102). */
function hookStarted(data: Fields, { endHooks, isOver }: Memory): Happening | undefined {
  if (!isOver || text(data, 'hookType') !== 'agentStop') return undefined
  endHooks.add(text(data, 'hookInvocationId') ?? '')
  return { kind: 'hook_started', hook: 'Stop' }
}

/** Once the last of them has ended, the turn has, unless one of them told the agent to go on. */
function hookEnded(data: Fields, memory: Memory): Happening | undefined {
  const { endHooks } = memory
  const id = text(data, 'hookInvocationId') ?? ''
  if (!endHooks.has(id)) return undefined
  endHooks.remove(id)
  if (text(fieldsOf(data, 'output') ?? {}, 'decision') === 'block') memory.goesOn = true
  if (!endHooks.isEmpty()) return undefined
  return memory.goesOn
    ? { kind: 'hook_ended', hook: 'Stop', goesOn: true }
    : anew(memory, { ...turnEnd, outcome: 'ok' })
}

const toolName = (data: Fields): string => text(data, 'toolName') ?? 'tool'
const toolId = (data: Fields): string => text(data, 'toolCallId') ?? ''

/** By type; of the main thread alone. */
const mainRules: Readonly<Record<string, Rule>> = {
  'user.message': (data, memory) => {
    const promptId = text(data, 'interactionId')
    const prompt = { kind: 'prompt', promptId, endTold: true, asksTold: true } as const
    return anew(memory, memory.goesOn ? { ...prompt, byItself: true } : prompt)
  },
  'assistant.turn_start': (_data, memory) => anew(memory, { kind: 'model_call_started' }),
  'assistant.message': ({ toolRequests }, memory) => {
    memory.isAnswer = !Array.isArray(toolRequests) || toolRequests.length === 0
    return undefined
  },
  // One for every model call: the turn is over only where that gave an answer. An error or a stop
  // is told by the next record.
  'assistant.turn_end': (_data, memory) => (memory.isAnswer ? endWithAnswer(memory) : undefined),
  'hook.start': hookStarted,
  'hook.end': hookEnded,
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
  endHooksWithinMs: 100,
  single: false,
  head: new RegExp(`^\\{"type":"${anyNameOf(mainRules, rules)}",`),
  readMeta(record: Fields) {
    const data = record['type'] === 'session.start' ? fieldsOf(record, 'data') : undefined
    if (!data) return undefined
    const cwd = directory(fieldsOf(data, 'context'), 'cwd')
    return { cwd, version: text(data, 'copilotVersion') }
  },
  createReader() {
    const memory: Memory = {
      isAnswer: false,
      asked: createOpenIds(),
      endHooks: createOpenIds(),
      isOver: false,
      goesOn: false,
    }
    return (record: Fields): Happening | undefined => {
      const type = text(record, 'type') ?? ''
      const data = fieldsOf(record, 'data') ?? {}
      const isMain = record['agentId'] === undefined && data['parentToolCallId'] === undefined
      const rule = own(rules, type) ?? (isMain ? own(mainRules, type) : undefined)
      return rule?.(data, memory)
    }
  },
} as const
