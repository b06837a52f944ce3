// Any other agent whose spans follow the OpenTelemetry GenAI conventions gets a session of its own.

import {
  activity,
  type AgentDefinition,
  type Finding,
  list,
  number,
  own,
  type Rule,
  text,
  uncached,
} from './definition.ts'
import type { SpanRecord } from '../otlp/records.ts'

const chat: Rule<SpanRecord> = (record) => {
  const cacheRead = number(record, 'gen_ai.usage.cache_read.input_tokens')
  const reasons = list(record, 'gen_ai.response.finish_reasons')
  return {
    about: { model: text(record, 'gen_ai.response.model') ?? text(record, 'gen_ai.request.model') },
    counters: { errors: record.failed ? 1 : 0 },
    usage: {
      input: uncached(number(record, 'gen_ai.usage.input_tokens'), cacheRead),
      output: number(record, 'gen_ai.usage.output_tokens'),
      cacheRead,
    },
    happening: record.failed
      ? { kind: 'model_call_failed', final: false }
      : {
          kind: 'model_call_ended',
          callId: record.spanId,
          tools:
            reasons.length > 0 ? reasons.some((reason) => /tool|function/.test(reason)) : undefined,
        },
  }
}

const executeTool: Rule<SpanRecord> = (record) => ({
  counters: { toolCalls: 1, errors: record.failed ? 1 : 0 },
  happening: {
    kind: 'tool_ended',
    toolId: text(record, 'gen_ai.tool.call.id') ?? record.spanId,
    tool: text(record, 'gen_ai.tool.name') ?? 'tool',
    ok: !record.failed,
  },
})

const invokeAgent: Rule<SpanRecord> = (record) => {
  const finding: Finding = {
    happening: {
      kind: 'turn_ended',
      evidence: 'turn_end_span',
      outcome: record.failed ? 'error' : 'ok',
      startedMs: record.startMs,
      proves: true,
    },
  }
  return record.parentSpanId === '' ? finding : activity
}

const byOperation: Readonly<Record<string, Rule<SpanRecord>>> = {
  chat,
  text_completion: chat,
  generate_content: chat,
  execute_tool: executeTool,
  invoke_agent: invokeAgent,
}

/** The id is filled in from the service's own name. https://opentelemetry.io/docs/specs/semconv/gen-ai/ */
export const genAi: AgentDefinition = {
  id: 'generic',
  name: 'Agent',
  checked: 'semantic conventions 1.37',
  service: /^/,
  sessionId: ['gen_ai.conversation.id', 'session.id'],
  about: {
    project: ['project'],
    pid: ['process.pid'],
    host: ['host.name'],
    version: ['service.version'],
  },
  traceEndsTurn: false,
  attributes: [
    'gen_ai.operation.name',
    'gen_ai.request.model',
    'gen_ai.response.finish_reasons',
    'gen_ai.response.model',
    'gen_ai.tool.call.id',
    'gen_ai.tool.name',
    'gen_ai.usage.cache_read.input_tokens',
    'gen_ai.usage.input_tokens',
    'gen_ai.usage.output_tokens',
  ],
  identifying: {
    'gen_ai.request.model': 'model',
    'gen_ai.response.model': 'model',
    'gen_ai.tool.call.id': 'id',
    'gen_ai.tool.name': 'name',
  },
  logs: {},
  spans: {
    '*': (record, childOf) =>
      own(byOperation, text(record, 'gen_ai.operation.name'))?.(record, childOf),
  },
  metrics: {},
}
