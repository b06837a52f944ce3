// Turns that are over in a moment: the record of the end comes ahead of the logs that tell of the prompt.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

const early = () =>
  scenario().play(at(-900).started(), at(300, { arrives: 1_000 }).span(undefined, { startedMs: 0 }))

describe('an end that comes ahead of its prompt', () => {
  it('ends the turn once that is told, and all that came with it', () => {
    const play = early()
    expect(play.told()).toEqual(['-900 idle session_started'])
    play.batch(at(20, { arrives: 1_500 }).prompt(), at(250, { arrives: 1_500 }).fails(true))
    expect(play.told()).toEqual(['1500 working prompt', '1500 completed turn_end_span error'])
    expect(play.view()?.turns).toBe(1)
  })

  it.each([
    ['after it', 2_000],
    ['before its turn', -500],
  ])('is none of a turn that began %s', (_, promptMs) => {
    const play = early().batch(at(promptMs, { arrives: 2_100 }).prompt())
    expect(play.now()).toBe('2100 working prompt')
  })
})

describe('an end that comes ahead of its prompt, with the end of the turn before', () => {
  const ends = (startedMs: number) =>
    scenario()
      .batch(at(0).prompt('p1'))
      .batch(
        at(910, { arrives: 5_000 }).span(undefined, { startedMs: 0 }),
        at(1_200, { arrives: 5_000 }).span(undefined, { startedMs }),
      )
      .batch(at(920, { arrives: 5_010 }).prompt('p2'), at(1_190, { arrives: 5_010 }).refuses('t1'))

  it('ends its own turn', () => {
    expect(ends(915).now()).toBe('5010 completed turn_end_span denied')
  })

  it('is told once more of the last where it began with that', () => {
    expect(ends(0).now()).toBe('5010 working tool_refused ?')
  })
})

describe('an end that comes ahead of the records of a sub-agent left in the background', () => {
  const mayRun = { delegated: 'may_run' } as const
  const ended = () =>
    scenario()
      .batch(at(0).prompt('p1'))
      .batch(
        at(1_500, { arrives: 2_000 }).reply({ callId: 'c2', secondary: true, tools: false }),
        at(1_510, { arrives: 2_000 }).span(undefined, mayRun),
      )
  const logs = (ms: number) => at(ms, { arrives: 2_010 })
  const left = [
    logs(490).tool('a1', { tool: 'Agent', delegates: true, endIsTold: true }),
    logs(500).reply({ callId: 'c1', startedMs: 10, text: 'follows' }),
    logs(530).toolEnds('a1', true, 'Agent'),
  ]

  it('is taken back', () => {
    const play = ended().batch(...left, logs(1_500).reply({ callId: 'c2', startedMs: 540 }))
    expect(play.until(60_000).told().slice(1)).toEqual([
      '2000 completed turn_end_span ok',
      '2010 working tool_running:Agent',
    ])
    play.play(at(61_000).subAgentEnds(), at(61_100).prompt('p2'))
    play.play(at(62_000).reply({ startedMs: 61_110 }), at(62_010).span(undefined, mayRun))
    expect(play.now()).toBe('62010 completed turn_end_span ok')
  })

  it('stays where the agent was stopped', () => {
    const play = scenario().batch(at(0).prompt('p1'))
    play.batch(at(1_510, { arrives: 2_000 }).span(undefined, mayRun)).batch(...left)
    expect(play.until(3_000).now()).toBe('2250 completed turn_end_span interrupted')
  })

  it('stays where the next prompt was given already', () => {
    const answered = logs(1_500).reply({ callId: 'c2', startedMs: 540 })
    const play = ended().batch(...left, answered, logs(1_600).prompt('p2'))
    expect(play.until(60_000).now()).toBe('2010 working prompt')
  })
})

describe('the early end of a turn whose begin it does not tell', () => {
  const undated = (fields: object) =>
    scenario().play(at(-900).started(), at(300, { arrives: 1_000 }).span('denied', fields))

  it('ends the turn whose records are all older', () => {
    const play = undated({}).batch(at(20, { arrives: 1_500 }).prompt())
    expect(play.now()).toBe('1500 completed turn_end_span denied')
  })

  it('ends the turn once its prompt is told, too, where the person refused the only tool', () => {
    const round = at(300, { arrives: 1_000 }).span(undefined, { ifRefused: 'only' })
    const play = scenario().play(at(-900).started(), round)
    const late = { arrives: 1_500 }
    play.batch(
      at(20, late).prompt(),
      at(90, late).reply({ tools: true }),
      at(280, late).refuses('t1'),
    )
    expect(play.now()).toBe('1500 completed turn_end_span denied')
  })

  it('is none of a turn that went on', () => {
    const later = [at(20, { arrives: 1_500 }).prompt(), at(400, { arrives: 1_500 }).tool('t1')]
    expect(
      undated({})
        .batch(...later)
        .now(),
    ).toBe('1500 working tool_running:Bash')
  })

  it('is not gone by where it may be told late itself', () => {
    const play = undated({ lingerMs: 1_000 }).batch(at(20, { arrives: 1_500 }).prompt())
    expect(play.now()).toBe('1500 working prompt')
  })
})

describe('an end that is taken for good until a better record comes', () => {
  const end = (ms: number) =>
    at(ms).span(undefined, { evidence: 'session_file', provisional: 'shown', lingerMs: 1_000 })

  it('stays so with a second record that does not know either', () => {
    const play = scenario().batch(at(0).prompt(), end(300), end(301))
    expect(play.now()).toBe('300 completed session_file ok')
  })

  it('is an error as soon as the failed call is told', () => {
    const play = scenario().batch(at(0).prompt(), end(300))
    expect(play.now()).toBe('300 completed session_file ok')
    play.batch(at(250, { arrives: 900 }).fails(true))
    expect(play.now()).toBe('900 completed session_file error')
  })
})

describe('an end that comes ahead of all else of its session', () => {
  const end = (more: object = {}, fields: object = { startedMs: 0 }) =>
    at(62, { arrives: 80, ...more }).span(undefined, fields)
  /** A program that runs one prompt sends its logs right behind its spans, as it leaves. */
  const prompt = (arrives = 87, more: object = {}) => at(1, { arrives, ...more }).prompt('p1')
  const hook = at(4, { arrives: 87 }).hook('UserPromptSubmit')

  it('ends the turn of a prompt that a hook refused, of which no more is told', () => {
    const play = scenario().batch(end())
    expect(play.ids()).toEqual([])
    play.batch(prompt(), hook)
    expect(play.until(400).now()).toBe('337 completed turn_end_span interrupted')
  })

  it('ends the turn of a call that failed for good', () => {
    const play = scenario().batch(end())
    play.batch(prompt(), at(50, { arrives: 87 }).fails(true))
    expect(play.told()).toEqual(['87 working prompt', '87 completed turn_end_span error'])
    expect(play.view()?.turns).toBe(1)
  })

  it('tells of no turn where the prompt was none for the model', () => {
    const play = scenario().batch(end()).batch(prompt())
    expect(play.until(400).told().slice(1)).toEqual(['87 idle acknowledged'])
    expect(play.view()?.turns).toBe(0)
  })

  it('ends the turn of a session that is taken up again', () => {
    const play = scenario().batch(at(-900).prompt(), at(-500).exits(), end(), prompt(), hook)
    expect(play.until(400).now()).toBe('337 completed turn_end_span interrupted')
  })

  it('waits for the prompt behind the session’s other records', () => {
    const play = scenario()
      .batch(end())
      .batch(at(-20, { arrives: 85 }).started())
      .batch(prompt(), hook)
    expect(play.until(400).now()).toBe('337 completed turn_end_span interrupted')
  })

  it.each([
    ['another session’s', end({ id: 'other' })],
    ['no session’s', end({ id: '' })],
    ['one that may be told late itself', end({}, { lingerMs: 1_000 })],
    ['of an earlier turn', at(0, { arrives: 80 }).span(undefined, { startedMs: -300 })],
    ['of another conversation that serves it', end({ id: 'title' })],
  ])('is none of its turn where it is %s', (_, other) => {
    const title = at(20, { arrives: 87, id: 'title' }).started({ parentId: 's' })
    const play = scenario().batch(other).batch(prompt(), title)
    expect(play.now()).toBe('87 working prompt')
  })

  it('is forgotten after a while, and where there are too many', () => {
    const late = scenario().batch(end()).batch(prompt(10_081))
    expect(late.now()).toBe('10081 working prompt')
    const others = Array.from({ length: 64 }, (_, index) => end({ id: `other ${index}` }))
    const many = scenario()
      .batch(end(), ...others)
      .batch(prompt())
    expect(many.until(400).now()).toBe('87 working prompt')
  })
})

describe('a turn whose end came ahead of the records of a sub-agent left in the background', () => {
  it('goes on, and counts once', () => {
    const play = scenario().play(
      at(0).prompt('p1'),
      at(1500).reply({ startedMs: 540, tools: false, callId: 'm2', secondary: true }),
      at(1510).span(undefined, { delegated: 'may_run' }),
    )
    expect(play.until(1900).now()).toBe('1510 completed turn_end_span ok')
    const late = { arrives: 2000 }
    play.batch(
      at(490, late).tool('a1', { tool: 'Agent', delegates: true, endIsTold: true }),
      at(500, late).reply({ startedMs: 10, callId: 'm1', tools: true, decisionsTold: true }),
      at(530, late).toolEnds('a1', true, 'Agent'),
      at(1500, late).reply({ startedMs: 540, callId: 'm2' }),
    )
    expect(play.now()).toBe('2000 working tool_running:Agent')
    play.play(
      at(5000).subAgentEnds(),
      at(5100).prompt('p2'),
      at(6000).reply({ startedMs: 5110 }),
      at(6010).span(undefined, { delegated: 'may_run' }),
    )
    expect(play.now()).toBe('6010 completed turn_end_span ok')
    expect(play.view()!.turns).toBe(1)
  })
})
