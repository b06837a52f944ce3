// Claude Code's spans and metrics; its log events are in claude-code.ts.

import type { MetricPoint, SpanRecord } from '../otlp/records.ts'
import type { Usage } from '../domain/event.ts'
import {
  activity,
  type AgentDefinition,
  type Finding,
  number,
  own,
  type Rule,
  text,
} from './definition.ts'

/**
 * Ends every turn, however that ended, and every local command. A turn whose sub-agents work on
 * in the background goes on with what they find.
 */
const interaction: Rule<SpanRecord> = (record) => ({
  happening: {
    kind: 'turn_ended',
    evidence: 'turn_end_span',
    startedMs: record.startMs,
    delegated: 'may_run',
  },
})

/**
 * 2.1.332 tells who made a call. A /compact turn is nothing but its helper's calls, so these
 * count as the session's.
 */
function isHelper(record: SpanRecord): boolean {
  const source = text(record, 'query_source_safe')
  return source !== undefined && !/^(repl_main_thread|sdk|compact$)/.test(source)
}

/** One span a call, retries included. It fails wherever an `api_error` is logged; a stopped call has none. */
const llmRequest: Rule<SpanRecord> = (record) => {
  const usage = {
    input: number(record, 'input_tokens'),
    output: number(record, 'output_tokens'),
    cacheRead: number(record, 'cache_read_tokens'),
    cacheWrite: number(record, 'cache_creation_tokens'),
  }
  const stop = text(record, 'stop_reason')
  const helper = text(record, 'agent_id') !== undefined || isHelper(record)
  if (record.failed) return { usage, helper, happening: { kind: 'failure_foretold' } }
  if (stop === undefined) return { usage, foreignModel: helper, ...activity }
  return {
    usage,
    helper,
    happening: {
      kind: 'model_call_ended',
      callId: text(record, 'request_id'),
      startedMs: record.startMs,
      tools: stop === 'tool_use',
      secondary: true,
    },
  }
}

/** Tells of a refusal where spans come before logs; the refused tool is its parent. */
const blockedOnUser: Rule<SpanRecord> = (record) =>
  text(record, 'decision') === 'reject'
    ? {
        happening: {
          kind: 'tool_refused',
          toolId: `span:${record.parentSpanId}`,
          tool: 'tool',
          byUser: (text(record, 'source') ?? '').startsWith('user'),
          secondary: true,
        },
      }
    : activity

/** Whether a tool hands the work to a sub-agent. */
export const isDelegating = (tool: string | undefined): boolean =>
  tool === 'Agent' || tool === 'Task'

/** A sub-agent whose call returned before it called its model works on in the background, as the logs tell. */
const tool: Rule<SpanRecord> = (record, childOf) => {
  const toolId = text(record, 'tool_use_id')
  const isMain = text(record, 'agent_id') === undefined
  const hasCalled = childOf('claude_code.llm_request') !== undefined
  const isLeft = isDelegating(text(record, 'tool_name')) && !hasCalled
  if (toolId === undefined || !isMain || !isLeft) return undefined
  return { happening: { kind: 'sub_agent_foretold', toolId } }
}

const tokenFields: Readonly<Record<string, string>> = {
  input: 'input',
  output: 'output',
  cacheRead: 'cacheRead',
  cacheCreation: 'cacheWrite',
}

const tokenUsage: Rule<MetricPoint> = (point) => {
  const field = own(tokenFields, text(point, 'type'))
  if (!field) return undefined
  return used(point, { [field]: point.value })
}

const cost: Rule<MetricPoint> = (point) => used(point, { costUsd: point.value })

/** Only a conversation uses tokens and money: resuming one counts a session that never comes to be. */
const used = (point: MetricPoint, usage: Usage): Finding => ({
  happening: { kind: 'session_started', mention: true },
  usage,
  foreignModel: ['auxiliary', 'subagent'].includes(text(point, 'query_source') ?? ''),
})

const lines: Rule<MetricPoint> = (point) => {
  const field = text(point, 'type') === 'removed' ? 'linesRemoved' : 'linesAdded'
  return { ...activity, counters: { [field]: point.value } }
}

export const spans: AgentDefinition['spans'] = {
  'claude_code.interaction': interaction,
  'claude_code.llm_request': llmRequest,
  'claude_code.tool': tool,
  'claude_code.tool.blocked_on_user': blockedOnUser,
  'claude_code.tool.execution': () => undefined,
}

export const metrics: AgentDefinition['metrics'] = {
  'claude_code.token.usage': tokenUsage,
  'claude_code.cost.usage': cost,
  'claude_code.lines_of_code.count': lines,
  'claude_code.active_time.total': (point) => ({
    ...activity,
    counters: { activeSeconds: point.value },
  }),
}
