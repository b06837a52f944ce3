// opencode's records, as the real client sends them: state in texts, tokens in spans.

import { describe, expect, it } from 'vitest'
import { opencode } from '../../src/agents/opencode.ts'
import { eventOf, happeningOf, interpret, log, nowMs, span } from '../interpret/support/records.ts'

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
    ['loop', '{"session.id":"s","step":0}', { kind: 'prompt', endTold: true }],
    ['loop', '{"session.id":"s","step":1}', { kind: 'model_call_started' }],
    ['stream', '{"session.id":"s"}', { kind: 'model_call_started', begins: false }],
    [
      'process',
      '{"session.id":"s","error":"over quota","stack":undefined}',
      { kind: 'model_call_failed', final: true },
    ],
    ['exiting loop', '{"session.id":"s"}', { kind: 'turn_ended', outcome: 'ok', proves: true }],
    ['cancel', '{"session.id":"s"}', { kind: 'turn_ended', outcome: 'interrupted' }],
  ])('%s %s moves its session', (name, json, happening) => {
    expect(eventOf(said(name, json))).toMatchObject({ sessionId: 's', happening })
  })

  it('of a model call that begins, is tried again or was stopped by the person says nothing', () => {
    const stopped = '{"session.id":"s","error":"Aborted","stack":undefined}'
    const failed = '{"session.id":"s","small":"false","error":{"error":overloaded}}'
    expect(
      interpret(
        said('process', '{"session.id":"s"}'),
        said('stream error', failed),
        said('process', stopped),
      ),
    ).toEqual([])
  })

  it('of a small model is a helper’s', () => {
    expect(eventOf(said('stream', '{"session.id":"s","small":"true"}')).helper).toBe(true)
    expect(eventOf(said('stream', '{"session.id":"s","modelID":"m"}'))).toMatchObject({
      helper: false,
      about: { model: 'm' },
    })
  })

  it.each([
    ['{"error":"no route to host.example"}', '{"error":"failed"}'],
    ['{"session.id":"s","error":"Aborted"}', '{"session.id":"s","error":"Aborted"}'],
  ])('is recorded without the words of an error: %s', (text, kept) => {
    expect(opencode.bodyText!(text, (_, value) => value)).toBe(kept)
  })

  it('asks without naming its session', () => {
    expect(eventOf(said('asking', '{"permission":"bash"}'))).toMatchObject({
      sessionId: '',
      happening: { kind: 'blocked', what: 'bash' },
    })
    expect(happeningOf(said('asking', '{"id":"q","questions":1}'))).toMatchObject({
      what: 'question',
      questionId: 'q',
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

  const trace = { traceId: 'abc' }
  const asked = { ...trace, startMs: nowMs - 4_000 }
  const failing = (type: string) => ({
    ...asked,
    failed: true,
    events: [{ name: 'exception', timeMs: nowMs, attributes: { 'exception.type': type } }],
  })

  it('of a loop, a question or a tool is joined to its session by the trace', () => {
    const events = interpret(
      span('opencode', 'Tool.execute', { 'session.id': 's' }, { ...trace, failed: true }),
      span('opencode', 'Permission.ask', {}, asked),
      span('opencode', 'SessionPrompt.loop', {}, trace),
    )
    expect(events.map(({ sessionId }) => sessionId)).toEqual(['s', 's', 's'])
    expect(events[0]?.counters).toEqual({ toolCalls: 1, errors: 1 })
    expect(events.slice(1).map(({ happening }) => happening)).toMatchObject([
      { kind: 'unblocked', startedMs: nowMs - 4_000 },
      { kind: 'turn_ended', evidence: 'turn_end_span', provisional: 'withheld' },
    ])
  })

  it.each([
    ['Permission.ask', 'PermissionRejectedError', { kind: 'tool_refused', byUser: true }],
    ['Question.ask', 'QuestionRejectedError', { kind: 'tool_refused', byUser: true }],
    // The person said what to do instead.
    ['Permission.ask', 'PermissionCorrectedError', { kind: 'unblocked' }],
  ])('of a %s that failed with a %s', (name, type, happening) => {
    expect(happeningOf(span('opencode', name, {}, failing(type)))).toMatchObject(happening)
  })

  it('of a permission that the rules decided answers no question', () => {
    const atOnce = { ...failing('PermissionDeniedError'), startMs: nowMs - 6 }
    expect(interpret(span('opencode', 'Permission.ask', {}, atOnce))).toEqual([])
  })

  const loop = (id: string) => ({ body: ['loop', `{"session.id":"${id}","step":0}`], ...trace })
  const route = (path: string) => ({ 'http.route': `/session/:sessionID/${path}` })

  it('of a trace that a server’s sessions share is of the one that spoke last, or that it names', () => {
    const asking = { body: ['asking', '{"permission":"bash"}'], ...trace }
    const named = (id: string) => ({ ...route('message'), 'url.path': `/session/${id}/message` })
    const events = interpret(
      log('opencode', '', {}, loop('a')),
      log('opencode', '', {}, loop('b')),
      log('opencode', '', {}, asking),
      span('opencode', 'Permission.ask', {}, trace),
      span('opencode', 'http.server POST', named('a'), trace),
      log('opencode', '', {}, asking),
    )
    expect(events.slice(2).map(({ sessionId, happening }) => [sessionId, happening.kind])).toEqual([
      ['b', 'blocked'],
      ['b', 'unblocked'],
      ['a', 'turn_ended'],
      ['a', 'blocked'],
    ])
  })

  it('of a trace that sub-agents share ends and asks for the session they work for', () => {
    const made = { body: ['created', '{"id":"child","parentID":"s"}'], ...trace }
    const [, , , ...events] = interpret(
      log('opencode', '', {}, loop('s')),
      log('opencode', '', {}, made),
      log('opencode', '', {}, loop('child')),
      log('opencode', '', {}, { body: ['asking', '{"permission":"bash"}'], ...trace }),
      span('opencode', 'SessionPrompt.loop', {}, trace),
      span('opencode', 'http.server POST', route('abort'), trace),
      span('opencode', 'http.server POST', route('message'), trace),
    )
    expect(events.map(({ sessionId, happening }) => [sessionId, happening.kind])).toEqual([
      ['s', 'blocked'],
      ['s', 'turn_ended'],
    ])
  })
})
