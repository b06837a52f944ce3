// GitHub Copilot CLI: spans only, most of which come when a turn is over; its events file and hooks tell the rest.

import {
  type AgentDefinition,
  type Finding,
  list,
  number,
  own,
  type Rule,
  text,
  uncached,
} from './definition.ts'
import type { AgentProgram } from './program.ts'
import type { Outcome } from '../domain/event.ts'
import type { SpanRecord } from '../otlp/records.ts'

/** Any span shows that there is a session; as it comes late, the session may be over. */
const started: Finding = { happening: { kind: 'session_started', mention: true } }

const chat: Rule<SpanRecord> = (record) => {
  const cacheRead = number(record, 'gen_ai.usage.cache_read.input_tokens')
  return {
    ...(isGoingOn(record) ? goingOn(record) : started),
    about: { model: text(record, 'gen_ai.response.model') },
    usage: {
      input: uncached(number(record, 'gen_ai.usage.input_tokens'), cacheRead),
      output: number(record, 'gen_ai.usage.output_tokens'),
      cacheRead,
    },
  }
}

/** A reply of the main thread that asks for tools, told in the middle of a long turn; sub-agents' belong to no interaction. */
const isGoingOn = (record: SpanRecord): boolean =>
  text(record, interaction) !== undefined && list(record, finish).includes('tool_calls')

/** The events file and hooks tell of it sooner and better. */
const goingOn = ({ spanId }: SpanRecord): Finding => ({
  happening: { kind: 'model_call_ended', secondary: true, callId: spanId, tools: true },
})

/** A sub-agent's span has a parent; the root ends with the turn and repeats the sum of its calls' tokens. */
const invokeAgent: Rule<SpanRecord> = (record) =>
  record.parentSpanId === ''
    ? {
        happening: {
          kind: 'turn_ended',
          evidence: 'turn_end_span',
          outcome: outcomeOf(record),
          startedMs: record.startMs,
          proves: true,
          sure: true,
        },
      }
    : started

/** A turn that the person ended would look like one that failed. */
function outcomeOf(record: SpanRecord): Outcome {
  const reasons = list(record, finish)
  const abort = record.events.find(({ name }) => name === 'github.copilot.session.abort')
  // `SessionDestroyedError`: the terminal was closed. `cancelled` comes with an abort, which may be
  // among the events that were too many to be read.
  if (!abort && byPerson.has(text(record, 'error.type') ?? '')) return 'interrupted'
  if (!abort) return record.failed || reasons.includes('error') ? 'error' : 'ok'
  // Esc at the question; `user_abort` is Esc at any other time.
  const refused = text(abort, abortReason) === 'user_initiated' && reasons.includes('tool_calls')
  return refused ? 'denied' : 'interrupted'
}

const byPerson = new Set(['SessionDestroyedError', 'cancelled'])
const abortReason = 'github.copilot.abort_reason'
const finish = 'gen_ai.response.finish_reasons'
const interaction = 'github.copilot.interaction_id'

const byOperation: Readonly<Record<string, Rule<SpanRecord>>> = {
  chat,
  invoke_agent: invokeAgent,
  execute_tool: (record) => ({
    ...started,
    counters: { toolCalls: 1, errors: record.failed ? 1 : 0 },
  }),
}

export const copilotProgram: AgentProgram = { names: ['copilot'], packages: ['@github/copilot'] }

export const copilot: AgentDefinition = {
  id: 'copilot',
  name: 'GitHub Copilot CLI',
  checked: '1.0.102, November 2026',
  service: /^github-copilot/,
  program: copilotProgram,
  sessionId: ['gen_ai.conversation.id'],
  about: {
    project: ['project'],
    pid: ['process.pid'],
    host: ['host.name'],
    version: ['service.version'],
  },
  traceEndsTurn: false,
  attributes: [
    'error.type',
    'gen_ai.operation.name',
    finish,
    'gen_ai.response.model',
    'gen_ai.usage.cache_read.input_tokens',
    'gen_ai.usage.input_tokens',
    'gen_ai.usage.output_tokens',
    abortReason,
    interaction,
    'github.copilot.permission.result',
  ],
  identifying: { 'gen_ai.response.model': 'model', [interaction]: 'id' },
  logs: {},
  spans: {
    // Comes as soon as the person answered, ahead of all else.
    permission: (record) =>
      text(record, 'github.copilot.permission.result') === 'approved'
        ? { happening: { kind: 'model_call_started', byAnswer: true } }
        : started,
    '*': (record, childOf) =>
      own(byOperation, text(record, 'gen_ai.operation.name'))?.(record, childOf),
  },
  metrics: {},
}
