// Codex: the rollout file to which it appends all of a conversation. It tells turns and what tools the model asks for, but not what the person is asked to allow. Checked: 0.169.0 and 0.171.0.

import type { Happening, TurnEnded } from '../../domain/event.ts'
import { aloneTool, decidedTools, waitingTools } from '../codex-tools.ts'
import { own } from '../definition.ts'
import { codexShared, readMeta } from './codex-app-server.ts'
import { anyNameOf, type Fields, fieldsOf, text } from './journal-fields.ts'
import { answer, ask, createOpenIds, type OpenIds } from './open-questions.ts'

/** What the records so far leave for the next ones, by the ids of calls. */
interface Memory {
  /** Questions that the person has not answered. */
  readonly asked: OpenIds
  /** Tools that wait for what others left running. */
  readonly waiting: OpenIds
  /** The tool that runs alone, and whatever the reply asks for behind it. */
  readonly alone: OpenIds
  /** Whether it is to go on by itself, turn after turn, until it has reached a goal. */
  hasGoal: boolean
}

const turnEnd = { kind: 'turn_ended', evidence: 'session_file', lingerMs: 1000 } as const

/** Of a turn, by the payload's type. */
const turnRules: Readonly<
  Record<string, (payload: Fields, memory: Memory) => Happening | undefined>
> = {
  task_started(payload, memory) {
    const byItself = text(fieldsOf(payload, 'turn_attribution') ?? {}, 'turn_trigger') === 'goal'
    if (byItself) memory.hasGoal = true
    const prompt = { kind: 'prompt', promptId: text(payload, 'turn_id'), endTold: true } as const
    return byItself ? { ...prompt, byItself } : prompt
  },
  task_complete(payload, { hasGoal }) {
    const ended = { ...turnEnd, ...readOutcome(payload) }
    return hasGoal && ended.outcome === 'ok' ? { ...ended, towardsGoal: true } : ended
  },
  thread_goal_updated(payload, memory) {
    memory.hasGoal = text(fieldsOf(payload, 'goal') ?? {}, 'status') === 'active'
    return undefined
  },
  // It says the same whether the person stopped the turn or refused a tool.
  turn_aborted: () => ({ ...turnEnd, outcome: 'interrupted', provisional: 'shown' }),
}

/** Versions before 0.145 tell neither an error, only that there was no answer, nor when the turn began (observed). */
function readOutcome(payload: Fields): Partial<TurnEnded> {
  if (fieldsOf(payload, 'error')) return { outcome: 'error', sure: true }
  const mayHaveFailed = payload['last_agent_message'] === null && !('started_at' in payload)
  return mayHaveFailed ? { provisional: 'withheld' } : { outcome: 'ok', sure: true }
}

/** Tools that are questions themselves. */
const askingTools = new Set(['request_user_input'])

function readCall(payload: Fields, { asked, waiting, alone }: Memory): Happening | undefined {
  const [name, id] = [text(payload, 'name') ?? '', text(payload, 'call_id') ?? '']
  if (askingTools.has(name)) return ask(asked, id, 'question')
  if (waitingTools.has(name)) {
    waiting.add(id)
    return { kind: 'tool_started', toolId: id, tool: name, ahead: true }
  }
  if (name === aloneTool) alone.add(id)
  const decided = decidedTools.has(name)
  const isKnown = decided || (text(payload, 'namespace') ?? '').startsWith('mcp__')
  const beside = decided && alone.isEmpty()
  return isKnown ? { kind: 'tool_requested', toolId: id, tool: name, decided, beside } : undefined
}

function readOutput(payload: Fields, { asked, waiting, alone }: Memory): Happening | undefined {
  const id = text(payload, 'call_id') ?? ''
  alone.remove(id)
  if (waiting.has(id)) {
    waiting.remove(id)
    return { kind: 'tool_ended', toolId: id, tool: 'tool', ok: true, ahead: true }
  }
  if (asked.has(id)) return answer(asked, id)
  const isBlocked = BLOCKED.test(text(payload, 'output') ?? '')
  return isBlocked ? { kind: 'tool_refused', toolId: id, tool: 'tool', byUser: false } : undefined
}

/** What the model is told of a tool that a hook of the person's forbade, of which no telemetry tells (0.171.0). */
const BLOCKED = /^(?:Command|Tool call) blocked by PreToolUse hook: /

/** Of what the model asks for and is given, by the payload's type. */
const itemRules: Readonly<
  Record<string, (payload: Fields, memory: Memory) => Happening | undefined>
> = {
  function_call: readCall,
  custom_tool_call: readCall,
  function_call_output: readOutput,
  custom_tool_call_output: readOutput,
}

/** The record's type and the payload's, of all that tell something. */
const toldTypes = [
  `event_msg","payload":\\{"type":"${anyNameOf(turnRules)}`,
  `response_item","payload":\\{"type":"${anyNameOf(itemRules)}`,
]

export const codexJournals = {
  agent: 'codex',
  variable: codexShared.variable,
  folder: '.codex',
  journals: 'sessions',
  dated: 3,
  // Older versions have none (seen in 0.120.0).
  signs: ['thread-writer-locks'],
  prompts: 'history.jsonl',
  isProgram: codexShared.isProgram,
  findBy: { held: codexShared.record },
  tellsEnds: true,
  single: true,
  head: new RegExp(
    `^\\{"timestamp":"[^"]{1,40}",(?:"ordinal":\\d{1,15},)?"type":"(?:${toldTypes.join('|')})"`,
  ),
  readMeta,
  createReader() {
    const memory: Memory = {
      asked: createOpenIds(),
      waiting: createOpenIds(),
      alone: createOpenIds(),
      hasGoal: false,
    }
    return (record: Fields): Happening | undefined => {
      const payload = fieldsOf(record, 'payload') ?? {}
      const type = text(payload, 'type') ?? ''
      const readItem = own(itemRules, type)
      if (readItem) return readItem(payload, memory)
      const happening = own(turnRules, type)?.(payload, memory)
      if (happening) {
        memory.asked.clear()
        memory.waiting.clear()
        memory.alone.clear()
      }
      return happening
    }
  },
} as const
