// Codex CLI: what its log events and spans say, for the TUI, its daemon and `codex exec`.

import { activity, type AgentDefinition, number, type Rule, text, uncached } from './definition.ts'
import type { AgentProgram } from './program.ts'
import {
  keptOfRequest,
  reviewSpan,
  spanTokens,
  toolRequest,
  turnRequest,
  turnSpan,
} from './codex-spans.ts'
import { bareName, keptOfArguments, keptOfOutput, leftBy } from './codex-tools.ts'
import type { LogRecord } from '../otlp/records.ts'

/**
 * Codex starts conversations of its own: for a title (read-only, without a person's tools), to
 * review what a turn asks for (the same, approvals off), and for /review (with the tools,
 * approvals off).
 */
const conversationStarts: Rule<LogRecord> = (record) => ({
  happening: {
    kind: 'session_started',
    mayServePrompt: isHelpless(record),
    mayServeTurn: isHelpless(record) && asksNobody(record),
    mayTakeTurn: asksNobody(record) ? holder(record) : undefined,
    // A TUI without a daemon holds one conversation at a time; the daemon holds everybody's.
    replaces: record.resource.serviceName === 'codex_cli_rs',
    mayBeSpawned: true,
    mayRunUntold: hasServers(text(record, 'mcp_servers') ?? ''),
  },
  // A sub-agent's is begun within the turn that asks for it.
  joinsTrace: true,
})

const isHelpless = (record: LogRecord): boolean =>
  text(record, 'originator') !== 'codex_exec' &&
  text(record, 'sandbox_policy') === 'read-only' &&
  text(record, 'mcp_servers') === undefined

const asksNobody = (record: LogRecord): boolean => text(record, 'approval_policy') === 'never'

/** A daemon holds everybody's: of these only one with a trace is sure to begin with its prompt. */
function holder({ resource, traceId }: LogRecord): 'held' | 'only' | undefined {
  if (resource.serviceName !== 'codex-app-server') return 'held'
  return traceId === '' ? undefined : 'only'
}

/** Before an MCP server's tool has ended, nothing is told of it but what the person decided. */
const hasServers = (list: string): boolean =>
  list.split(',').some((name) => !['', 'codex_tui'].includes(name.trim()))

/** Each request for a turn, or to compact, begins a trace; what is typed while a turn runs is told in its trace (observed). */
const turnOf = ({ traceId }: LogRecord): string | undefined =>
  traceId === '' ? undefined : traceId

/** Failed calls are made again, unless the request itself was wrong. */
const apiRequest: Rule<LogRecord> = (record) => {
  const status = number(record, 'http.response.status_code')
  const failed = status === undefined ? text(record, 'error.message') !== undefined : status >= 400
  return failed
    ? { counters: { errors: 1 }, happening: { kind: 'model_call_failed', final: status === 400 } }
    : { happening: { kind: 'model_call_started', turnId: turnOf(record) } }
}

/** One record per server-sent event: the kinds before `completed` tell whether the reply calls a tool. */
const sseEvent: Rule<LogRecord> = (record) => {
  const kind = text(record, 'event.kind') ?? ''
  if (kind === 'response.completed') return completed(record)
  if (kind === 'response.created') return { happening: { kind: 'model_output', tool: false } }
  if (kind === 'response.failed') return { happening: { kind: 'model_call_failed', final: false } }
  return TOOL_CALL_KINDS.test(kind) ? { happening: { kind: 'model_output', tool: true } } : activity
}

const TOOL_CALL_KINDS = /^response\.(function_call_arguments|custom_tool_call_input)/

/**
 * Comes twice: once as an event, once with the tokens. Zero tokens: a connection was warmed up.
 * Over WebSocket, it is also how a failed call is told (observed): made again 0.2 s later, or never.
 */
function completed(record: LogRecord): ReturnType<typeof sseEvent> {
  if (text(record, 'error.message') !== undefined)
    return { counters: { errors: 1 }, happening: { kind: 'model_call_failed', final: false } }
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
  const tool = bareName(text(record, 'tool_name') ?? 'tool')
  const byUser = text(record, 'source') === 'User'
  const approved = (text(record, 'decision') ?? '').startsWith('approved')
  return { happening: { kind: approved ? 'tool_started' : 'tool_refused', toolId, tool, byUser } }
}

const toolResult: Rule<LogRecord> = (record) => {
  const ok = text(record, 'success') === 'true'
  const tool = bareName(text(record, 'tool_name') ?? 'tool')
  const [input, output] = [text(record, 'arguments') ?? '', text(record, 'output') ?? '']
  const { spawned, ...left } = leftBy(tool, input, output)
  return {
    counters: { toolCalls: 1, errors: ok ? 0 : 1 },
    happening: {
      kind: 'tool_ended',
      toolId: text(record, 'call_id') ?? '',
      tool,
      ok,
      ...left,
      spawned: spawned === true ? { forMs: number(record, 'duration_ms') ?? 0 } : spawned,
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

export const codexProgram: AgentProgram = {
  names: ['codex'],
  packages: ['@openai/codex'],
  server: 'app-server',
}

export const codex: AgentDefinition = {
  id: 'codex',
  name: 'Codex',
  checked: '0.169.0 and 0.171.0, November 2026',
  service: /^codex/,
  program: codexProgram,
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
    'approval_policy',
    'arguments',
    'cache_write_token_count',
    'cached_token_count',
    'call_id',
    'decision',
    'duration_ms',
    'error.message',
    'event.kind',
    'http.response.status_code',
    'input_token_count',
    'mcp_servers',
    'originator',
    'output',
    'output_token_count',
    'reasoning_token_count',
    'rpc.request_id',
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
    // Roles can be one's own.
    'agent.type': 'name',
    call_id: 'id',
    mcp_servers: 'name',
    'rpc.request_id': 'id',
    'thread.id': 'id',
    thread_id: 'id',
    tool_name: 'name',
    'turn.id': 'id',
  },
  texts: {
    arguments: keptOfArguments,
    'error.message': () => '[removed]',
    output: keptOfOutput,
    'rpc.request_id': keptOfRequest,
  },
  logs: {
    'codex.conversation_starts': conversationStarts,
    'codex.user_prompt': (record) => ({ happening: { kind: 'prompt', turnId: turnOf(record) } }),
    'codex.api_request': apiRequest,
    'codex.websocket_request': (record) => ({
      happening: { kind: 'model_call_started', begins: false, turnId: turnOf(record) },
    }),
    'codex.sse_event': sseEvent,
    'codex.turn_ttft': () => ({ happening: { kind: 'first_token' } }),
    'codex.tool_decision': toolDecision,
    'codex.tool_result': toolResult,
    'codex.agent_response': agentResponse,
  },
  spans: {
    'turn/start': turnRequest,
    'session_task.turn': turnSpan,
    'session_task.compact': turnSpan,
    'session_task.review': reviewSpan,
    // At its exit the program sends its spans, then its metrics, and its logs last.
    session_loop: (record) => ({
      sessionId: text(record, 'thread_id'),
      happening: { kind: 'session_ended', reason: 'exited', ahead: true },
    }),
    handle_responses: toolRequest,
    // Only here is the working directory told; its trace tells the conversation.
    run_sampling_request: () => activity,
  },
  metrics: {},
}
