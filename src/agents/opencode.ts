// opencode: its log messages carry state and session in their text, its `ai.*` spans the tokens.

import {
  activity,
  type AgentDefinition,
  type Finding,
  number,
  own,
  type Rule,
  text,
  uncached,
} from './definition.ts'
import type { Happening } from '../domain/event.ts'
import type { LogRecord, SpanEvent, SpanRecord } from '../otlp/records.ts'

/** The second part looks like JSON, but may hold `undefined`. */
function field(json: string, name: string): string | undefined {
  const found = new RegExp(`"${name.replace('.', '\\.')}":(?:"([^"]*)"|(\\d+))`).exec(json)
  return found?.[1] ?? found?.[2]
}

/** How the answer to a prompt broke off: the person stopped it, which is told elsewhere, or it failed. The words may be private. */
function failure(json: string): 'Aborted' | 'failed' | undefined {
  if (!json.includes('"error":')) return undefined
  return field(json, 'error') === 'Aborted' ? 'Aborted' : 'failed'
}

const byMessage: Readonly<Record<string, (json: string) => Finding | undefined>> = {
  created: (json) => ({
    sessionId: field(json, 'id'),
    about: { cwd: field(json, 'directory') },
    happening: { kind: 'session_started', parentId: field(json, 'parentID') },
  }),
  loop: (json) => ({
    sessionId: field(json, 'session.id'),
    // Tools tell nothing before they are over, and may take long.
    happening:
      field(json, 'step') === '0'
        ? { kind: 'prompt', endTold: true }
        : { kind: 'model_call_started' },
  }),
  stream: (json) => ({
    sessionId: field(json, 'session.id'),
    about: { model: field(json, 'modelID') },
    // "small" models write titles and summaries.
    helper: field(json, 'small') === 'true',
    happening: { kind: 'model_call_started', begins: false },
  }),
  // It gave up: calls that are made again, maybe for minutes, are not told here.
  process: (json) =>
    failure(json) === 'failed'
      ? {
          sessionId: field(json, 'session.id'),
          happening: { kind: 'model_call_failed', final: true },
        }
      : undefined,
  'exiting loop': (json) => ({
    sessionId: field(json, 'session.id'),
    happening: { kind: 'turn_ended', evidence: 'turn_end_log', proves: true, outcome: 'ok' },
  }),
  cancel: (json) => ({
    sessionId: field(json, 'session.id'),
    happening: { kind: 'turn_ended', evidence: 'cancelled', outcome: 'interrupted' },
  }),
  asking: (json) => ({
    // A sub-agent's question, which is in the trace too, is the person's to answer as well.
    ofTrace: 'last',
    happening: {
      kind: 'blocked',
      what: field(json, 'permission') ?? (field(json, 'questions') ? 'question' : 'tool'),
      // Tools of one reply ask side by side.
      questionId: field(json, 'id'),
    },
  }),
}

/** What the rules read of a message; commands and titles are none of it. */
const read = [
  'session.id',
  'id',
  'parentID',
  'directory',
  'modelID',
  'small',
  'step',
  'permission',
  'questions',
]

/** A message is a list of two texts: its name and an object written out. */
const anyLog: Rule<LogRecord> = (record) => {
  if (!Array.isArray(record.body)) return undefined
  const [name, json] = record.body
  return typeof name === 'string' ? own(byMessage, name)?.(String(json)) : undefined
}

const toEnd = (record: SpanRecord): Happening => ({
  kind: 'turn_ended',
  evidence: 'turn_end_span',
  startedMs: record.startMs,
  provisional: 'withheld',
})

/** Requests that last as long as the turn. */
const PROMPT_ROUTE = /^\/session\/:sessionID\/(message|command|shell|summarize)$/

const PROMPT_PATH = /^\/session\/([^/]+)\/(message|command|shell|summarize)$/

const sessionIn = (record: SpanRecord): string | undefined =>
  PROMPT_PATH.exec(text(record, 'url.path') ?? '')?.[1]

/** Rules answer a question within some 10 ms, a person never within this. */
const FASTEST_ANSWER_MS = 100

/** After other failures the turn goes on: the rules refused, or the person said what to do instead. */
const isRejection = (event: SpanEvent): boolean =>
  /^(Permission|Question)RejectedError$/.test(text(event, 'exception.type') ?? '')

const answer: Rule<SpanRecord> = (record) => {
  const toolId = record.spanId
  if (record.events.some(isRejection))
    return {
      ofTrace: 'last',
      happening: { kind: 'tool_refused', toolId, tool: 'tool', byUser: true },
    }
  if (record.endMs - record.startMs < FASTEST_ANSWER_MS) return undefined
  return { ofTrace: 'last', happening: { kind: 'unblocked', startedMs: record.startMs } }
}

const modelCall: Rule<SpanRecord> = (record) => {
  const cacheRead = number(record, 'ai.usage.cachedInputTokens')
  return {
    ...activity,
    sessionId: text(record, 'ai.telemetry.metadata.sessionId'),
    about: { model: text(record, 'ai.model.id') },
    usage: {
      input: uncached(number(record, 'gen_ai.usage.input_tokens'), cacheRead),
      output: number(record, 'gen_ai.usage.output_tokens'),
      cacheRead,
      reasoning: number(record, 'ai.usage.reasoningTokens'),
    },
  }
}

export const opencode: AgentDefinition = {
  id: 'opencode',
  name: 'opencode',
  checked: '1.18.33 and 1.18.34, November 2026',
  service: /^opencode/,
  program: { names: ['opencode'], packages: ['opencode-ai'] },
  sessionId: ['session.id'],
  about: { host: ['host.name'], version: ['service.version'] },
  traceEndsTurn: false,
  attributes: [
    'ai.model.id',
    'ai.telemetry.metadata.sessionId',
    'ai.usage.cachedInputTokens',
    'ai.usage.reasoningTokens',
    'exception.type',
    'gen_ai.usage.input_tokens',
    'gen_ai.usage.output_tokens',
    'http.route',
    'url.path',
  ],
  texts: {
    'http.route': (route) => (PROMPT_ROUTE.test(route) ? route : ''),
    'url.path': (path, clean) => {
      const [, id, what] = PROMPT_PATH.exec(path) ?? []
      return id === undefined ? '' : `/session/${clean('id', id)}/${what}`
    },
  },
  identifying: {
    'ai.model.id': 'model',
    'ai.telemetry.metadata.sessionId': 'id',
    directory: 'path',
    id: 'id',
    modelID: 'model',
    parentID: 'id',
    permission: 'name',
  },
  bodies: true,
  bodyText(part, clean) {
    if (Object.hasOwn(byMessage, part)) return part
    const kept = read.flatMap((name) => {
      const value = field(part, name)
      return value === undefined ? [] : [`"${name}":"${clean(name, value)}"`]
    })
    const failed = failure(part)
    return `{${[...kept, ...(failed ? [`"error":"${failed}"`] : [])].join(',')}}`
  },
  logs: { '*': anyLog },
  spans: {
    'ai.streamText.doStream': modelCall,
    // These end every turn, also the refused and failed ones that no log record ends; where they
    // come ahead of the log's own end, that tells how. A server's sessions may share one trace, but
    // the request names its own; the loop tells of prompts whose request does not wait for their end.
    'http.server POST': (record) =>
      PROMPT_ROUTE.test(text(record, 'http.route') ?? '')
        ? { sessionId: sessionIn(record), ofTrace: 'last', happening: toEnd(record) }
        : undefined,
    'SessionPrompt.loop': (record) => ({ ofTrace: 'only', happening: toEnd(record) }),
    'Permission.ask': answer,
    'Question.ask': answer,
    'Tool.execute': (record) => ({
      ...activity,
      counters: { toolCalls: 1, errors: record.failed ? 1 : 0 },
    }),
  },
  metrics: {},
}
