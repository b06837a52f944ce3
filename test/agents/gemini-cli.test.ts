// Gemini CLI: its records, as the real client sends them.

import { describe, expect, it } from 'vitest'
import { createSessions } from '../../src/domain/sessions.ts'
import { createInterpreter } from '../../src/interpret/interpret.ts'
import type { AttributeValue, OtlpRecord } from '../../src/otlp/records.ts'
import { eventOf, happeningOf, interpret, log, span } from '../interpret/support/records.ts'

type Attributes = Record<string, AttributeValue>

describe('Gemini CLI', () => {
  const said = (name: string, attributes: Attributes = {}) =>
    log('gemini-cli', `gemini_cli.${name}`, { 'session.id': 's', ...attributes })

  it('starts sessions and turns', () => {
    const started = { kind: 'session_started', replaces: true }
    expect(happeningOf(said('config'))).toEqual(started)
    expect(happeningOf(said('startup_stats'))).toEqual(started)
    expect(happeningOf(said('slash_command', { command: 'clear' }))).toEqual(started)
    expect(happeningOf(said('slash_command', { command: 'stats' }))).toEqual({ kind: 'activity' })
    const p1 = { prompt_id: 'p1' }
    const prompt = { kind: 'prompt', promptId: 'p1', turnId: 'p1' }
    expect(happeningOf(said('user_prompt', p1))).toEqual(prompt)
    expect(eventOf(said('api_request', p1))).toMatchObject({
      helper: false,
      happening: { kind: 'model_call_started', promptId: 'p1' },
    })
    expect(eventOf(said('api_request', { role: 'utility_router' })).helper).toBe(true)
  })

  it('knows the session that spans are of after /clear, which their resource does not', () => {
    const [ended] = interpret({
      ...span('gemini-cli', 'user_prompt', { 'gen_ai.conversation.id': 'new' }),
      resource: { serviceName: 'gemini-cli', attributes: { 'session.id': 'old' } },
    })
    expect(ended?.sessionId).toBe('new')
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
      ends: 'if_alone',
    })
    const topic = { function_name: 'update_topic', success: true }
    expect(eventOf(said('tool_call', topic))).toMatchObject({
      counters: { toolCalls: 1 },
      happening: { kind: 'activity' },
    })
    const failed = { success: false, decision: 'accept' }
    expect(happeningOf(said('tool_call', { ...failed, 'error.message': 'x' }))).toMatchObject({
      kind: 'tool_ended',
      ok: false,
      byItself: true,
    })
    const stopped = { kind: 'turn_ended', outcome: 'interrupted', sure: true, alone: true }
    expect(happeningOf(said('tool_call', failed))).toMatchObject({
      ...stopped,
      ifRefused: undefined,
    })
    const unreached = { success: false }
    expect(happeningOf(said('tool_call', unreached))).toMatchObject({
      ...stopped,
      ifRefused: 'not',
    })
  })

  it('tells tools of one millisecond apart', () => {
    const ids = ['read_file', 'run_shell_command']
      .flatMap((name) => [{ function_name: name }, { function_name: name, decision: 'reject' }])
      .map((tool) => happeningOf(said('tool_call', { ...tool, success: true })))
      .map((happening) => 'toolId' in happening && happening.toolId)
    expect(new Set(ids).size).toBe(4)
  })

  it('lets what a sub-agent is refused be its own affair', () => {
    const refused = { decision: 'reject', success: false }
    const helper = (prompt_id: string) =>
      eventOf(said('tool_call', { ...refused, prompt_id })).helper
    expect(helper('s########3')).toBe(false)
    expect(helper('s')).toBe(false)
    expect(helper('s#generalist-1a2b#3')).toBe(true)
  })

  it('tells of errors and of being stopped', () => {
    expect(eventOf(said('api_error', { 'error.message': 'quota' }))).toMatchObject({
      counters: { errors: 1 },
      happening: { kind: 'model_call_failed', final: false },
    })
    const failed = (status_code?: number) =>
      happeningOf(said('api_error', status_code === undefined ? {} : { status_code }))
    for (const status of [undefined, 429, 499, 500, 503])
      expect(failed(status)).toMatchObject({ kind: 'model_call_failed', final: false })
    for (const status of [400, 401, 403])
      expect(failed(status)).toMatchObject({ kind: 'model_call_failed', final: true })
    expect(happeningOf(said('api_error', { 'error.message': 'AbortError: x' }))).toMatchObject({
      kind: 'turn_ended',
      outcome: 'interrupted',
      alone: true,
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
      { kind: 'turn_ended', ifRefused: 'only' },
      { kind: 'turn_ended', ifRefused: undefined },
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
    expect(retried?.happening).toMatchObject({ kind: 'turn_ended', outcome: 'ok' })
    expect(failed?.happening).toMatchObject({ kind: 'turn_ended', outcome: undefined })
  })

  it('knows nothing of a last round from the call that chose the model for it', () => {
    const id = { 'gen_ai.conversation.id': 's' }
    const call = (failed: boolean) =>
      span('gemini-cli', 'llm_call', id, { spanId: `c${failed}`, parentSpanId: 'r1', failed })
    const [ended] = interpret(
      call(false),
      call(true),
      span('gemini-cli', 'user_prompt', id, { spanId: 'r1' }),
    )
    expect(ended?.happening).toMatchObject({ kind: 'turn_ended', outcome: undefined })
  })

  /** What is told of one session by batches of records, each a second after the last. */
  function told(...batches: readonly (readonly OtlpRecord[])[]): readonly string[] {
    const sessions = createSessions()
    const interpreter = createInterpreter()
    return batches
      .flatMap((records, at) => {
        const events = interpreter.interpret({ records, arrivalMs: 9_000 + 1_000 * at, origin: '' })
        return sessions.apply(events)
      })
      .flatMap((change) => (change.kind === 'state' ? [change.session] : []))
      .map(({ state, outcome }) => `${state} ${outcome ?? ''}`.trim())
  }
  const at = (timeMs: number, name: string, attributes: Attributes = {}) => ({
    ...said(name, { prompt_id: 's########0', role: 'main', ...attributes }),
    timeMs,
  })
  const answer = { response_text: '[{"text":"done"}]' }

  it('ends a turn well whose call failed and was made again, where spans come ahead of the logs', () => {
    const id = { 'gen_ai.conversation.id': 's' }
    const call = (startMs: number, endMs: number, failed: boolean) => {
      const more = { spanId: `c${endMs}`, parentSpanId: 'r1', startMs, endMs, failed }
      return span('gemini-cli', 'llm_call', id, more)
    }
    const round = { spanId: 'r1', startMs: 1_000, endMs: 8_010 }
    const states = told(
      [at(1_000, 'user_prompt'), at(1_010, 'api_request'), at(1_100, 'api_error')],
      [
        call(1_010, 1_101, true),
        call(6_000, 8_001, false),
        span('gemini-cli', 'user_prompt', id, round),
      ],
      [
        at(6_000, 'api_request'),
        at(8_000, 'api_response', answer),
        at(9_500, 'user_prompt', { prompt_id: 's########1' }),
      ],
    )
    expect(states.slice(-2)).toEqual(['completed ok', 'working'])
  })

  it('sees from the next prompt that a turn was stopped whose span comes later', () => {
    const id = { 'gen_ai.conversation.id': 's' }
    const prompt = (n: number) => ({ prompt_id: `s########${n}` })
    const round = span('gemini-cli', 'user_prompt', id, { startMs: 1_000, endMs: 2_000 })
    const states = told(
      [at(1_000, 'user_prompt'), at(1_010, 'api_request'), at(1_990, 'api_response', answer)],
      [round],
      [
        at(10_000, 'user_prompt', prompt(1)),
        at(10_010, 'api_request', prompt(1)),
        at(14_000, 'user_prompt', prompt(2)),
      ],
    )
    expect(states.slice(-3)).toEqual(['working', 'completed interrupted', 'working'])
  })

  describe('that was given a reply of no use', () => {
    const useless = (name: string) => [
      at(1_000, 'user_prompt'),
      at(1_010, 'api_request'),
      at(5_000, 'api_response', answer),
      at(5_001, name),
    ]

    it('goes on where another one is asked for', () => {
      const states = told(useless('chat.content_retry'), [at(6_001, 'api_request')])
      expect(states.filter((state) => state.startsWith('completed'))).toEqual([])
    })

    it('has failed where none was any better, whatever its span tells of the last call', () => {
      const id = { 'session.id': 's', 'gen_ai.conversation.id': 's' }
      const call = span('gemini-cli', 'llm_call', id, { spanId: 'c', parentSpanId: 'r' })
      const round = span('gemini-cli', 'user_prompt', id, { spanId: 'r', endMs: 5_002 })
      const states = told(useless('chat.content_retry_failure'), [call, round])
      expect(states.at(-1)).toBe('completed error')
    })
  })
})
