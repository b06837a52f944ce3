// Codex CLI: what its log events and spans say, for the TUI, its daemon and `codex exec`.

import { activity, number, text, uncached } from './definition.ts'
import type { AgentDefinition, Rule } from './definition.ts'
import type { LogRecord, SpanRecord } from '../otlp/records.ts'

/**
 * At the first prompt the program asks itself for a title, in a conversation of
 * its own: read-only and without the tools every conversation of a person has.
 */
const conversationStarts: Rule<LogRecord> = (record) => ({
  happening: {
    kind: 'session_started',
    mayServePrompt:
      text(record, 'originator') !== 'codex_exec' &&
      text(record, 'sandbox_policy') === 'read-only' &&
      text(record, 'mcp_servers') === undefined,
    // A TUI without a daemon holds one conversation at a time; the daemon holds everybody's.
    replaces: record.resource.serviceName === 'codex_cli_rs',
  },
})

/** All failed calls are made again, but for one that was wrong in itself. */
const apiRequest: Rule<LogRecord> = (record) => {
  const status = number(record, 'http.response.status_code')
  const failed = status === undefined ? text(record, 'error.message') !== undefined : status >= 400
  return failed
    ? { counters: { errors: 1 }, happening: { kind: 'model_call_failed', final: status === 400 } }
    : { happening: { kind: 'model_call_started' } }
}

/** One record per server-sent event: the kinds before `completed` tell whether the reply calls a tool. */
const sseEvent: Rule<LogRecord> = (record) => {
  const kind = text(record, 'event.kind') ?? ''
  if (kind === 'response.completed') return completed(record)
  if (kind === 'response.created') return { happening: { kind: 'model_output', tool: false } }
  if (kind === 'response.failed') return { happening: { kind: 'model_call_failed', final: false } }
  return toolCallKinds.test(kind) ? { happening: { kind: 'model_output', tool: true } } : activity
}

const toolCallKinds = /^response\.(function_call_arguments|custom_tool_call_input)/

/** Comes twice: once as an event, once with the tokens. Zero tokens: a connection was warmed up. */
function completed(record: LogRecord): ReturnType<typeof sseEvent> {
  const input = number(record, 'input_token_count')
  const output = number(record, 'output_token_count')
  if (!input && !output) return activity
  const cacheRead = number(record, 'cached_token_count')
  const reasoning = number(record, 'reasoning_token_count')
  return {
    usage: {
      input: uncached(input, cacheRead),
      output,
      cacheRead,
      cacheWrite: number(record, 'cache_write_token_count'),
      reasoning,
    },
    happening: {
      kind: 'model_call_ended',
      visibleTokens: (output ?? 0) - (reasoning ?? 0),
      decisionsTold: text(record, 'originator') !== 'codex_exec',
    },
  }
}

const toolDecision: Rule<LogRecord> = (record) => {
  const toolId = text(record, 'call_id') ?? ''
  const tool = text(record, 'tool_name') ?? 'tool'
  const byUser = text(record, 'source') === 'User'
  const approved = (text(record, 'decision') ?? '').startsWith('approved')
  return { happening: { kind: approved ? 'tool_started' : 'tool_refused', toolId, tool, byUser } }
}

const toolResult: Rule<LogRecord> = (record) => {
  const ok = text(record, 'success') === 'true'
  return {
    counters: { toolCalls: 1, errors: ok ? 0 : 1 },
    happening: {
      kind: 'tool_ended',
      toolId: text(record, 'call_id') ?? '',
      tool: text(record, 'tool_name') ?? 'tool',
      ok,
    },
  }
}

/** Opt-in: one per final answer, a few ms before or after the reply's own end. */
const agentResponse: Rule<LogRecord> = (record) => ({
  helper: (text(record, 'agent.type') ?? 'main') !== 'main',
  happening: {
    kind: 'turn_ended',
    evidence: 'agent_response',
    outcome: 'ok',
    lingerMs: 500,
    onlyGoodEnds: true,
  },
})

/** Ends with the turn. Interrupted and denied turns have no profile and no tokens. */
const turnSpan: Rule<SpanRecord> = (record) => {
  const profiled = record.events.some((event) => event.name === 'codex.turn_profile')
  const total = number(record, `${spanTokens}.total_tokens`)
  const outcome = !profiled ? 'interrupted' : total === 0 ? 'error' : 'ok'
  const cacheRead = number(record, `${spanTokens}.cached_input_tokens`)
  return {
    sessionId: text(record, 'thread.id'),
    usage: {
      input: uncached(number(record, `${spanTokens}.input_tokens`), cacheRead),
      output: number(record, `${spanTokens}.output_tokens`),
      cacheRead,
      cacheWrite: number(record, `${spanTokens}.cache_write_input_tokens`),
      reasoning: number(record, `${spanTokens}.reasoning_output_tokens`),
    },
    happening: {
      kind: 'turn_ended',
      evidence: 'turn_end_span',
      outcome,
      startedMs: record.startMs,
      proves: true,
      hidden: hiddenness(record),
    },
  }
}

const spanTokens = 'codex.turn.token_usage'

/**
 * The thread that makes a title has its one turn 18 to 34 ms after it was made (measured by
 * the times in both ids, which are UUIDv7); a person takes longer, and `codex exec` has no titles.
 */
function hiddenness(record: SpanRecord): 'likely' | 'perhaps' | undefined {
  if (record.resource.serviceName === 'codex_exec') return undefined
  const madeMs = timeOfId(text(record, 'thread.id'))
  const begunMs = timeOfId(text(record, 'turn.id'))
  if (madeMs === undefined || begunMs === undefined) return 'perhaps'
  const delayMs = begunMs - madeMs
  // A prompt on the command line also begins its conversation, some 70 ms after that was made.
  if (delayMs < titleDelayMs) return 'likely'
  return delayMs < promptDelayMs ? 'perhaps' : undefined
}

const titleDelayMs = 50
const promptDelayMs = 1_000

/** The first 48 bits of a UUIDv7 are Unix milliseconds (RFC 9562). */
function timeOfId(id: string | undefined): number | undefined {
  const [, high, low] = /^([\da-f]{8})-([\da-f]{4})-7/.exec(id ?? '') ?? []
  return high === undefined || low === undefined ? undefined : Number.parseInt(high + low, 16)
}

export const codex: AgentDefinition = {
  id: 'codex',
  name: 'Codex',
  checked: '0.169.0 and 0.171.0, November 2026',
  service: /^codex/,
  program: { names: ['codex'], packages: ['@openai/codex'] },
  sessionId: ['conversation.id'],
  about: {
    project: ['project'],
    cwd: ['cwd'],
    pid: ['process.pid'],
    host: ['host.name'],
    model: ['model'],
    version: ['service.version'],
  },
  traceEndsTurn: true,
  attributes: [
    'agent.type',
    'cache_write_token_count',
    'cached_token_count',
    'call_id',
    'decision',
    'error.message',
    'event.kind',
    'http.response.status_code',
    'input_token_count',
    'mcp_servers',
    'originator',
    'output_token_count',
    'reasoning_token_count',
    'sandbox_policy',
    'source',
    'success',
    'thread.id',
    'thread_id',
    'tool_name',
    'turn.id',
    `${spanTokens}.cache_write_input_tokens`,
    `${spanTokens}.cached_input_tokens`,
    `${spanTokens}.input_tokens`,
    `${spanTokens}.output_tokens`,
    `${spanTokens}.reasoning_output_tokens`,
    `${spanTokens}.total_tokens`,
  ],
  identifying: {
    call_id: 'id',
    mcp_servers: 'name',
    'thread.id': 'id',
    thread_id: 'id',
    tool_name: 'name',
    'turn.id': 'id',
  },
  texts: { 'error.message': () => '[removed]' },
  logs: {
    'codex.conversation_starts': conversationStarts,
    'codex.user_prompt': () => ({ happening: { kind: 'prompt' } }),
    'codex.api_request': apiRequest,
    'codex.websocket_request': () => ({
      happening: { kind: 'model_call_started', begins: false },
    }),
    'codex.sse_event': sseEvent,
    'codex.turn_ttft': () => ({ happening: { kind: 'first_token' } }),
    'codex.tool_decision': toolDecision,
    'codex.tool_result': toolResult,
    'codex.agent_response': agentResponse,
  },
  spans: {
    'session_task.turn': turnSpan,
    'session_task.compact': turnSpan,
    'session_task.review': turnSpan,
    session_loop: (record) => ({
      sessionId: text(record, 'thread_id'),
      happening: { kind: 'session_ended', reason: 'exited' },
    }),
    // Only here is the working directory told; its trace tells the conversation.
    run_sampling_request: () => activity,
  },
  metrics: {},
}
