// Spans that come ahead of the logs which explain them: as real clients send them, each signal in batches of its own.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

const answer = { callId: 'c1', secondary: true, tools: false } as const
const title = { callId: 'title', startedMs: 10 } as const
const helper = (ms: number, arrives: number) => at(ms, { arrives, helper: true })

describe('the end of a turn whose logs are under way', () => {
  it('is good where a span foretells an answer, and stays so', () => {
    const play = scenario().batch(at(0).prompt())
    play.batch(at(900, { arrives: 1000 }).reply(answer), at(910, { arrives: 1000 }).span())
    expect(play.now()).toBe('1000 completed turn_end_span ok')
    play.batch(
      helper(100, 1500).reply(title),
      at(900, { arrives: 1500 }).reply({ callId: 'c1', text: 'follows' }),
      at(900, { arrives: 1500 }).text('c1'),
    )
    expect(play.now()).toBe('1000 completed turn_end_span ok')
  })

  it('is good where the session’s own file told of it before all of them', () => {
    const early = { evidence: 'session_file', provisional: 'shown', lingerMs: 1_000 } as const
    const play = scenario().batch(at(0).prompt(), at(905).span(undefined, early))
    play.batch(at(900, { arrives: 1000 }).reply(answer), at(910, { arrives: 1000 }).span())
    play.batch(at(900, { arrives: 1500 }).reply({ callId: 'c1', text: 'follows' }))
    expect(play.told().slice(1)).toEqual(['905 completed session_file ok'])
  })

  it('is good although the last tool’s end is not told yet', () => {
    const play = scenario().batch(at(0).prompt(), at(200).tool('t1'))
    play.batch(at(900, { arrives: 1000 }).reply(answer), at(910, { arrives: 1000 }).span())
    expect(play.now()).toBe('1000 completed turn_end_span ok')
  })

  it('is good whatever the call that follows it asks for', () => {
    const play = scenario().batch(at(0).prompt())
    play.batch(
      at(900, { arrives: 3000 }).reply(answer),
      at(910, { arrives: 3000 }).span(),
      at(2500, { arrives: 3000 }).reply({ ...answer, callId: 'c2', tools: true }),
    )
    expect(play.now()).toBe('3000 completed turn_end_span ok')
  })

  it('is an interruption where the one call known of asked for a tool', () => {
    const play = scenario().batch(at(0).prompt())
    play.batch(
      at(300, { arrives: 1000 }).reply({ ...answer, tools: true }),
      at(910, { arrives: 1000 }).span(),
    )
    expect(play.until(1250).now()).toBe('1250 completed turn_end_span interrupted')
  })

  it.each(['before', 'after'])('is an interruption where a helper’s account came %s', (when) => {
    const logs = helper(100, when === 'before' ? 500 : 1500).reply(title)
    const spans = [
      at(100, { arrives: 1000 }).reply({ ...answer, callId: 'title' }),
      at(910, { arrives: 1000 }).span(),
    ]
    const play = scenario().batch(at(0).prompt())
    if (when === 'before') play.batch(logs).batch(...spans)
    else play.batch(...spans).batch(logs)
    expect(play.until(1500).now()?.split(' ').slice(1).join(' ')).toBe(
      'completed turn_end_span interrupted',
    )
  })

  it('is an error once the failed call is told', () => {
    const play = scenario().batch(at(0).prompt(), at(910, { arrives: 1000 }).span())
    play.batch(at(900, { arrives: 1500 }).fails(true))
    expect(play.now()).toBe('1500 completed turn_end_span error')
  })

  it('is an error where the span of the failed call came with it', () => {
    const failing = (failedMs: number) =>
      scenario().batch(
        at(0).prompt(),
        at(50).reply({ ...answer, callId: 'title' }),
        at(failedMs, { arrives: 5000 }).foretellsFailure(),
        at(4910, { arrives: 5000 }).span(),
      )
    const play = failing(4900)
    expect(play.now()).toBe('5000 completed turn_end_span error')
    play.batch(at(4899, { arrives: 7000 }).fails(true))
    expect(play.now()).toBe('5000 completed turn_end_span error')
    // Another call than the last one, such as a title's.
    expect(failing(2500).until(5250).now()).toBe('5250 completed turn_end_span interrupted')
  })

  it('is as good as the answer that came after a failed call', () => {
    const play = scenario().batch(at(0).prompt(), at(800).foretellsFailure())
    play.batch(at(900, { arrives: 1000 }).reply(answer), at(910, { arrives: 1000 }).span())
    expect(play.now()).toBe('1000 completed turn_end_span ok')
    const told = scenario().batch(at(0).prompt(), at(800).foretellsFailure(), at(900).reply())
    expect(told.batch(at(910).span()).now()).toBe('910 completed turn_end_span ok')
  })

  it('is an error where the session’s own file told of it before that span', () => {
    const early = { evidence: 'session_file', provisional: 'shown', lingerMs: 1_000 } as const
    const play = scenario().batch(at(0).prompt(), at(905).span(undefined, early))
    play.batch(at(900, { arrives: 1000 }).foretellsFailure(), at(910, { arrives: 1000 }).span())
    expect(play.told().slice(1)).toEqual([
      '905 completed session_file ok',
      '1000 completed session_file error',
    ])
  })

  it('is good until told otherwise where a better record is to come, unless the person refused', () => {
    const unsure = (ms: number) => at(ms).span(undefined, { provisional: 'shown' })
    const play = scenario().batch(at(0).prompt(), at(100).calls(), unsure(900))
    expect(play.now()).toBe('900 completed turn_end_span ok')
    play.batch(at(905, { arrives: 1400 }).span('interrupted'))
    expect(play.now()).toBe('1400 completed turn_end_span interrupted')
    const refused = scenario().batch(at(0).prompt(), at(800).refuses('t1'), unsure(900))
    expect(refused.now()).toBe('900 completed turn_end_span denied')
  })

  it('has failed where its last call just did, not where that was some time ago', () => {
    const failed = (endMs: number) =>
      scenario()
        .batch(at(0).prompt(), at(500).fails(), at(endMs).span(undefined, { provisional: 'shown' }))
        .now()
    expect(failed(600)).toBe('600 completed turn_end_span error')
    expect(failed(6_000)).toBe('6000 completed turn_end_span ok')
  })

  it('has failed where the next prompt came with what tells so', () => {
    const play = scenario().batch(at(0).prompt('p1'), at(910, { arrives: 1000 }).span())
    play.batch(at(900, { arrives: 1100 }).fails(true), at(980, { arrives: 1100 }).prompt('p2'))
    expect(play.told().slice(-2)).toEqual([
      '1100 completed turn_end_span error',
      '1100 working prompt',
    ])
  })

  it('is good where the answer came after the person had refused a tool and said what to do', () => {
    const refused = () => scenario().batch(at(0).prompt(), at(100).reply({ tools: true }))
    const play = refused().batch(at(500).refuses('t1'))
    play.batch(at(900, { arrives: 1000 }).reply(answer), at(910, { arrives: 1000 }).span())
    expect(play.now()).toBe('1000 completed turn_end_span ok')
    const stopped = refused().batch(at(300).reply({ ...answer, callId: 'title' }))
    stopped.batch(at(500).refuses('t1')).batch(at(510, { arrives: 1000 }).span())
    expect(stopped.now()).toBe('1000 completed turn_end_span denied')
  })

  it('is told in one word for one batch, whatever the order within it', () => {
    const play = scenario().batch(at(0).prompt(), at(200).tool('t1'))
    play.batch(at(900, { arrives: 1000 }).reply(answer), at(910, { arrives: 1000 }).span())
    play.told()
    play.batch(
      at(700, { arrives: 1500 }).toolEnds('t1'),
      at(900, { arrives: 1500 }).reply({ callId: 'c1', text: 'follows' }),
    )
    expect(play.told()).toEqual([])
  })
})
