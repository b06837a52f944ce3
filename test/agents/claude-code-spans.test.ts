// Claude Code's spans and metrics, as the real client sends them.

import { describe, expect, it } from 'vitest'
import type { AttributeValue } from '../../src/otlp/records.ts'
import {
  eventOf,
  happeningOf,
  interpret,
  nowMs,
  point,
  span,
} from '../interpret/support/records.ts'

type Attributes = Record<string, AttributeValue>

const spanned = (name: string, attributes: Attributes = {}, more = {}) =>
  span('claude-code', `claude_code.${name}`, { 'session.id': 's', ...attributes }, more)
const measured = (name: string, value: number, attributes: Attributes = {}) =>
  point('claude-code', `claude_code.${name}`, value, { 'session.id': 's', ...attributes })

describe('a span', () => {
  it('promises an end by its trace alone, and tells of it when it ends', () => {
    const event = eventOf(spanned('interaction', {}, { traceId: 'abc' }))
    expect(event).toMatchObject({
      promisesTurnEnd: true,
      recordId: 'c0ffee',
      timeMs: nowMs,
      happening: { kind: 'turn_ended', evidence: 'turn_end_span', startedMs: nowMs - 1000 },
    })
  })

  it('of a model call tells whether tools are asked for', () => {
    const tokens = { input_tokens: 1, request_id: 'r1' }
    const call = (more = {}) => eventOf(spanned('llm_request', { ...tokens, ...more }))
    const startedMs = nowMs - 1000
    const ended = { kind: 'model_call_ended', callId: 'r1', startedMs, secondary: true }
    expect(call({ stop_reason: 'tool_use' }).happening).toEqual({ ...ended, tools: true })
    expect(call({ stop_reason: 'end_turn' }).happening).toEqual({ ...ended, tools: false })
    expect(call().happening.kind).toBe('activity')
    expect(call({ agent_id: 'a' })).toMatchObject({ foreignModel: true })
    expect(call()).toMatchObject({ usage: { source: 'traces', amount: { input: 1 } } })
    expect(call({ stop_reason: 'end_turn', agent_id: 'a' }).helper).toBe(true)
    const sourced = (query_source_safe: string) =>
      call({ stop_reason: 'end_turn', query_source_safe })
    expect(sourced('repl_main_thread').helper).toBe(false)
    expect(sourced('compact').helper).toBe(false)
    expect(sourced('generate_session_title').helper).toBe(true)
  })

  it('of a model call foretells its failure', () => {
    const call = (more: Attributes) =>
      eventOf(spanned('llm_request', { success: false, ...more }, { failed: true }))
    expect(call({})).toMatchObject({ happening: { kind: 'failure_foretold' }, helper: false })
    expect(call({}).counters).toBeUndefined()
    expect(call({ agent_id: 'a' }).helper).toBe(true)
    expect(call({ query_source_safe: 'generate_session_title' }).helper).toBe(true)
  })

  it('of a question tells of a refusal', () => {
    const parent = { parentSpanId: 'f00' }
    const blocked = (attributes: Attributes) =>
      happeningOf(spanned('tool.blocked_on_user', attributes, parent))
    expect(blocked({ decision: 'reject', source: 'user_reject' })).toMatchObject({
      kind: 'tool_refused',
      toolId: 'span:f00',
      byUser: true,
    })
    expect(blocked({ decision: 'accept' }).kind).toBe('activity')
  })

  describe('of a tool', () => {
    const agent = { tool_name: 'Agent', tool_use_id: 't1' }
    const call = (more: Attributes = {}) =>
      spanned('tool', { ...agent, ...more }, { spanId: 'c1', parentSpanId: 'r1' })
    const runs = spanned('tool.execution', {}, { spanId: 'e1', parentSpanId: 'c1' })
    const sub = (parentSpanId: string) =>
      spanned('llm_request', { agent_id: 'a1' }, { spanId: 'm1', parentSpanId })

    it('foretells that a sub-agent was left at work, unless that called its model meanwhile', () => {
      const left = [{ happening: { kind: 'sub_agent_foretold', toolId: 't1' } }]
      expect(interpret(runs, call())).toMatchObject(left)
      expect(interpret(sub('e2'), runs, call({ tool_name: 'Task' }))).toMatchObject([{}, ...left])
      const waitedFor = interpret(sub('e1'), runs, call())
      expect(waitedFor.map(({ happening }) => happening.kind)).toEqual(['activity'])
    })

    it.each([
      ['does not delegate', { tool_name: 'Bash' }],
      ['is a sub-agent’s', { agent_id: 'a1' }],
      ['has no id', { tool_use_id: '' }],
    ])('says nothing where it %s', (_, more) => {
      expect(interpret(runs, call(more))).toEqual([])
    })
  })

  it('without a rule says nothing', () => {
    expect(interpret(spanned('hook'))).toEqual([])
  })
})

describe('a metric', () => {
  it.each([
    ['input', 'input'],
    ['output', 'output'],
    ['cacheRead', 'cacheRead'],
    ['cacheCreation', 'cacheWrite'],
  ])('of %s tokens mentions the session', (type, field) => {
    expect(eventOf(measured('token.usage', 5, { type, model: 'opus[1m]' }))).toMatchObject({
      about: { model: 'opus' },
      usage: { source: 'metrics', amount: { [field]: 5 } },
      happening: { kind: 'session_started', mention: true },
    })
  })

  it('of money mentions the session', () => {
    expect(eventOf(measured('cost.usage', 0.5))).toMatchObject({
      usage: { source: 'metrics', amount: { costUsd: 0.5 } },
      happening: { kind: 'session_started', mention: true },
    })
  })

  it.each([
    ['main', false],
    ['auxiliary', true],
    ['subagent', true],
  ])('of %s traffic names a model that is not the session’s: %s', (source, foreignModel) => {
    const tokens = measured('token.usage', 5, { type: 'input', query_source: source })
    expect(eventOf(tokens)).toMatchObject({ foreignModel })
  })

  it('of other things counts', () => {
    expect(interpret(measured('token.usage', 5, { type: 'other' }))).toEqual([])
    const counted = (name: string, value: number, attributes = {}) =>
      eventOf(measured(name, value, attributes))
    const lines = 'lines_of_code.count'
    expect(counted(lines, 3, { type: 'added' }).counters).toEqual({ linesAdded: 3 })
    expect(counted(lines, 2, { type: 'removed' }).counters).toEqual({ linesRemoved: 2 })
    expect(counted('active_time.total', 1.5).counters).toEqual({ activeSeconds: 1.5 })
    expect(interpret(measured('session.count', 1))).toEqual([])
  })
})
