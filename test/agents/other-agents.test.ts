// Gemini CLI, Qwen Code, Copilot CLI and opencode: their records, as the real clients send them.

import { describe, expect, it } from 'vitest'
import type { AttributeValue } from '../../src/otlp/records.ts'
import { eventOf, happeningOf, interpret, log, nowMs, span } from '../interpret/support/records.ts'

type Attributes = Record<string, AttributeValue>

describe('Gemini CLI', () => {
  const said = (name: string, attributes: Attributes = {}) =>
    log('gemini-cli', `gemini_cli.${name}`, { 'session.id': 's', ...attributes })

  it('starts sessions and turns', () => {
    expect(happeningOf(said('config'))).toEqual({ kind: 'session_started' })
    const p1 = { prompt_id: 'p1' }
    expect(happeningOf(said('user_prompt', p1))).toEqual({ kind: 'prompt', promptId: 'p1' })
    expect(eventOf(said('api_request', p1))).toMatchObject({
      helper: false,
      happening: { kind: 'model_call_started', promptId: 'p1' },
    })
    expect(eventOf(said('api_request', { role: 'utility_router' })).helper).toBe(true)
  })

  it('counts reasoning as output, and cached input apart', () => {
    const counts = { input_token_count: 80, output_token_count: 15, thoughts_token_count: 5 }
    expect(
      eventOf(said('api_response', { ...counts, cached_content_token_count: 30 })),
    ).toMatchObject({
      usage: { amount: { input: 50, output: 20, cacheRead: 30, reasoning: 5 } },
    })
    expect(eventOf(said('api_response')).usage?.amount).toMatchObject({ output: undefined })
    expect(eventOf(said('api_response', { thoughts_token_count: 5 })).usage?.amount.output).toBe(5)
  })

  it.each([
    ['[{"functionCall":{}}]', true],
    ['[{"text":"done"}]', false],
    ['[{"text":"cut', undefined],
    [undefined, undefined],
  ])('reads from the reply %s whether it asks for a tool', (reply, tools) => {
    const attributes = reply === undefined ? {} : { response_text: reply }
    expect(happeningOf(said('api_response', attributes))).toMatchObject({ tools })
  })

  it('tells of tools when they ended or were refused', () => {
    const tool = { function_name: 'run', success: true }
    expect(eventOf(said('tool_call', tool))).toMatchObject({
      counters: { toolCalls: 1, errors: 0 },
      happening: { kind: 'tool_ended', tool: 'run', ok: true },
    })
    expect(happeningOf(said('tool_call', { decision: 'reject' }))).toMatchObject({
      kind: 'tool_refused',
      tool: 'tool',
      byUser: true,
    })
    const failed = { success: false, decision: 'accept' }
    expect(happeningOf(said('tool_call', { ...failed, 'error.message': 'x' }))).toMatchObject({
      kind: 'tool_ended',
      ok: false,
    })
    expect(happeningOf(said('tool_call', failed))).toMatchObject({
      kind: 'turn_ended',
      outcome: 'interrupted',
    })
  })

  it('tells of errors and of being stopped', () => {
    expect(eventOf(said('api_error', { 'error.message': 'quota' }))).toMatchObject({
      counters: { errors: 1 },
      happening: { kind: 'model_call_failed', final: false },
    })
    expect(happeningOf(said('api_error'))).toMatchObject({ kind: 'model_call_failed' })
    expect(happeningOf(said('api_error', { 'error.message': 'AbortError: x' }))).toMatchObject({
      kind: 'turn_ended',
      outcome: 'interrupted',
    })
  })

  it('ends a turn with the round that schedules no tools', () => {
    const id = { 'gen_ai.conversation.id': 's' }
    const round = (spanId: string) => span('gemini-cli', 'user_prompt', id, { spanId })
    const events = interpret(
      span('gemini-cli', 'schedule_tool_calls', id, { spanId: 'x', parentSpanId: 'r1' }),
      round('r1'),
      round('r2'),
    )
    expect(events.map(({ happening }) => happening)).toMatchObject([
      { kind: 'turn_ended', onlyIfRefused: true },
      { kind: 'turn_ended', onlyIfRefused: false },
    ])
    expect(events[0]?.sessionId).toBe('s')
  })

  it('knows from the model call below it that the last round went well', () => {
    const id = { 'gen_ai.conversation.id': 's' }
    const call = (parentSpanId: string, failed: boolean) =>
      span('gemini-cli', 'llm_call', id, { spanId: `${parentSpanId}c`, parentSpanId, failed })
    const [retried, failed] = interpret(
      call('r1', true),
      call('r1', false),
      span('gemini-cli', 'user_prompt', id, { spanId: 'r1' }),
      call('r2', true),
      span('gemini-cli', 'system_prompt', id, { spanId: 'r2' }),
    )
    expect(retried?.happening).toMatchObject({ onlyIfRefused: false, outcome: 'ok' })
    expect(failed?.happening).toMatchObject({ onlyIfRefused: false, outcome: undefined })
  })
})

describe('Qwen Code', () => {
  const main = { prompt_id: 's########1' }
  const said = (name: string, attributes: Attributes = {}) =>
    log('qwen-code', `qwen-code.${name}`, { 'session.id': 's', ...attributes })

  it('starts and ends sessions', () => {
    const session = { 'session.id': 's' }
    const start = happeningOf(log('qwen-code', 'session.start', session))
    expect(start).toEqual({ kind: 'session_started' })
    const end = happeningOf(log('qwen-code', 'session.end', session))
    expect(end).toEqual({ kind: 'session_ended', reason: 'exited' })
  })

  it.each(['user_prompt', 'api_request', 'api_response', 'api_error', 'api_cancel', 'tool_call'])(
    'counts a %s that is not of a turn for the helper it is',
    (name) => {
      expect(eventOf(said(name, main)).helper).toBe(false)
      expect(eventOf(said(name, { prompt_id: 'forked_query' })).helper).toBe(true)
      expect(eventOf(said(name, { ...main, subagent_name: 'x' })).helper).toBe(true)
      expect(eventOf(said(name)).helper).toBe(true)
    },
  )

  it('takes a reply without text for tool calls', () => {
    const reply = (more: Attributes) => happeningOf(said('api_response', { ...main, ...more }))
    expect(reply({ response_id: 'r1' })).toMatchObject({ callId: 'r1', tools: true })
    expect(reply({ response_text: 'hello' })).toMatchObject({ tools: undefined })
  })

  it('keeps cached tokens apart', () => {
    const counts = {
      ...main,
      input_token_count: 80,
      cached_content_token_count: 90,
      output_token_count: 15,
      thoughts_token_count: 5,
    }
    expect(eventOf(said('api_response', counts)).usage?.amount).toEqual({
      input: 0,
      output: 15,
      cacheRead: 90,
      reasoning: 5,
    })
  })

  it('tells what became of a tool', () => {
    const tool = (more: Attributes) =>
      happeningOf(said('tool_call', { ...main, call_id: 't1', function_name: 'run', ...more }))
    expect(tool({ success: true })).toEqual({
      kind: 'tool_ended',
      toolId: 't1',
      tool: 'run',
      ok: true,
    })
    expect(tool({ decision: 'reject' })).toMatchObject({ kind: 'tool_refused', byUser: true })
    expect(tool({ status: 'cancelled' })).toMatchObject({ outcome: 'interrupted' })
    expect(happeningOf(said('tool_call', main))).toMatchObject({ toolId: '', tool: 'tool' })
  })

  it('tells by spans how a turn ended and what a reply asked for', () => {
    const session = { 'session.id': 's' }
    const turn = (status?: string) =>
      happeningOf(
        span(
          'qwen-code',
          'qwen-code.interaction',
          status === undefined ? session : { ...session, 'qwen-code.turn_status': status },
        ),
      )
    const outcomes = ['ok', 'error', 'cancelled', 'other'].map((status) => turn(status))
    expect(outcomes).toMatchObject([
      { outcome: 'ok' },
      { outcome: 'error' },
      { outcome: 'interrupted' },
      { outcome: undefined },
    ])
    expect(turn()).toMatchObject({ kind: 'turn_ended', proves: true, outcome: undefined })
    const call = (more: Attributes) =>
      eventOf(span('qwen-code', 'qwen-code.llm_request', { ...session, ...more }))
    expect(call({}).happening).toEqual({ kind: 'activity' })
    expect(call({ finish_reason: 'tool_calls', 'gen_ai.response.id': 'r1' })).toMatchObject({
      helper: false,
      happening: { callId: 'r1', tools: true, secondary: true },
    })
    expect(call({ finish_reason: 'stop', subagent_name: 'x' })).toMatchObject({
      helper: true,
      happening: { tools: false },
    })
  })
})

describe('Copilot CLI', () => {
  const spanned = (operation: string, attributes: Attributes = {}, more = {}) =>
    span(
      'github-copilot',
      `${operation} x`,
      { 'gen_ai.conversation.id': 's', 'gen_ai.operation.name': operation, ...attributes },
      more,
    )

  it('shows only that turns ended', () => {
    expect(happeningOf(spanned('invoke_agent'))).toMatchObject({
      kind: 'turn_ended',
      outcome: 'ok',
      proves: true,
      startedMs: nowMs - 1000,
    })
    expect(happeningOf(spanned('invoke_agent', {}, { failed: true }))).toMatchObject({
      outcome: 'error',
    })
    const reasons = { 'gen_ai.response.finish_reasons': ['error'] }
    expect(happeningOf(spanned('invoke_agent', reasons))).toMatchObject({ outcome: 'error' })
    expect(happeningOf(spanned('invoke_agent', {}, { parentSpanId: 'p' })).kind).toBe(
      'session_started',
    )
  })

  it('counts tokens once, at the calls', () => {
    const usage = {
      'gen_ai.usage.input_tokens': 80,
      'gen_ai.usage.cache_read.input_tokens': 40,
      'gen_ai.usage.output_tokens': 15,
      'gen_ai.response.model': 'm',
    }
    expect(eventOf(spanned('chat', usage))).toMatchObject({
      about: { model: 'm' },
      usage: { amount: { input: 40, output: 15, cacheRead: 40 } },
    })
    expect(eventOf(spanned('invoke_agent', usage)).usage).toBeUndefined()
    const counters = (failed: boolean) => eventOf(spanned('execute_tool', {}, { failed })).counters
    expect([counters(false), counters(true)]).toEqual([
      { toolCalls: 1, errors: 0 },
      { toolCalls: 1, errors: 1 },
    ])
  })

  it('goes on with a permission that was given', () => {
    const permission = (result: string) =>
      happeningOf(
        span('github-copilot', 'permission', {
          'gen_ai.conversation.id': 's',
          'github.copilot.permission.result': result,
        }),
      )
    expect(permission('approved')).toEqual({ kind: 'model_call_started' })
    expect(permission('denied')).toEqual({ kind: 'session_started' })
  })

  it('says nothing by spans of another kind', () => {
    expect(interpret(spanned('embeddings'), span('github-copilot', 'x'))).toEqual([])
  })
})
