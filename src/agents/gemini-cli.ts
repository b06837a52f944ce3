// Gemini CLI: what its log events and spans say.

import {
  activity,
  type AgentDefinition,
  flag,
  number,
  type Rule,
  text,
  uncached,
} from './definition.ts'
import type { AgentProgram } from './program.ts'
import { askedAgain, cancelled, gaveUp, RETRY_MS } from './gemini-family.ts'
import type { LogRecord, SpanRecord } from '../otlp/records.ts'

/** Routing, summaries and other calls for the program's own use carry another role. */
const isMain = (record: LogRecord): boolean => (text(record, 'role') ?? 'main') === 'main'

const begun = { happening: { kind: 'session_started', replaces: true } } as const

/** Nothing can be sent while a turn runs (`submitQuery` in its code): what is typed then waits for its end. */
const userPrompt: Rule<LogRecord> = (record) => {
  const promptId = text(record, 'prompt_id')
  return { happening: { kind: 'prompt', promptId, turnId: promptId } }
}

const apiResponse: Rule<LogRecord> = (record) => {
  const cacheRead = number(record, 'cached_content_token_count')
  const reasoning = number(record, 'thoughts_token_count')
  const output = number(record, 'output_token_count')
  return {
    helper: !isMain(record),
    usage: {
      input: uncached(number(record, 'input_token_count'), cacheRead),
      output: output === undefined ? reasoning : output + (reasoning ?? 0),
      cacheRead,
      reasoning,
    },
    happening: {
      kind: 'model_call_ended',
      promptId: text(record, 'prompt_id'),
      tools: asksForTool(text(record, 'response_text')),
    },
  }
}

/** `finish_reasons` is "stop" even for tool calls; the reply itself tells, where its text is exported. */
function asksForTool(reply: string | undefined): boolean | undefined {
  if (reply === undefined) return undefined
  if (reply.includes('"functionCall"')) return true
  return reply.endsWith(']') ? false : undefined
}

/** The tool with which the model only says what it is doing: the others decide how the turn goes on. */
export const TOPIC_TOOL = 'update_topic'

const toolCall: Rule<LogRecord> = (record) => {
  const ok = flag(record, 'success')
  const tool = text(record, 'function_name') ?? 'tool'
  const decision = text(record, 'decision')
  // Calls have no id, and those of one reply may be told in one millisecond.
  const toolId = `${record.timeMs} ${tool} ${decision} ${ok}`
  const counted = { helper: isSubAgents(record), counters: { toolCalls: 1, errors: ok ? 0 : 1 } }
  if (tool === TOPIC_TOOL) return { ...activity, ...counted }
  if (decision === 'reject')
    return {
      ...counted,
      happening: { kind: 'tool_refused', toolId, tool, byUser: true, ends: 'if_alone' },
    }
  // One that failed by itself says why; what has no error was stopped by the person. Without a
  // decision it was not reached: the person pressed Esc, or refused another of the same reply.
  if (!ok && text(record, 'error.message') === undefined)
    return { ...counted, happening: { ...cancelled, ifRefused: decision ? undefined : 'not' } }
  return {
    ...counted,
    happening: { kind: 'tool_ended', toolId, tool, ok, byItself: !ok || undefined },
  }
}

/** A person's prompts are `<session>########<n>`, a sub-agent's `<agent>#<n>`; that goes on without what it was refused. */
const isSubAgents = (record: LogRecord): boolean =>
  /[^#]#\d+$/.test(text(record, 'prompt_id') ?? '')

const apiError: Rule<LogRecord> = (record) => ({
  helper: !isMain(record),
  counters: { errors: 1 },
  happening: /AbortError/.test(text(record, 'error.message') ?? '')
    ? { kind: 'turn_ended', evidence: 'aborted', outcome: 'interrupted', alone: true }
    : {
        kind: 'model_call_failed',
        final: isFinal(number(record, 'status_code')),
        retryMs: RETRY_MS,
      },
})

/** Tried again: rate limits (429), calls that were cut off (499), errors of the server, and what has no status. */
const isFinal = (status: number | undefined): boolean =>
  status !== undefined && status >= 400 && status < 500 && status !== 429 && status !== 499

/**
 * One per round of a turn; the last round schedules no tools, or only such as were all refused.
 * It may come before the log records of its round. Where the last call went well, a failed one
 * that they tell of had been made again: it is not how the turn ended.
 */
const roundSpan: Rule<SpanRecord> = (_, childOf) => {
  const ifRefused = childOf('schedule_tool_calls') && 'only'
  const outcome = !ifRefused && childOf('llm_call') === 'ok' ? 'ok' : undefined
  const sure = outcome !== undefined
  return { happening: { kind: 'turn_ended', evidence: 'turn_end_span', ifRefused, outcome, sure } }
}

export const geminiCliProgram: AgentProgram = {
  names: ['gemini'],
  packages: ['@google/gemini-cli'],
}

export const geminiCli: AgentDefinition = {
  id: 'gemini-cli',
  name: 'Gemini CLI',
  checked: '0.61.0, November 2026',
  service: /^gemini-cli/,
  program: geminiCliProgram,
  // After /clear the resource of spans still names the session before.
  sessionId: ['gen_ai.conversation.id', 'session.id'],
  about: {
    project: ['project'],
    pid: ['process.pid'],
    host: ['host.name'],
    model: ['model'],
  },
  traceEndsTurn: false,
  attributes: [
    'cached_content_token_count',
    'command',
    'decision',
    'error.message',
    'function_name',
    'input_token_count',
    'output_token_count',
    'prompt_id',
    'response_text',
    'role',
    'status_code',
    'success',
    'thoughts_token_count',
  ],
  whole: ['response_text'],
  identifying: { function_name: 'name', prompt_id: 'id' },
  texts: {
    // People may name commands of their own.
    command: (name) => (name === 'clear' ? name : '[removed]'),
    response_text: (reply) => (asksForTool(reply) ? '[removed: "functionCall"]' : '[removed]'),
    'error.message': (message) =>
      /AbortError/.test(message) ? '[removed: AbortError]' : '[removed]',
  },
  logs: {
    // The program holds one conversation at a time; /clear begins another.
    'gemini_cli.config': () => begun,
    // Where an editor runs it, this is of the editor's first conversation, and the one before of none.
    'gemini_cli.startup_stats': () => begun,
    'gemini_cli.slash_command': (record) =>
      text(record, 'command') === 'clear' ? begun : activity,
    'gemini_cli.user_prompt': userPrompt,
    'gemini_cli.api_request': (record) => ({
      helper: !isMain(record),
      happening: { kind: 'model_call_started', promptId: text(record, 'prompt_id') },
    }),
    'gemini_cli.api_response': apiResponse,
    'gemini_cli.api_error': apiError,
    'gemini_cli.chat.content_retry': () => ({ happening: askedAgain }),
    'gemini_cli.chat.content_retry_failure': () => ({ happening: gaveUp }),
    'gemini_cli.tool_call': toolCall,
    '*': () => activity,
  },
  spans: {
    user_prompt: roundSpan,
    system_prompt: roundSpan,
    schedule_tool_calls: () => undefined,
    llm_call: () => undefined,
  },
  childSpans: ['schedule_tool_calls', 'llm_call'],
  metrics: {},
}
