// opencode: its log messages carry state and session in their text, its `ai.*` spans the tokens.

import { own, activity, number, text, uncached } from './definition.ts'
import type { AgentDefinition, Finding, Rule } from './definition.ts'
import type { LogRecord, SpanRecord } from '../otlp/records.ts'

/** The second part looks like JSON, but may hold `undefined`. */
function field(json: string, name: string): string | undefined {
  const found = new RegExp(`"${name.replace('.', '\\.')}":(?:"([^"]*)"|(\\d+))`).exec(json)
  return found?.[1] ?? found?.[2]
}

const byMessage: Readonly<Record<string, (json: string) => Finding>> = {
  created: (json) => ({
    sessionId: field(json, 'id'),
    about: { cwd: field(json, 'directory') },
    happening: { kind: 'session_started', parentId: field(json, 'parentID') },
  }),
  loop: (json) => ({
    sessionId: field(json, 'session.id'),
    happening: field(json, 'step') === '0' ? { kind: 'prompt' } : { kind: 'model_call_started' },
  }),
  stream: (json) => ({
    sessionId: field(json, 'session.id'),
    about: { model: field(json, 'modelID') },
    // "small" models write titles and summaries.
    helper: field(json, 'small') === 'true',
    happening: { kind: 'model_call_started', begins: false },
  }),
  'exiting loop': (json) => ({
    sessionId: field(json, 'session.id'),
    happening: { kind: 'turn_ended', evidence: 'turn_end_log', proves: true, outcome: 'ok' },
  }),
  cancel: (json) => ({
    sessionId: field(json, 'session.id'),
    happening: { kind: 'turn_ended', evidence: 'cancelled', outcome: 'interrupted' },
  }),
  // Names no session: it means the one that is at work.
  asking: (json) => ({ happening: { kind: 'blocked', what: field(json, 'permission') ?? 'tool' } }),
}

/** What the rules read of a message; commands and titles are none of it. */
const read = ['session.id', 'id', 'parentID', 'directory', 'modelID', 'small', 'step', 'permission']

/** A message is a list of two texts: its name and an object written out. */
const anyLog: Rule<LogRecord> = (record) => {
  if (!Array.isArray(record.body)) return undefined
  const [name, json] = record.body
  return typeof name === 'string' ? own(byMessage, name)?.(String(json)) : undefined
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
  checked: '1.18.33, November 2026',
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
    'gen_ai.usage.input_tokens',
    'gen_ai.usage.output_tokens',
  ],
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
      return value === undefined ? [] : `"${name}":"${clean(name, value)}"`
    })
    return `{${kept.join(',')}}`
  },
  logs: { '*': anyLog },
  spans: {
    'ai.streamText.doStream': modelCall,
    // Ends every turn, also the refused ones that no log record ends; its trace tells the session.
    // Where it comes ahead of the log's own end, that tells how.
    'SessionPrompt.loop': (record) => ({
      happening: {
        kind: 'turn_ended',
        evidence: 'turn_end_span',
        startedMs: record.startMs,
        provisional: true,
      },
    }),
    'Permission.ask': (record) => ({
      happening: record.failed
        ? { kind: 'tool_refused', toolId: record.spanId, tool: 'tool', byUser: true }
        : { kind: 'unblocked' },
    }),
    'Tool.execute': (record) => ({
      ...activity,
      counters: { toolCalls: 1, errors: record.failed ? 1 : 0 },
    }),
  },
  metrics: {},
}
