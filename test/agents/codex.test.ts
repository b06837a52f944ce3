// Codex's records, as the real client sends them.

import { describe, expect, it } from 'vitest'
import type { AttributeValue } from '../../src/otlp/records.ts'
import { eventOf, happeningOf, interpret, log, nowMs, span } from '../interpret/support/records.ts'

type Attributes = Record<string, AttributeValue>

const said = (name: string, attributes: Attributes = {}, service = 'codex_cli_rs') =>
  log(service, `codex.${name}`, { 'conversation.id': 'c', originator: 'codex-tui', ...attributes })

describe('a turn', () => {
  it('begins with a prompt', () => {
    expect(eventOf(said('user_prompt', { prompt_length: '12' }))).toMatchObject({
      agent: 'codex',
      sessionId: 'c',
      recordId: '',
      sequence: undefined,
      happening: { kind: 'prompt' },
    })
  })

  it('is named by its trace, where there is one', () => {
    const named = { ...said('user_prompt'), traceId: 'aa' }
    expect(happeningOf(named)).toEqual({ kind: 'prompt', turnId: 'aa' })
    expect(happeningOf(said('user_prompt'))).toEqual({ kind: 'prompt', turnId: undefined })
  })

  it('ends exactly with an answer, if it went well', () => {
    expect(eventOf(said('agent_response', { 'agent.type': 'main' }))).toMatchObject({
      helper: false,
      happening: { kind: 'turn_ended', outcome: 'ok', onlyGoodEnds: true, lingerMs: 500 },
    })
    expect(eventOf(said('agent_response')).helper).toBe(false)
    expect(eventOf(said('agent_response', { 'agent.type': 'sub' })).helper).toBe(true)
  })

  const tokens = 'codex.turn.token_usage'
  const profile = { events: [{ name: 'codex.turn_profile', timeMs: nowMs, attributes: {} }] }
  const turn = (attributes: Attributes, more = {}, name = 'session_task.turn') =>
    eventOf(span('codex_cli_rs', name, { 'thread.id': 'c', ...attributes }, more))

  it('that began with its conversation is that of a title', () => {
    const hidden = (thread: string, begun: string, service = 'codex_cli_rs') =>
      eventOf(span(service, 'session_task.turn', { 'thread.id': thread, 'turn.id': begun }))
        .happening
    const made = '01a1fad3-b3f5-7e92-859d-adf5719a18be'
    const soon = '01a1fad3-b416-7273-b6f8-99c478e62ee6'
    const later = '01a1fad3-c99d-72a3-b40b-9abffe5fa814'
    const grey = '01a1fad3-b455-72a3-b40b-9abffe5fa814'
    expect(hidden(made, soon)).toMatchObject({ proves: true, hidden: 'likely' })
    expect(hidden(made, later)).toMatchObject({ proves: true, hidden: undefined })
    expect(hidden(made, grey)).toMatchObject({ proves: true, hidden: 'perhaps' })
    expect(hidden(made, soon, 'codex_exec')).toMatchObject({ proves: true, hidden: undefined })
    expect(hidden('c', soon)).toMatchObject({ proves: true, hidden: 'perhaps' })
    expect(hidden(made, 'turn-1')).toMatchObject({ proves: true, hidden: 'perhaps' })
  })

  it('ends exactly with its span, whose profile tells how', () => {
    const used = {
      [`${tokens}.total_tokens`]: 290,
      [`${tokens}.input_tokens`]: 234,
      [`${tokens}.cached_input_tokens`]: 100,
      [`${tokens}.cache_write_input_tokens`]: 3,
      [`${tokens}.output_tokens`]: 56,
      [`${tokens}.reasoning_output_tokens`]: 6,
    }
    expect(turn(used, profile)).toMatchObject({
      sessionId: 'c',
      usage: {
        source: 'traces',
        amount: { input: 134, output: 56, cacheRead: 100, cacheWrite: 3, reasoning: 6 },
      },
      happening: {
        kind: 'turn_ended',
        evidence: 'turn_end_span',
        outcome: 'ok',
        startedMs: nowMs - 1000,
        proves: true,
      },
    })
    const failed = turn({ [`${tokens}.total_tokens`]: 0 }, profile)
    expect(failed.happening).toMatchObject({ outcome: 'error' })
    expect(turn({}).happening).toMatchObject({ outcome: 'interrupted' })
  })

  it('ends as its tokens tell, where no turn has a profile', () => {
    const outcomeWith = (total: number) => turn({ [`${tokens}.total_tokens`]: total }).happening
    expect(outcomeWith(290)).toMatchObject({ outcome: 'ok', provisional: 'shown' })
    expect(outcomeWith(0)).toMatchObject({ outcome: 'error' })
  })

  it('may have failed after all, or been refused: the log of its last call tells, and may come later', () => {
    expect(turn({}, profile).happening).toMatchObject({ outcome: 'ok', provisional: 'shown' })
    expect(turn({}).happening).toMatchObject({ provisional: 'shown' })
  })

  it.each(['session_task.compact', 'session_task.review'])('may be a %s', (name) => {
    expect(turn({}, profile, name).happening).toMatchObject({ outcome: 'ok' })
  })

  it('of a review has no tokens of its own: its conversation tells of them', () => {
    const none = { [`${tokens}.total_tokens`]: 0 }
    const review = (more = {}) => turn(none, more, 'session_task.review').happening
    expect(review(profile)).toMatchObject({ outcome: 'ok', proves: true })
    expect(review()).toMatchObject({ outcome: 'interrupted' })
  })
})

describe('a model call', () => {
  const request = (attributes: Attributes) => eventOf(said('api_request', attributes))
  const event = (kind: string, attributes: Attributes = {}) =>
    happeningOf(said('sse_event', { 'event.kind': kind, ...attributes }))

  it('begins with its headers, or fails with them', () => {
    expect(request({ 'http.response.status_code': 200 }).happening).toEqual({
      kind: 'model_call_started',
    })
    const attempt = { kind: 'model_call_failed', final: false }
    const failed = { counters: { errors: 1 }, happening: attempt }
    const broken = { 'event.kind': 'response.completed', 'error.message': 'no' }
    for (const status of [{ 'http.response.status_code': 500 }, { 'error.message': 'no' }])
      expect(request(status)).toMatchObject(failed)
    expect(eventOf(said('sse_event', broken))).toMatchObject(failed)
    expect(happeningOf(said('sse_event', broken))).toEqual(attempt)
    expect(request({ 'http.response.status_code': 400 }).happening).toMatchObject({ final: true })
    expect(request({}).happening).toEqual({ kind: 'model_call_started' })
    const named = { ...said('websocket_request'), traceId: 'aa' }
    expect(happeningOf(named)).toMatchObject({ begins: false, turnId: 'aa' })
  })

  it('streams text or a tool call', () => {
    expect(event('response.created')).toEqual({ kind: 'model_output', tool: false })
    for (const kind of ['function_call_arguments.done', 'custom_tool_call_input.delta'])
      expect(event(`response.${kind}`)).toEqual({ kind: 'model_output', tool: true })
    expect(event('response.output_text.delta')).toEqual({ kind: 'activity' })
    expect(event('')).toEqual({ kind: 'activity' })
    expect(event('response.failed')).toEqual({ kind: 'model_call_failed', final: false })
    expect(happeningOf(said('turn_ttft'))).toEqual({ kind: 'first_token' })
  })

  it('ends with the record that has its tokens, written as text', () => {
    const done = said('sse_event', {
      'event.kind': 'response.completed',
      input_token_count: '234',
      output_token_count: '56',
      cached_token_count: 200,
      cache_write_token_count: 1,
      reasoning_token_count: 6,
    })
    expect(eventOf(done)).toMatchObject({
      usage: { amount: { input: 34, output: 56, cacheRead: 200, cacheWrite: 1, reasoning: 6 } },
      happening: { kind: 'model_call_ended', visibleTokens: 50, decisionsTold: true },
    })
    expect(event('response.completed', { output_token_count: 5 })).toMatchObject({
      visibleTokens: 5,
    })
    expect(
      event('response.completed', { input_token_count: 5, originator: 'codex_exec' }),
    ).toMatchObject({ visibleTokens: 0, decisionsTold: false })
  })

  it('without tokens is a warm-up, or the record without them', () => {
    expect(event('response.completed')).toEqual({ kind: 'activity' })
    const none = { input_token_count: '0', output_token_count: '0' }
    expect(event('response.completed', none)).toEqual({ kind: 'activity' })
  })
})

describe('a tool', () => {
  const shell = { call_id: 't1', tool_name: 'exec_command' }

  it.each([
    ['apply_patch', true],
    ['write_stdin', false],
  ])('is requested in a span of the session’s trace: %s', (tool, decided) => {
    const trace = { traceId: 'abc' }
    const requested = span('codex_cli_rs', 'handle_responses', { tool_name: tool }, trace)
    const [, event] = interpret({ ...said('user_prompt'), ...trace }, requested)
    expect(event).toMatchObject({
      sessionId: 'c',
      happening: { kind: 'tool_requested', toolId: '', tool, decided },
    })
    expect(interpret(requested)).toEqual([])
    expect(interpret(span('codex_cli_rs', 'handle_responses', {}, trace))).toEqual([])
  })

  it.each([
    [
      { decision: 'approved', source: 'Config' },
      { kind: 'tool_started', byUser: false },
    ],
    [
      { decision: 'approved_for_session', source: 'User' },
      { kind: 'tool_started', byUser: true },
    ],
    [
      { decision: 'denied', source: 'User' },
      { kind: 'tool_refused', byUser: true },
    ],
    [
      { decision: 'abort', source: 'User' },
      { kind: 'tool_refused', byUser: true },
    ],
    [{}, { kind: 'tool_refused', byUser: false }],
  ])('is decided on: %j', (attributes, expected) => {
    const happening = happeningOf(said('tool_decision', { ...shell, ...attributes }))
    expect(happening).toEqual({ ...expected, toolId: 't1', tool: 'exec_command' })
  })

  it('ends, well or not', () => {
    expect(eventOf(said('tool_result', { ...shell, success: 'true' }))).toMatchObject({
      counters: { toolCalls: 1, errors: 0 },
      happening: { kind: 'tool_ended', toolId: 't1', tool: 'exec_command', ok: true },
    })
    expect(happeningOf(said('tool_result', {}))).toEqual({
      kind: 'tool_ended',
      toolId: '',
      tool: 'tool',
      ok: false,
    })
  })

  it('is the same with its namespace before its name', () => {
    const [tool_name, output] = ['multi_agent_v1spawn_agent', '{"agent_id":"a1"}']
    const spawned = happeningOf(said('tool_result', { tool_name, output, duration_ms: 35 }))
    expect(spawned).toMatchObject({ tool: 'spawn_agent', spawned: 'a1' })
    const trace = { traceId: 'abc' }
    const asked = span('codex_cli_rs', 'handle_responses', { tool_name }, trace)
    const [, event] = interpret({ ...said('user_prompt'), ...trace }, asked)
    expect(event).toMatchObject({ happening: { tool: 'spawn_agent' } })
  })
})

it('a working directory is told by a span of the same trace', () => {
  const trace = { traceId: 'abc' }
  const [, event] = interpret(
    span('codex_cli_rs', 'session_task.turn', { 'thread.id': 'c' }, trace),
    span('codex_cli_rs', 'run_sampling_request', { cwd: '/home/a' }, trace),
  )
  expect(event).toMatchObject({
    sessionId: 'c',
    about: { cwd: '/home/a' },
    happening: { kind: 'activity' },
  })
})

it('other logs say nothing', () => {
  expect(interpret(said('startup_phase'), log('codex_cli_rs', ''))).toEqual([])
})
