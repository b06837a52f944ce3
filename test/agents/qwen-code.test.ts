// Qwen Code: its records, as the real client sends them.

import { describe, expect, it } from 'vitest'
import { createSessions } from '../../src/domain/sessions.ts'
import { createInterpreter } from '../../src/interpret/interpret.ts'
import type { AttributeValue, OtlpRecord } from '../../src/otlp/records.ts'
import { eventOf, happeningOf, log, span } from '../interpret/support/records.ts'

type Attributes = Record<string, AttributeValue>

describe('Qwen Code', () => {
  const main = { prompt_id: 's########1' }
  const said = (name: string, attributes: Attributes = {}) =>
    log('qwen-code', `qwen-code.${name}`, { 'session.id': 's', ...attributes })

  it('starts and ends sessions', () => {
    const session = { 'session.id': 's' }
    expect(happeningOf(said('config'))).toEqual({ kind: 'session_started' })
    // Also told of the program itself, where an editor runs it for conversations of its own.
    expect(happeningOf(log('qwen-code', 'session.start', session))).toEqual({ kind: 'activity' })
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

  it('asks again for a reply that was of no use, and gives up', () => {
    expect(happeningOf(said('chat.content_retry'))).toEqual({ kind: 'model_output', tool: false })
    expect(happeningOf(said('chat.content_retry_failure'))).toMatchObject({
      kind: 'turn_ended',
      outcome: 'error',
    })
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
    expect(tool({ success: false, status: 'error' })).toMatchObject({ ok: false, byItself: true })
    expect(tool({ decision: 'reject' })).toMatchObject({ kind: 'tool_refused', byUser: true })
    const stopped = { outcome: 'interrupted', sure: true, alone: true }
    expect(tool({ status: 'cancelled', decision: 'auto_accept' })).toMatchObject(stopped)
    expect(tool({ status: 'cancelled' })).toMatchObject({ ...stopped, sure: false })
    expect(happeningOf(said('api_cancel', main))).toMatchObject(stopped)
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
    // The logs tell a second later whether the person stopped a tool or refused it.
    expect(turn('cancelled')).toMatchObject({ provisional: 'withheld', sure: false })
    expect(turn('ok')).toMatchObject({ provisional: undefined, sure: true })
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
    const of = (promptId: string) =>
      call({ finish_reason: 'stop', 'qwen-code.prompt_id': promptId }).helper
    expect([of('s########1'), of('forked_query')]).toEqual([false, true])
  })

  it('has no other turn where the span of a stopped call comes behind the one that ended with it', () => {
    const sessions = createSessions()
    const session = { 'session.id': 's', 'qwen-code.turn_status': 'cancelled' }
    const times = { startMs: 1_200, endMs: 3_010 }
    const call = { 'session.id': 's', 'gen_ai.response.id': 'r1', finish_reason: 'stop' }
    const records = [
      span('qwen-code', 'qwen-code.interaction', session, { startMs: 1_000, endMs: 3_000 }),
      span('qwen-code', 'qwen-code.llm_request', call, { ...times, spanId: 'b2' }),
    ]
    sessions.apply(createInterpreter().interpret({ records, arrivalMs: 8_500, origin: '' }))
    sessions.sweep(20_000)
    const ended = { state: 'completed', outcome: 'interrupted', reason: 'turn_end_span', turns: 1 }
    expect(sessions.list()).toMatchObject([ended])
  })

  it('was refused a tool where its span comes ahead of the log that says so', () => {
    const sessions = createSessions()
    const interpreter = createInterpreter()
    const told = (arrivalMs: number, ...records: readonly OtlpRecord[]) =>
      sessions
        .apply(interpreter.interpret({ records, arrivalMs, origin: '' }))
        .map(({ session }) => `${session.state} ${session.outcome ?? ''}`)
        .at(-1)
    const at = (timeMs: number, name: string, more: Attributes = {}) => ({
      ...said(name, { ...main, ...more }),
      timeMs,
    })
    told(2_000, at(1_000, 'user_prompt'), at(1_200, 'api_request'))
    told(3_000, at(1_900, 'api_response', { response_id: 'r1' }))
    const status = { 'session.id': 's', 'qwen-code.turn_status': 'cancelled' }
    const spans = { startMs: 1_001, endMs: 8_010 }
    told(8_500, span('qwen-code', 'qwen-code.interaction', status, spans))
    const refused = { call_id: 't1', function_name: 'run', status: 'cancelled', decision: 'reject' }
    told(9_000, at(8_000, 'tool_call', refused))
    const [change] = sessions.sweep(9_700)
    expect(change?.session).toMatchObject({ state: 'completed', outcome: 'denied' })
  })
})
