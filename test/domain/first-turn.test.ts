// A first turn of a session whose logs come after its spans.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

const title = { callId: 'title', startedMs: 10 } as const
const helper = (ms: number, arrives: number) => at(ms, { arrives, helper: true })

describe('a first turn whose logs come after its spans', () => {
  const call = { callId: 'c1', startedMs: 100 } as const
  const answer = { callId: 'c2', secondary: true, tools: false } as const
  const told = { ...call, text: 'follows', decisionsTold: true } as const
  const asksForTool = at(500, { arrives: 600 }).reply({ ...call, secondary: true, tools: true })

  it('asks the person where the logs tell of no decision', () => {
    const play = scenario().batch(asksForTool)
    play.batch(at(0, { arrives: 1000 }).prompt('p1'), at(500, { arrives: 1000 }).reply(told))
    expect(play.now()).toBe('1000 waiting permission ?')
  })

  it('ended well where a span foretells the answer, whatever the logs lack', () => {
    const play = scenario().batch(asksForTool)
    play.batch(
      at(0, { arrives: 1000 }).prompt('p1'),
      at(490, { arrives: 1000 }).tool('t1'),
      at(500, { arrives: 1000 }).reply(told),
    )
    expect(play.now()).toBe('1000 working tool_running:Bash')
    play.batch(at(5000, { arrives: 5100 }).reply(answer), at(5010, { arrives: 5100 }).span())
    expect(play.now()).toBe('5100 completed turn_end_span ok')
  })

  it('ended well where no log of its tool has come yet', () => {
    const play = scenario().batch(asksForTool)
    play.batch(at(0, { arrives: 1000 }).prompt('p1'), at(500, { arrives: 1000 }).reply(told))
    play.batch(at(5000, { arrives: 5100 }).reply(answer), at(5010, { arrives: 5100 }).span())
    expect(play.now()).toBe('5100 completed turn_end_span ok')
  })

  it('turns out to be stopped or denied once the logs tell', () => {
    const play = scenario().batch(asksForTool)
    play.batch(at(900, { arrives: 950 }).span())
    expect(play.until(1200).now()).toBe('1200 completed turn_end_span denied')
    play.batch(at(510, { arrives: 1300 }).tool('t1', { byUser: true }))
    expect(play.now()).toBe('1300 completed turn_end_span interrupted')
  })

  it('has the prompt that is told after them', () => {
    const play = scenario()
      .batch(asksForTool)
      .batch(at(0, { arrives: 1000 }).prompt('p1'))
    play.batch(at(700, { arrives: 1100 }).prompt('p1'))
    expect(play.view()).toMatchObject({ state: 'working', turns: 0 })
    expect(play.told()).toHaveLength(1)
  })

  it('is not over by a silence in which its end would have been told', () => {
    const foretold = { ...answer, callId: 'title' }
    const play = scenario()
      .batch(at(300, { promises: true }).reply(foretold))
      .until(5000)
    expect(play.now()).toBe('300 working reply ?')
    play.batch(at(0, { arrives: 5000 }).prompt('p1'), helper(300, 5000).reply(title))
    expect(play.until(60_000).now()).toBe('5000 working model_call')
  })

  it('goes on where the first span was a helper’s', () => {
    const titleSpan = at(300).reply({ ...answer, callId: 'title' })
    const play = scenario().batch(titleSpan)
    play.batch(at(0, { arrives: 1000 }).prompt('p1'), helper(300, 1000).reply(title))
    expect(play.until(60_000).now()).toBe('1000 working model_call')
  })

  it('was stopped where its end was told too, and no other call is', () => {
    const titleSpan = at(300, { arrives: 950 }).reply({ ...answer, callId: 'title' })
    const stopped = () => scenario().batch(titleSpan, at(900, { arrives: 950 }).span())
    expect(stopped().now()).toBe('950 completed turn_end_span ok')
    const logs = [at(0, { arrives: 1500 }).prompt('p1'), helper(300, 1500).reply(title)]
    expect(
      stopped()
        .batch(...logs)
        .now(),
    ).toBe('1500 completed turn_end_span interrupted')
    const answered = stopped().batch(...logs, at(890, { arrives: 1500 }).reply(call))
    expect(answered.now()).toBe('950 completed turn_end_span ok')
  })

  it('is none where a helper’s log comes to a session at rest', () => {
    const play = scenario().batch(at(0).started()).batch(helper(300, 1000).reply(title))
    expect(play.now()).toBe('0 idle session_started')
  })

  it('never was where the only span was a helper’s', () => {
    const play = scenario()
      .batch(at(300).reply({ ...answer, callId: 'title' }))
      .batch(helper(300, 1000).reply(title))
    expect(play.until(60_000).now()).toBe('1000 idle session_started')
    expect(play.view()?.turns).toBe(0)
  })
})
