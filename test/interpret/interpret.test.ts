// From records to events: sessions found by trace, whatever values come.

import { describe, expect, it } from 'vitest'
import { createInterpreter } from '../../src/interpret/interpret.ts'
import type { Attributes, OtlpRecord } from '../../src/otlp/records.ts'
import { eventOf, interpret, log, nowMs, point, span } from './support/records.ts'

const session = { 'session.id': 's' }
const prompt = (attributes = {}, more = {}) => log('claude-code', 'user_prompt', attributes, more)
const sessionIds = (...records: readonly OtlpRecord[]) =>
  interpret(...records).map(({ sessionId }) => sessionId)

describe('an event', () => {
  it('has its record’s time, and how long that took to arrive', () => {
    expect(eventOf(prompt(session, { timeMs: nowMs - 100 }))).toMatchObject({
      timeMs: nowMs - 100,
      arrivalMs: nowMs + 400,
      delayMs: 500,
      origin: '1',
    })
  })

  it('has the time of its arrival where the record tells none', () => {
    expect(eventOf(prompt(session, { timeMs: 0 })).timeMs).toBe(nowMs + 400)
    const ended = span('claude-code', 'claude_code.interaction', session, { endMs: 0 })
    expect(eventOf(ended).timeMs).toBe(nowMs + 400)
  })

  it('puts the times of day on the clock of the arrivals', () => {
    const toSteady = (wallMs: number) => wallMs - nowMs + 4700
    const records = [
      prompt(session),
      span('claude-code', 'claude_code.interaction', session, {
        startMs: nowMs - 700,
        endMs: nowMs,
      }),
    ]
    const events = createInterpreter(toSteady).interpret({ records, arrivalMs: 5000, origin: '' })
    expect(events[0]).toMatchObject({ timeMs: 4700, arrivalMs: 5000, delayMs: 300 })
    expect(events[1]).toMatchObject({ timeMs: 4700, happening: { startedMs: 4000 } })
  })

  it('takes what is told of the session from the record, else from its resource', () => {
    const resource = {
      serviceName: 'claude-code',
      attributes: { ...session, project: 'p', 'process.pid': '42', 'service.version': '2' },
    }
    expect(eventOf(prompt({ project: 'mine' }, { resource }))).toMatchObject({
      sessionId: 's',
      about: { project: 'mine', pid: 42, version: '2' },
    })
    expect(eventOf(prompt()).about).toBeUndefined()
  })

  it('has what its record can be told from others by', () => {
    const identity = (record: OtlpRecord) => {
      const { recordId, sequence } = eventOf(record)
      return [recordId, sequence]
    }
    expect(identity(prompt({ ...session, 'event.sequence': 3 }))).toEqual(['', 3])
    expect(identity(prompt({ ...session, 'event.sequence': '3' }))).toEqual(['', 3])
    expect(identity(prompt(session))).toEqual(['', undefined])
    const spanned = span('claude-code', 'claude_code.interaction', session)
    expect(identity(spanned)).toEqual(['c0ffee', undefined])
    expect(identity(point('claude-code', 'claude_code.cost.usage', 1, session))).toEqual([
      '',
      undefined,
    ])
  })
})

describe('a trace', () => {
  const inTrace = { traceId: 'abc' }
  const nameless = span('codex_exec', 'run_sampling_request', {}, inTrace)
  const turn = (id: string, more = inTrace) =>
    span('codex_exec', 'session_task.turn', { 'thread.id': id }, more)

  it('tells the session of its later records', () => {
    expect(sessionIds(nameless, turn('s'), nameless)).toEqual(['', 's', 's'])
  })

  it('tells more than the resource, which is of the whole process', () => {
    const ofWindow = (name: string, attributes: Attributes = {}) => {
      const record = span('copilot-chat', name, attributes, inTrace)
      return { ...record, resource: { ...record.resource, attributes: { 'session.id': 'window' } } }
    }
    const tool = ofWindow('execute_tool run', { 'gen_ai.operation.name': 'execute_tool' })
    const named = { 'gen_ai.operation.name': 'chat', 'gen_ai.conversation.id': 'c' }
    expect(sessionIds(tool)).toEqual(['window'])
    expect(sessionIds(ofWindow('chat gpt', named), tool)).toEqual(['c', 'c'])
  })

  it('tells none where several sessions share it', () => {
    expect(sessionIds(turn('a'), turn('b'), nameless, turn('a'), nameless)).toEqual([
      'a',
      'b',
      '',
      'a',
      '',
    ])
  })

  it('tells whether its turn is one that the program asked itself for', () => {
    const asked = (id: string) =>
      span('codex_cli_rs', 'turn/start', { 'rpc.request_id': id }, inTrace)
    const ids = {
      'thread.id': '01a1fad3-b3f5-7e92-859d-adf5719a18be',
      'turn.id': '01a1fad3-b416-7273-b6f8-99c478e62ee6',
    }
    const end = span('codex_cli_rs', 'session_task.turn', ids, inTrace)
    const hidden = (...records: OtlpRecord[]) =>
      interpret(...records, end).map(({ happening }) => happening)
    // Alone it tells by its times.
    expect(hidden()).toMatchObject([{ kind: 'turn_ended', hidden: 'likely' }])
    expect(hidden(asked('7'))).toMatchObject([{ kind: 'turn_ended', hidden: undefined }])
    const late = {
      ...end,
      attributes: { ...ids, 'turn.id': '01a1fad3-c99d-72a3-b40b-9abffe5fa814' },
    }
    const own = asked('temporary-structured-turn-20fda4b0')
    expect(interpret(own, late)).toMatchObject([{ happening: { hidden: 'surely' } }])
    expect(interpret(own, { ...late, traceId: 'other' })).toMatchObject([
      { happening: { hidden: undefined } },
    ])
  })

  it('without an id tells nothing', () => {
    const none = { traceId: '' }
    const loose = span('codex_exec', 'run_sampling_request', {}, none)
    expect(sessionIds(turn('s', none), loose)).toEqual(['s', ''])
  })

  it('is remembered among the last 1024', () => {
    const traces = Array.from({ length: 1024 }, (_, n) => turn('x', { traceId: `${n}` }))
    expect(sessionIds(turn('s'), ...traces, nameless).at(-1)).toBe('')
    expect(sessionIds(turn('s'), ...traces.slice(1), nameless).at(-1)).toBe('s')
    const asked = (traceId: string) =>
      span('codex_cli_rs', 'turn/start', { 'rpc.request_id': 'temporary-1' }, { traceId })
    const requests = traces.map((_, n) => asked(`${n}`))
    const hidden = (from: number) =>
      interpret(asked('abc'), ...requests.slice(from), turn('s')).at(-1)?.happening
    expect(hidden(0)).toMatchObject({ hidden: undefined })
    expect(hidden(1)).toMatchObject({ hidden: 'surely' })
  })

  it('promises an end only where the agent’s traces end with the turn', () => {
    expect(eventOf(prompt(session, inTrace)).promisesTurnEnd).toBe(true)
    expect(eventOf(prompt(session)).promisesTurnEnd).toBe(false)
    const gemini = log('gemini-cli', 'gemini_cli.user_prompt', session, inTrace)
    expect(eventOf(gemini).promisesTurnEnd).toBe(false)
  })
})

describe('a parent', () => {
  it('is remembered among the last 1024', () => {
    const child = (parentSpanId: string) =>
      span('gemini-cli', 'schedule_tool_calls', session, { parentSpanId })
    const round = span('gemini-cli', 'user_prompt', session, { spanId: 'r' })
    const others = Array.from({ length: 1024 }, (_, n) => child(`${n}`))
    const refused = (...records: OtlpRecord[]) => interpret(...records).at(-1)?.happening
    expect(refused(child('r'), ...others, round)).toMatchObject({ ifRefused: undefined })
    expect(refused(child('r'), ...others.slice(1), round)).toMatchObject({ ifRefused: 'only' })
  })
})

describe('whatever value comes', () => {
  const megabyte = 'x'.repeat(1_000_000)

  it('cuts a session’s id', () => {
    expect(eventOf(prompt({ 'session.id': megabyte })).sessionId).toHaveLength(128)
  })

  it('cuts it between characters', () => {
    const { sessionId } = eventOf(prompt({ 'session.id': `${'x'.repeat(127)}😀` }))
    expect(sessionId).toBe(`${'x'.repeat(127)}\ufffd`)
  })

  it('takes names and ids of any length and any characters', () => {
    const hostile = '\u0000\u001b[31m\n"}\u202e'
    for (const value of [hostile, megabyte]) {
      const [event] = interpret(prompt({ 'session.id': value, 'prompt.id': value, project: value }))
      expect(event?.about?.project).toBe(value)
      expect(interpret(log(value, value, session), span(value, value, session))).toEqual([])
    }
  })

  it('takes an id that is a number', () => {
    expect(eventOf(prompt({ 'session.id': 42 })).sessionId).toBe('42')
  })

  it('takes attributes of the wrong kind for missing ones', () => {
    const wrong = { ...session, input_tokens: 'many', output_tokens: ['1'], cost_usd: '' }
    expect(eventOf(log('claude-code', 'api_request', wrong)).usage?.amount).toEqual({})
    expect(sessionIds(prompt({ 'session.id': ['s'] }), prompt({ 'session.id': '' }))).toEqual([
      '',
      '',
    ])
  })

  it('forgets agents rather than remember all of a thousand services', () => {
    const records = Array.from({ length: 1000 }, (_, n) =>
      span(`agent-${n}`, 'x', { ...session, 'gen_ai.operation.name': 'chat' }),
    )
    const agents = interpret(...records, ...records).map(({ agent }) => agent)
    expect(agents.slice(0, 1000)).toEqual(agents.slice(1000))
    expect(agents[999]).toBe('agent-999')
  })
})
