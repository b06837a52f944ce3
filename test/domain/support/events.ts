// Terse evidence: `at(600).reply({ tools: true })` is an event 600 ms into a scenario.

import type {
  About,
  AgentEvent,
  Counters,
  EndReason,
  Happening,
  Outcome,
  Usage,
  UsageSource,
} from '../../../src/domain/event.ts'
import { noTelemetry } from '../../../src/domain/event/no-telemetry.ts'

/** Unix ms at which scenarios begin. */
export const beginMs = 1_700_000_000_000

/** What an event is besides what happened; times are relative to the scenario's begin. */
export interface Circumstances {
  readonly id?: string
  readonly agent?: string
  /** When it arrives; at once by default. */
  readonly arrives?: number
  readonly origin?: string
  readonly traceId?: string
  readonly recordId?: string
  readonly sequence?: number
  readonly about?: About
  readonly usage?: Usage
  readonly source?: UsageSource
  readonly counters?: Counters
  /** Of sums: when they began. */
  readonly sumSince?: number
  readonly helper?: boolean
  readonly foreignModel?: boolean
  readonly promises?: boolean
}

type Fields<K extends Happening['kind']> = Partial<Omit<Extract<Happening, { kind: K }>, 'kind'>>

/** Makes events that happen at `timeMs`. */
export function at(timeMs: number, more: Circumstances = {}) {
  const {
    id = 's',
    agent = 'claude-code',
    arrives = timeMs,
    usage,
    source = 'logs',
    sumSince,
    promises = false,
    ...others
  } = more
  const past = (ms: number | undefined) => (ms === undefined ? undefined : beginMs + ms)
  const event = (happening: Happening): AgentEvent => ({
    ...noTelemetry,
    agent,
    sessionId: id,
    timeMs: beginMs + timeMs,
    arrivalMs: beginMs + arrives,
    delayMs: arrives - timeMs,
    ...others,
    usage: usage && { source, amount: usage },
    sumSinceMs: past(sumSince),
    promisesTurnEnd: promises,
    happening,
  })
  return {
    event,
    started: (fields: Fields<'session_started'> = {}) =>
      event({ kind: 'session_started', ...fields }),
    prompt: (promptId?: string, fields: Fields<'prompt'> = {}) =>
      event({ kind: 'prompt', promptId, ...fields }),
    calls: (fields: Fields<'model_call_started'> = {}) =>
      event({ kind: 'model_call_started', ...fields }),
    streams: (tool = false) => event({ kind: 'model_output', tool }),
    firstToken: () => event({ kind: 'first_token' }),
    reply: (fields: Fields<'model_call_ended'> = {}) =>
      event({ kind: 'model_call_ended', ...fields, startedMs: past(fields.startedMs) }),
    text: (callId?: string) => event({ kind: 'model_text', callId }),
    fails: (final = false, promptId?: string) =>
      event({ kind: 'model_call_failed', final, promptId }),
    foretellsFailure: () => event({ kind: 'failure_foretold' }),
    tool: (toolId: string, fields: Fields<'tool_started'> = {}) =>
      event({ kind: 'tool_started', toolId, tool: 'Bash', ...fields }),
    requests: (tool: string, decided: boolean, toolId = '', beside = false) =>
      event({ kind: 'tool_requested', toolId, tool, decided, beside }),
    toolEnds: (toolId: string, ok = true, tool = 'Bash', fields: Fields<'tool_ended'> = {}) =>
      event({ kind: 'tool_ended', toolId, tool, ok, ...fields }),
    foretellsAgent: (toolId: string) => event({ kind: 'sub_agent_foretold', toolId }),
    subAgentEnds: () => event({ kind: 'sub_agent_ended' }),
    refuses: (toolId: string, byUser = true, fields: Fields<'tool_refused'> = {}) =>
      event({ kind: 'tool_refused', toolId, tool: 'Bash', byUser, ...fields }),
    hook: (hook: string) => event({ kind: 'hook_started', hook }),
    hookEnds: (hook: string) => event({ kind: 'hook_ended', hook }),
    asks: (what = 'Bash', questionId?: string) => event({ kind: 'blocked', what, questionId }),
    /** @param askedMs where it answers the question of then alone */
    answers: (askedMs?: number, all = false) =>
      event({ kind: 'unblocked', startedMs: past(askedMs), all }),
    promise: () => event({ kind: 'turn_end_promised' }),
    exits: (reason: EndReason = 'exited', fields: Fields<'session_ended'> = {}) =>
      event({ kind: 'session_ended', reason, ...fields }),
    activity: () => event({ kind: 'activity' }),
    /** A turn's end by a span: it comes for every turn, however that ended. */
    span: (outcome?: Outcome | 'void', fields: Fields<'turn_ended'> = {}) =>
      event({
        kind: 'turn_ended',
        evidence: 'turn_end_span',
        outcome,
        ...fields,
        ...(fields.startedMs === undefined ? {} : { startedMs: past(fields.startedMs)! }),
      }),
    /** A turn's end by a hook: it comes for turns that went well. */
    stopHook: (fields: Fields<'turn_ended'> = {}) =>
      event({ kind: 'turn_ended', evidence: 'stop_hook', onlyGoodEnds: true, ...fields }),
  }
}
