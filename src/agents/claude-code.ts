// Claude Code: what its log events, spans and metrics say.

import {
  activity,
  type AgentDefinition,
  type Finding,
  flag,
  number,
  own,
  type Rule,
  text,
} from './definition.ts'
import type { HappeningOf } from '../domain/event.ts'
import type { LogRecord } from '../otlp/records.ts'
import { hookEnded, hookRegistered, hookStarted, left } from './claude-code-hook-logs.ts'
import { isDelegating, metrics, spans } from './claude-code-spans.ts'

/** What the session used last leaves at the program's exit. */
const exited = { ...left, reason: 'exited', ahead: true } as const
/** Built-in commands that end the session, or leave it for another one. */
const endingCommands: Readonly<Record<string, HappeningOf<'session_ended'>>> = {
  exit: exited,
  quit: exited,
  clear: left,
  branch: left,
}

/**
 * Whether a model call is the conversation's own. Titles, subagents and other
 * helpers name themselves in `query_source`; versions without it made no such calls.
 */
function isMain(record: LogRecord): boolean {
  const source = text(record, 'query_source')
  return source === undefined || /^(repl_main_thread|sdk)/.test(source)
}

const userPrompt: Rule<LogRecord> = (record) => {
  const command = text(record, 'command_name')
  const end = own(endingCommands, command)
  if (end) return { happening: end }
  // Most built-in commands (/model, /help…) never reach the model; /compact always does.
  const local = text(record, 'command_source') === 'builtin' && command !== 'compact'
  return local ? activity : prompted(record)
}

/** What is typed while a turn runs either has no record or one of its own, when that turn is over (observed). */
function prompted(record: LogRecord): Finding {
  const promptId = text(record, 'prompt.id')
  return { happening: { kind: 'prompt', promptId, turnId: promptId } }
}

/**
 * A command that is a prompt for the model was typed: also a built-in one (/init, /security-review),
 * told right after the record of what was typed. What the model itself activates is part of its turn.
 */
const skillActivated: Rule<LogRecord> = (record) =>
  text(record, 'invocation_trigger') === 'user-slash' ? prompted(record) : activity

/** Whether it runs without a terminal: what holds it, such as an editor, may still ask the person. */
const isHeadless = (record: LogRecord): boolean =>
  (text(record, 'query_source') ?? '').startsWith('sdk')

/** Sub-agents ask for permissions of their own; all other helpers never do. */
const isSub = (record: LogRecord): boolean =>
  (text(record, 'query_source') ?? '').startsWith('agent:')

const apiRequest: Rule<LogRecord> = (record) => ({
  helper: !isMain(record) && !isSub(record),
  foreignModel: isSub(record),
  usage: {
    input: number(record, 'input_tokens'),
    output: number(record, 'output_tokens'),
    cacheRead: number(record, 'cache_read_tokens'),
    cacheWrite: number(record, 'cache_creation_tokens'),
    costUsd: number(record, 'cost_usd'),
  },
  happening: {
    kind: 'model_call_ended',
    callId: text(record, 'request_id'),
    promptId: text(record, 'prompt.id'),
    startedMs: record.timeMs - (number(record, 'duration_ms') ?? 0),
    text: tellsTexts(record) ? 'follows' : undefined,
    sub: isSub(record),
    decisionsTold: true,
    unattended: isHeadless(record),
  },
})

/** Whether the version is 2.1.`patch` or later; what is no number counts as later. */
function isSince({ resource }: LogRecord, patch: number): boolean {
  const [major, minor, third] = (text(resource, 'service.version') ?? '?').split('.').map(Number)
  const ofMinor = minor! < 1 || (minor === 1 && third! < patch)
  return !(major! < 2 || (major === 2 && ofMinor))
}

/** Whether a record tells of each reply that has text: since 2.1.193, by the release notes. */
const tellsTexts = (record: LogRecord): boolean => isSince(record, 193)

/** Whether a sub-agent's records name it: 2.1.332 does so, 2.1.197 did not. */
const namesSubs = (record: LogRecord): boolean => isSince(record, 332)

const assistantResponse: Rule<LogRecord> = (record) => ({
  helper: !isMain(record) && !isSub(record),
  foreignModel: isSub(record),
  happening: { kind: 'model_text', callId: text(record, 'request_id') },
})

/** Told once the client gives up; its retries are silent. */
const apiError: Rule<LogRecord> = (record) => ({
  helper: !isMain(record),
  counters: { errors: 1 },
  happening: { kind: 'model_call_failed', final: true, promptId: text(record, 'prompt.id') },
})

const toolDecision: Rule<LogRecord> = (record) => {
  const toolId = text(record, 'tool_use_id') ?? ''
  const tool = text(record, 'tool_name') ?? 'tool'
  const source = text(record, 'source') ?? ''
  const byUser = source.startsWith('user')
  const byHook = source === 'hook' || undefined
  const kind = text(record, 'decision') === 'accept' ? 'tool_started' : 'tool_refused'
  const delegates = isDelegating(tool)
  const sub = text(record, 'agent_id') !== undefined || (namesSubs(record) ? false : undefined)
  return { happening: { kind, toolId, tool, byUser, byHook, delegates, endIsTold: delegates, sub } }
}

/** Only those in the background: what the main thread waits for ends with its tool. */
const subagentCompleted: Rule<LogRecord> = (record) =>
  flag(record, 'is_async') ? { happening: { kind: 'sub_agent_ended' } } : activity

const toolResult: Rule<LogRecord> = (record) => ({
  counters: { toolCalls: 1, errors: flag(record, 'success') ? 0 : 1 },
  happening: {
    kind: 'tool_ended',
    toolId: text(record, 'tool_use_id') ?? '',
    tool: text(record, 'tool_name') ?? 'tool',
    ok: flag(record, 'success'),
    // With it the model answers where a given form was asked for: no call of the model follows.
    answers: text(record, 'tool_name') === 'StructuredOutput' && flag(record, 'success'),
  },
})

/** A manual /compact is a turn of its own; an automatic one happens inside a turn. */
const compaction: Rule<LogRecord> = (record) => {
  if (text(record, 'trigger') !== 'manual')
    return { happening: { kind: 'model_call_started', begins: false } }
  // "Not enough messages to compact" is refused at once, without a model call.
  const refused = (number(record, 'duration_ms') ?? 0) < 50
  const outcome = flag(record, 'success') ? 'ok' : refused ? 'void' : 'error'
  return { happening: { kind: 'turn_ended', evidence: 'compaction', outcome, alone: true } }
}

export const claudeCode: AgentDefinition = {
  id: 'claude-code',
  name: 'Claude Code',
  checked: '2.1.197 and 2.1.332, November 2026',
  service: /^claude-code/,
  program: {
    names: ['claude'],
    packages: ['@anthropic-ai/claude-code', '@anthropic-ai/claude-agent-sdk'],
  },
  sessionId: ['session.id'],
  about: {
    project: ['project'],
    cwd: ['workspace.dir', 'cwd'],
    pid: ['process.pid'],
    host: ['host.name'],
    model: ['model'],
    version: ['service.version'],
  },
  traceEndsTurn: true,
  attributes: [
    'agent_id',
    'cache_creation_tokens',
    'cache_read_tokens',
    'command_name',
    'command_source',
    'cost_usd',
    'decision',
    'duration_ms',
    'hook_event',
    'hook_name',
    'input_tokens',
    'invocation_trigger',
    'is_async',
    'num_blocking',
    'output_tokens',
    'prompt.id',
    'query_source',
    'query_source_safe',
    'request_id',
    'source',
    'stop_reason',
    'success',
    'tool_name',
    'tool_use_id',
    'trigger',
    'type',
  ],
  identifying: {
    agent_id: 'id',
    command_name: 'name',
    hook_name: 'name',
    'prompt.id': 'id',
    query_source: 'name',
    query_source_safe: 'name',
    request_id: 'id',
    tool_name: 'name',
    tool_use_id: 'id',
  },
  logs: {
    user_prompt: userPrompt,
    skill_activated: skillActivated,
    api_request: apiRequest,
    assistant_response: assistantResponse,
    api_error: apiError,
    tool_decision: toolDecision,
    tool_result: toolResult,
    subagent_completed: subagentCompleted,
    compaction,
    hook_execution_start: hookStarted,
    hook_execution_complete: hookEnded,
    hook_registered: hookRegistered,
    // Of the program, not of a turn; new in 2.1.332.
    managed_settings_resolved: () => activity,
    plugin_loaded: () => activity,
    retention_sweep: () => activity,
    '*': () => activity,
  },
  spans,
  childSpans: ['claude_code.llm_request', 'claude_code.tool.execution'],
  metrics,
}
