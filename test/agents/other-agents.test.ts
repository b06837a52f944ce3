// Copilot CLI and opencode: their records, as the real clients send them.

import { describe, expect, it } from 'vitest'
import type { AttributeValue } from '../../src/otlp/records.ts'
import { eventOf, happeningOf, interpret, nowMs, span } from '../interpret/support/records.ts'

type Attributes = Record<string, AttributeValue>

describe('Copilot CLI', () => {
  const spanned = (operation: string, attributes: Attributes = {}, more = {}) =>
    span(
      'github-copilot',
      `${operation} x`,
      { 'gen_ai.conversation.id': 's', 'gen_ai.operation.name': operation, ...attributes },
      more,
    )

  it('shows in the middle of a long turn that it goes on', () => {
    const asks = { 'gen_ai.response.finish_reasons': ['tool_calls'] }
    const main = { 'github.copilot.interaction_id': 'i' }
    expect(happeningOf(spanned('chat', { ...asks, ...main }))).toMatchObject({
      kind: 'model_call_ended',
      secondary: true,
      tools: true,
    })
    // A sub-agent's, and one after which the turn may be over.
    expect(happeningOf(spanned('chat', asks)).kind).toBe('session_started')
    expect(happeningOf(spanned('chat', main)).kind).toBe('session_started')
  })

  it('shows that turns ended', () => {
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

  it.each([
    ['user_abort', 'error', {}, 'interrupted'],
    ['user_abort', 'tool_calls', { 'error.type': 'cancelled' }, 'interrupted'],
    ['user_initiated', 'tool_calls', { 'error.type': 'cancelled' }, 'denied'],
    [undefined, 'tool_calls', { 'error.type': 'cancelled' }, 'interrupted'],
    [undefined, 'tool_calls', { 'error.type': 'SessionDestroyedError' }, 'interrupted'],
    [undefined, 'error', { 'error.type': 'query' }, 'error'],
  ])('tells an end by the person: abort %s, %s, %j', (reason, finish, type, outcome) => {
    const attributes = { 'gen_ai.response.finish_reasons': [finish], ...type }
    const abort = {
      name: 'github.copilot.session.abort',
      attributes: { 'github.copilot.abort_reason': reason },
    }
    const more = { failed: 'error.type' in type, events: reason === undefined ? [] : [abort] }
    expect(happeningOf(spanned('invoke_agent', attributes, more))).toMatchObject({ outcome })
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
    expect(permission('approved')).toEqual({ kind: 'model_call_started', byAnswer: true })
    expect(permission('denied')).toEqual({ kind: 'session_started', mention: true })
  })

  it('says nothing by spans of another kind', () => {
    expect(interpret(spanned('embeddings'), span('github-copilot', 'x'))).toEqual([])
  })
})
