// Ends that depend on what the person refused of a reply's tools.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

/** The end of a round: the turn goes on, unless all its tools were refused. */
const round = { ifRefused: 'only' } as const

describe('a turn ends', () => {
  it('only after a refusal, where the agent usually goes on', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(), at(600).span(undefined, round))
    expect(play.now()).toBe('500 working reply ?')
    play.play(at(700).refuses('t1'), at(710).span(undefined, round))
    expect(play.now()).toBe('710 completed turn_end_span denied')
  })

  it('also where the refusal is told after the end of its round', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(), at(600).span(undefined, round))
    play.play(at(700).refuses('t0', false), at(710).span(undefined, round))
    play.play(at(705, { arrives: 800 }).refuses('t1'))
    expect(play.now()).toBe('800 completed turn_end_span denied')
  })

  it('also where it is told behind the round, and with it of a tool that was not reached', () => {
    const unreached = { outcome: 'interrupted', sure: true, ifRefused: 'not' } as const
    const play = scenario().play(at(0).prompt(), at(500).reply(), at(710).span(undefined, round))
    play.batch(
      at(705, { arrives: 800 }).refuses('t1'),
      at(705, { arrives: 800 }).span('interrupted', unreached),
    )
    expect(play.now()).toBe('800 completed turn_end_span denied')
  })

  it('not where only some tools of the reply were refused', () => {
    const replied = () => scenario().play(at(0).prompt(), at(500).reply({ tools: true }))
    const some = replied()
    some.batch(at(700).refuses('t1'), at(701).toolEnds('t2'))
    expect(some.play(at(710).span(undefined, round)).now()).toMatch(/working/)
    // Nor where the end of the round is told first.
    const ahead = replied().play(at(710).span(undefined, round))
    ahead.batch(at(700, { arrives: 720 }).refuses('t1'), at(701, { arrives: 720 }).toolEnds('t2'))
    expect(ahead.now()).toMatch(/working/)
    // The next reply's are others.
    const next = some.play(at(800).calls(), at(900).reply({ tools: true }))
    expect(next.play(at(950).refuses('t3'), at(960).span(undefined, round)).now()).toBe(
      '960 completed turn_end_span denied',
    )
  })

  it('not with a refusal that the agent goes on from as another tool of the reply ran', () => {
    const replied = () => scenario().batch(at(0).prompt(), at(500).reply({ tools: true }))
    const known = replied().batch(at(700).refuses('t1', true, { ends: 'not' }))
    expect(known.play(at(710).span(undefined, round)).until(60_000).now()).toMatch(/working model/)
    const ran = replied().batch(at(690).toolEnds('t0'))
    ran.batch(at(700).refuses('t1', true, { ends: 'if_alone' }))
    expect(ran.until(60_000).now()).toMatch(/working model/)
    const alone = replied().batch(at(700).refuses('t1', true, { ends: 'if_alone' }))
    expect(alone.until(5_000).now()).toBe('3700 completed quiet_period denied ?')
    // Nor by one behind it that was not reached, once the next prompt is known.
    const unreached = { outcome: 'interrupted', sure: true, ifRefused: 'not' } as const
    known.play(at(61_000).prompt('p2'), at(701, { arrives: 61_100 }).span('interrupted', unreached))
    known.play(at(60_500, { arrives: 61_200 }).span('ok'))
    expect(known.told().slice(-3)).toEqual([
      '61000 working prompt',
      '61200 completed turn_end_span ok',
      '61200 working prompt',
    ])
  })

  it('by what was not reached, unless it was behind a refused tool', () => {
    const end = { kind: 'turn_ended', evidence: 'x', outcome: 'interrupted', sure: true } as const
    const unreached = { ...end, ifRefused: 'not' } as const
    const asked = () => scenario().play(at(0).prompt(), at(500).reply({ tools: true }))
    expect(asked().play(at(900).event(unreached)).now()).toBe('900 completed x interrupted')
    const refused = asked()
    refused.batch(at(900).event(unreached), at(900).refuses('t1'))
    expect(refused.now()).toBe('900 working tool_refused ?')
    expect(refused.play(at(910).span(undefined, round)).now()).toBe(
      '910 completed turn_end_span denied',
    )
    // The next prompt may come with it.
    const again = asked()
    again.batch(at(900).event(unreached), at(1000).prompt('p2'))
    expect(again.told('s').slice(-2)).toEqual([
      '1000 completed x interrupted',
      '1000 working prompt',
    ])
  })
})

describe('a refusal that is told once more when a later call is known', () => {
  const refused = (byUser: boolean) =>
    scenario().batch(at(0).prompt(), at(90).refuses('t1', byUser), at(100).reply({ tools: true }))
  const again = (byUser: boolean) => [
    at(90, { arrives: 1000 }).refuses('span:1', byUser),
    at(910, { arrives: 1000 }).span(),
  ]

  it.each([true, false])('leaves the answer as it is (by the person: %s)', (byUser) => {
    const play = refused(byUser).batch(at(900).reply({ startedMs: 200, tools: false }))
    expect(play.batch(...again(byUser)).now()).toBe('1000 completed turn_end_span ok')
  })

  it('leaves the failure as it is', () => {
    const play = refused(true).batch(at(900).fails(true))
    expect(play.batch(...again(true)).now()).toBe('1000 completed turn_end_span error')
  })
})

describe('a refusal after which the agent went on', () => {
  it('is not how the turn ended, where the next call failed', () => {
    const play = scenario().batch(at(0).prompt(), at(90).refuses('t1'), at(900).fails(true))
    expect(play.batch(at(910).span()).now()).toBe('910 completed turn_end_span error')
  })
})

describe('a tool of a sub-agent that the rules refuse', () => {
  const again = { secondary: true } as const
  const answers = [at(900).reply({ startedMs: 120, tools: false }), at(910).span()]

  it('leaves the main thread’s answer as it is', () => {
    const play = scenario().batch(at(0).prompt(), at(500).refuses('t1', false, { sub: true }))
    play.batch(at(501).refuses('span:1', false, again))
    expect(play.batch(...answers).now()).toBe('910 completed turn_end_span ok')
  })

  it('is not taken for one of a reply that was complete before', () => {
    const play = scenario().batch(at(0).prompt(), at(500).refuses('span:1', false, again))
    play.batch(
      at(100, { arrives: 600 }).reply({ startedMs: 20, tools: true }),
      at(520, { arrives: 600 }).reply({ startedMs: 200, tools: true, sub: true }),
    )
    expect(play.batch(...answers).now()).toBe('910 completed turn_end_span ok')
  })
})

describe('a refused tool after which the person said what to do instead', () => {
  const refused = () => scenario().batch(at(0).prompt(), at(500).refuses('t1'))

  it('does not deny the turn where the agent was stopped later', () => {
    expect(refused().batch(at(9000).span()).until(10_000).now()).toBe(
      '9250 completed turn_end_span interrupted',
    )
  })

  it('nor where another tool ran after it', () => {
    const play = refused().batch(at(800).tool('t2', { byUser: true }), at(900).toolEnds('t2'))
    expect(play.batch(at(9000).span()).until(10_000).now()).toBe(
      '9250 completed turn_end_span interrupted',
    )
  })

  it('nor where it was stopped soon after that tool', () => {
    const play = refused().batch(at(800).tool('t2', { byUser: true }), at(8900).toolEnds('t2'))
    expect(play.batch(at(9000).span()).until(10_000).now()).toBe(
      '9250 completed turn_end_span interrupted',
    )
  })

  it('nor where its next call failed, told behind the end', () => {
    const play = refused()
      .batch(at(9000).span())
      .batch(at(8990, { arrives: 9100 }).fails(true))
    expect(play.now()).toBe('9100 completed turn_end_span error')
  })
})

describe('a tool beside one that the person refused', () => {
  const beside = (endMs: number, ok = false) =>
    scenario().play(
      at(0).prompt(),
      at(490).tool('t2'),
      at(500).reply({ startedMs: 10, tools: true }),
      at(9000).refuses('t1'),
      at(endMs).toolEnds('t2', ok),
    )

  it('is stopped by that, and the turn is over', () => {
    expect(beside(9020).until(60_000).told().slice(2)).toEqual([
      '9020 working tool_refused ?',
      '12020 completed quiet_period denied ?',
      '42020 idle completed_timeout',
    ])
    expect(beside(9020).play(at(9900).prompt()).told()).toContain(
      '9900 completed next_prompt denied ?',
    )
  })

  it.each([
    ['failed later', 9_700, false],
    ['ended well', 9_020, true],
  ])('was not where it %s', (_, endMs, ok) => {
    expect(beside(endMs, ok).until(40_000).now()).toBe(`${endMs} working model_call`)
  })

  it('was not where a third one runs', () => {
    const play = scenario().play(at(0).prompt(), at(480).tool('t3'), at(490).tool('t2'))
    play.play(at(9000).refuses('t1'), at(9020).toolEnds('t2', false))
    expect(play.until(60_000).now()).toBe('480 working tool_running:Bash')
  })
})

describe('a refusal that a sub-agent’s tool met with', () => {
  const refused = () =>
    scenario().play(at(0).prompt(undefined, { endTold: true }), at(10).calls(), at(900).asks())

  it('is over once the agent has called its model again, whichever is told first', () => {
    const late = refused().play(at(5_000).calls(), at(4_900, { arrives: 9_000 }).refuses('t1'))
    expect(late.until(60_000).now()).toBe('5000 working model_call')
    expect(late.play(at(60_500).span('interrupted')).now()).toMatch(/interrupted/)
    const next = refused().play(at(4_900).refuses('t1'), at(5_000).calls())
    expect(next.play(at(60_500).span('interrupted')).now()).toMatch(/interrupted/)
  })

  it('answers no question that was asked since', () => {
    const asked = refused().play(at(5_000).calls(), at(7_000).asks('edit'))
    asked.play(at(4_900, { arrives: 9_000 }).refuses('t1', true, { tool: 'tool' }))
    expect(asked.now()).toBe('7000 waiting permission:edit')
  })

  it('ends no turn while other tools may be at work, where its end will be told', () => {
    const play = refused().play(at(4_900).refuses('t1')).until(90_000)
    expect(play.now()).toBe('4900 working tool_refused ?')
    expect(play.play(at(91_000).span()).now()).toBe('91000 completed turn_end_span denied')
  })

  it('is no news once the turn that failed since was shown to be over', () => {
    const play = refused().play(at(5_000).calls(), at(6_000).fails(true)).until(10_000)
    play.batch(at(4_900, { arrives: 11_000 }).refuses('t1'), at(6_010, { arrives: 11_000 }).span())
    expect(play.told().slice(-2)).toEqual([
      '9000 completed quiet_period error ?',
      '11000 completed turn_end_span error',
    ])
  })
})
