// Ends of which nothing yet tells how they came: told a moment later, and once.

import { describe, expect, it } from 'vitest'
import type { AgentEvent } from '../../src/domain/event.ts'
import { createSessions } from '../../src/domain/sessions.ts'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

describe('an end that comes ahead of the records of its turn', () => {
  const ahead = () => scenario().play(at(0).prompt('p1'), at(900, { arrives: 1000 }).span())

  it('is told with what they tell', () => {
    const play = ahead().play(at(890, { arrives: 1040 }).reply({ tools: false }))
    expect(play.told()).toEqual(['0 working prompt', '1040 completed turn_end_span ok'])
  })

  it('is told with the refusal that they tell', () => {
    const play = ahead().play(at(890, { arrives: 1040 }).refuses('t1'))
    expect(play.told().at(-1)).toBe('1040 completed turn_end_span denied')
  })

  it('is told as it looks where they stay away', () => {
    expect(ahead().due()).toBe(1250)
    expect(ahead().until(1250).told().slice(1)).toEqual([
      '1250 completed turn_end_span interrupted',
    ])
  })

  it('shows what was shown before, as seen from outside', () => {
    expect(ahead().view()).toMatchObject({ state: 'working', reason: 'prompt', outcome: null })
  })

  it('is told before the next prompt', () => {
    const play = ahead().play(at(1_020, { arrives: 1100 }).prompt('p2'))
    expect(play.told().slice(1)).toEqual([
      '1100 completed turn_end_span interrupted',
      '1100 working prompt',
    ])
  })

  it('is told before the next prompt where the clock could not be looked at in time', () => {
    const sessions = createSessions()
    const apply = (event: AgentEvent) =>
      sessions
        .apply([event])
        .filter(({ kind }) => kind === 'state')
        .map(({ session }) => `${session.state} ${session.reason}`)

    apply(at(0).prompt('p1'))
    expect(apply(at(900).span())).toEqual([])
    expect(apply(at(5_000).prompt('p2'))).toEqual(['completed turn_end_span', 'working prompt'])
  })

  it('is told before the session ends', () => {
    const play = ahead().play(at(1_020, { arrives: 1100 }).exits())
    expect(play.told().slice(1)).toEqual([
      '1100 completed turn_end_span interrupted',
      '1100 expired exited',
    ])
  })

  it('is told before its session makes room for another one', () => {
    const play = scenario({ maxSessions: 1 }).play(at(0).prompt('p1'), at(900).span())
    play.play(at(1000, { id: 'other' }).prompt())
    expect(play.told('s').slice(1)).toEqual([
      '1000 completed turn_end_span interrupted',
      '1000 expired evicted',
    ])
  })

  it('waits for no longer where another record says the same', () => {
    const play = ahead().play(at(901, { arrives: 1100 }).span())
    expect(play.until(5_000).told().slice(1)).toEqual(['1250 completed turn_end_span interrupted'])
  })

  it('is told where the person was asked until then, as far as was known', () => {
    const play = scenario().play(
      at(0).prompt(),
      at(500).reply({ tools: true, decisionsTold: true }),
    )
    play.batch(at(9900, { arrives: 10_000 }).span())
    play.batch(
      at(9000, { arrives: 10_005 }).tool('t1', { byUser: true }),
      at(9100, { arrives: 10_005 }).toolEnds('t1'),
    )
    expect(play.until(11_000).told().slice(2)).toEqual([
      '1700 waiting permission ?',
      '10250 completed turn_end_span interrupted',
    ])
  })

  it('is told at once where it is known how it came', () => {
    const refused = scenario().play(at(0).prompt(), at(500).refuses('t1'), at(900).span())
    expect(refused.now()).toBe('900 completed turn_end_span denied')
    const asked = scenario().play(at(0).prompt(), at(500).asks(), at(900).span())
    expect(asked.now()).toBe('900 completed turn_end_span denied')
  })
})

describe('an end that a better record is right behind', () => {
  const ahead = () =>
    scenario().play(at(0).prompt(), at(900).span(undefined, { provisional: 'withheld' }))

  it('is told by that', () => {
    const play = ahead().play(at(895, { arrives: 1500 }).span('interrupted'))
    expect(play.told().slice(1)).toEqual(['1500 completed turn_end_span interrupted'])
  })

  it('is told as an error as soon as the failed call is told', () => {
    const play = ahead().play(at(890, { arrives: 1500 }).fails(true))
    expect(play.told().slice(1)).toEqual(['1500 completed turn_end_span error'])
  })

  it('is taken to be good where that stays away', () => {
    expect(ahead().until(2_100).told().slice(1)).toEqual(['2100 completed turn_end_span ok'])
  })

  it('is told before the end of another turn', () => {
    const another = at(1_600).span('ok', { startedMs: 1_000, proves: true })
    expect(ahead().play(another).told().slice(1)).toEqual([
      '1600 completed turn_end_span ok',
      '1600 working model_call',
      '1600 completed turn_end_span ok',
    ])
  })
})
