// opencode's records, as the real client sends them: state in texts, tokens in spans.

import { describe, expect, it } from 'vitest'
import { eventOf, happeningOf, interpret, log, span } from '../interpret/support/records.ts'

const said = (name: string, json: string) => log('opencode', '', {}, { body: [name, json] })

describe('a message', () => {
  it('tells of a session, its directory and its parent', () => {
    expect(
      eventOf(said('created', '{"id":"s","directory":"/home/a","parentID":undefined}')),
    ).toMatchObject({
      sessionId: 's',
      about: { cwd: '/home/a' },
      happening: { kind: 'session_started', parentId: undefined },
    })
    expect(happeningOf(said('created', '{"id":"c","parentID":"s"}'))).toMatchObject({
      parentId: 's',
    })
  })

  it.each([
    ['loop', '{"session.id":"s","step":0}', { kind: 'prompt' }],
    ['loop', '{"session.id":"s","step":1}', { kind: 'model_call_started' }],
    ['stream', '{"session.id":"s"}', { kind: 'model_call_started', begins: false }],
    ['exiting loop', '{"session.id":"s"}', { kind: 'turn_ended', outcome: 'ok', proves: true }],
    ['cancel', '{"session.id":"s"}', { kind: 'turn_ended', outcome: 'interrupted' }],
  ])('%s %s moves its session', (name, json, happening) => {
    expect(eventOf(said(name, json))).toMatchObject({ sessionId: 's', happening })
  })

  it('of a small model is a helper’s', () => {
    expect(eventOf(said('stream', '{"session.id":"s","small":"true"}')).helper).toBe(true)
    expect(eventOf(said('stream', '{"session.id":"s","modelID":"m"}'))).toMatchObject({
      helper: false,
      about: { model: 'm' },
    })
  })

  it('asks without naming its session', () => {
    expect(eventOf(said('asking', '{"permission":"bash"}'))).toMatchObject({
      sessionId: '',
      happening: { kind: 'blocked', what: 'bash' },
    })
    expect(happeningOf(said('asking', 'undefined'))).toEqual({ kind: 'blocked', what: 'tool' })
  })

  it('of another form says nothing', () => {
    const bodies = ['loop', ['other', '{}'], [7, '{}'], [], undefined]
    expect(interpret(...bodies.map((body) => log('opencode', '', {}, { body })))).toEqual([])
  })
})

describe('a span', () => {
  it('of a model call has its tokens', () => {
    const attributes = {
      'ai.telemetry.metadata.sessionId': 's',
      'ai.model.id': 'm',
      'gen_ai.usage.input_tokens': 80,
      'gen_ai.usage.output_tokens': 15,
      'ai.usage.cachedInputTokens': 40,
      'ai.usage.reasoningTokens': 2,
    }
    expect(eventOf(span('opencode', 'ai.streamText.doStream', attributes))).toMatchObject({
      sessionId: 's',
      about: { model: 'm' },
      usage: { amount: { input: 40, output: 15, cacheRead: 40, reasoning: 2 } },
      happening: { kind: 'activity' },
    })
  })

  it('of a loop, a question or a tool is joined to its session by the trace', () => {
    const trace = { traceId: 'abc' }
    const events = interpret(
      span('opencode', 'Tool.execute', { 'session.id': 's' }, { ...trace, failed: true }),
      span('opencode', 'Permission.ask', {}, { ...trace, spanId: 'q' }),
      span('opencode', 'Permission.ask', {}, { ...trace, spanId: 'r', failed: true }),
      span('opencode', 'SessionPrompt.loop', {}, trace),
    )
    expect(events.map(({ sessionId }) => sessionId)).toEqual(['s', 's', 's', 's'])
    expect(events[0]?.counters).toEqual({ toolCalls: 1, errors: 1 })
    expect(events.slice(1).map(({ happening }) => happening)).toMatchObject([
      { kind: 'unblocked' },
      { kind: 'tool_refused', toolId: 'r', byUser: true },
      { kind: 'turn_ended', evidence: 'turn_end_span', provisional: true },
    ])
  })
})
