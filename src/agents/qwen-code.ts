// Qwen Code: what its log events and spans say.

import {
  activity,
  type AgentDefinition,
  flag,
  number,
  own,
  type Rule,
  text,
  uncached,
} from './definition.ts'
import { askedAgain, cancelled, gaveUp, RETRY_MS } from './gemini-family.ts'
import type { LogRecord, SpanRecord } from '../otlp/records.ts'

/** A person's turns are `<session>########<n>`; memory extraction and forked queries name themselves. */
const isMain = (record: LogRecord): boolean =>
  text(record, 'subagent_name') === undefined && isTurn(text(record, 'prompt_id') ?? '')

const isTurn = (promptId: string): boolean => /########\d+$/.test(promptId)

const apiResponse: Rule<LogRecord> = (record) => {
  const cacheRead = number(record, 'cached_content_token_count')
  return {
    helper: !isMain(record),
    usage: {
      input: uncached(number(record, 'input_token_count'), cacheRead),
      output: number(record, 'output_token_count'),
      cacheRead,
      reasoning: number(record, 'thoughts_token_count'),
    },
    happening: {
      kind: 'model_call_ended',
      callId: text(record, 'response_id'),
      promptId: text(record, 'prompt_id'),
      // A reply without text is all tool calls; one with text may hold some too.
      tools: text(record, 'response_text') === undefined ? true : undefined,
    },
  }
}

const toolCall: Rule<LogRecord> = (record) => {
  const ok = flag(record, 'success')
  const toolId = text(record, 'call_id') ?? ''
  const tool = text(record, 'function_name') ?? 'tool'
  const counted = { helper: !isMain(record), counters: { toolCalls: 1, errors: ok ? 0 : 1 } }
  const decision = text(record, 'decision')
  if (decision === 'reject')
    return { ...counted, happening: { kind: 'tool_refused', toolId, tool, byUser: true } }
  // Esc at a question is told by its tool alone; one that was decided on ran: nobody was being asked.
  if (text(record, 'status') === 'cancelled')
    return { ...counted, happening: { ...cancelled, sure: decision !== undefined } }
  return {
    ...counted,
    happening: { kind: 'tool_ended', toolId, tool, ok, byItself: !ok || undefined },
  }
}

const llmRequest: Rule<SpanRecord> = (record) => {
  const reason = text(record, 'finish_reason')
  if (reason === undefined) return activity
  const promptId = text(record, 'qwen-code.prompt_id')
  return {
    helper:
      text(record, 'subagent_name') !== undefined || (promptId !== undefined && !isTurn(promptId)),
    happening: {
      kind: 'model_call_ended',
      callId: text(record, 'gen_ai.response.id'),
      startedMs: record.startMs,
      tools: reason === 'tool_calls',
      secondary: true,
    },
  }
}

const outcomes: Readonly<Record<string, 'ok' | 'error' | 'interrupted'>> = {
  ok: 'ok',
  error: 'error',
  cancelled: 'interrupted',
}

const interaction: Rule<SpanRecord> = (record) => {
  const outcome = own(outcomes, text(record, 'qwen-code.turn_status'))
  return {
    happening: {
      kind: 'turn_ended',
      evidence: 'turn_end_span',
      outcome,
      startedMs: record.startMs,
      proves: true,
      sure: outcome === 'ok',
      // Whether the person stopped a tool or refused it, the logs tell within a second.
      provisional: outcome === 'interrupted' ? 'withheld' : undefined,
    },
  }
}

export const qwenCode: AgentDefinition = {
  id: 'qwen-code',
  name: 'Qwen Code',
  checked: '0.24.4, November 2026',
  service: /^qwen-code/,
  program: { names: ['qwen'], packages: ['@qwen-code/qwen-code'] },
  sessionId: ['session.id'],
  about: {
    project: ['project'],
    pid: ['process.pid'],
    host: ['host.name'],
    model: ['model'],
    version: ['service.version'],
  },
  traceEndsTurn: true,
  attributes: [
    'cached_content_token_count',
    'call_id',
    'decision',
    'finish_reason',
    'function_name',
    'gen_ai.response.id',
    'input_token_count',
    'output_token_count',
    'prompt_id',
    'qwen-code.prompt_id',
    'qwen-code.turn_status',
    'response_id',
    'response_text',
    'status',
    'subagent_name',
    'success',
    'thoughts_token_count',
  ],
  identifying: {
    call_id: 'id',
    function_name: 'name',
    'gen_ai.response.id': 'id',
    prompt_id: 'id',
    'qwen-code.prompt_id': 'id',
    response_id: 'id',
    subagent_name: 'name',
  },
  texts: { response_text: () => '[removed]' },
  logs: {
    // Each conversation has one, unlike `session.start`: that is also told of a program that an editor runs, which holds its own.
    'qwen-code.config': () => ({ happening: { kind: 'session_started' } }),
    // What comes behind it tells of a turn that the exit stopped as if the person had.
    'session.end': () => ({ happening: { kind: 'session_ended', reason: 'exited' } }),
    'qwen-code.user_prompt': (record) => ({
      helper: !isMain(record),
      happening: { kind: 'prompt', promptId: text(record, 'prompt_id') },
    }),
    'qwen-code.api_request': (record) => ({
      helper: !isMain(record),
      happening: { kind: 'model_call_started', promptId: text(record, 'prompt_id') },
    }),
    'qwen-code.api_response': apiResponse,
    'qwen-code.api_error': (record) => ({
      helper: !isMain(record),
      counters: { errors: 1 },
      happening: { kind: 'model_call_failed', final: false, retryMs: RETRY_MS },
    }),
    'qwen-code.api_cancel': (record) => ({ helper: !isMain(record), happening: cancelled }),
    'qwen-code.chat.content_retry': () => ({ happening: askedAgain }),
    'qwen-code.chat.content_retry_failure': () => ({ happening: gaveUp }),
    'qwen-code.tool_call': toolCall,
    '*': () => activity,
  },
  spans: { 'qwen-code.llm_request': llmRequest, 'qwen-code.interaction': interaction },
  metrics: {},
}
