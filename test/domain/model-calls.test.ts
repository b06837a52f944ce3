// What model calls say of a turn: pending, failed, told twice, told late.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

describe('a pending call', () => {
  it('is given up after a long silence: nobody tells of Esc in the middle of a reply', () => {
    expect(scenario().play(at(0).prompt()).until(200_000).told()).toEqual([
      '0 working prompt',
      '180000 idle no_evidence ?',
    ])
  })

  it('shows signs of life', () => {
    const play = scenario().play(at(0).prompt(), at(10).calls(), at(100_000).streams())
    expect(play.told()).toEqual(['0 working prompt', '10 working model_call'])
    expect(play.until(280_000).now()).toBe('280000 idle no_evidence ?')
  })

  it('whose reply is told as it comes in shows them by all that is told of it', () => {
    const play = scenario().play(at(0).prompt(), at(10).calls(), at(20).streams())
    for (let second = 1; second <= 300; second++) play.play(at(second * 1_000).activity())
    expect(play.now()).toBe('10 working model_call')
    expect(play.until(480_000).now()).toBe('480000 idle no_evidence ?')
  })

  it('is known though a hook told of the tool before it a moment later, and ahead', () => {
    const play = scenario().play(at(0).prompt(), at(400).reply({ tools: true }), at(410).tool('t1'))
    const late = { arrives: 1_500 }
    play.play(at(950).toolEnds('t1')).batch(at(930, late).calls(), at(931, late).streams())
    for (let second = 2; second <= 300; second++) play.play(at(second * 1_000).activity())
    expect(play.now()).toBe('950 working model_call')
  })

  it('may take many minutes where whoever stops it would be told of', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(), at(510).span())
    play.play(at(1_000).prompt())
    expect(play.until(1_800_000).now()).toBe('1000 working prompt')
    play.play(at(1_800_000).reply(), at(1_800_010).span())
    expect(play.now()).toBe('1800010 completed turn_end_span ok')
    const first = scenario()
      .play(at(0, { promises: true }).prompt())
      .until(1_800_000)
    expect(first.told()).toEqual(['0 working prompt'])
  })

  it('counts no turn where it was given up', () => {
    expect(scenario().play(at(0).prompt()).until(200_000).view()?.turns).toBe(0)
  })

  it('goes on where the reply comes after all', () => {
    const play = scenario().play(at(0).prompt()).until(200_000)
    expect(play.play(at(200_000).reply()).now()).toBe('200000 working reply ?')
  })
})

describe('a failed call', () => {
  it('that was the last try ends the turn as an error', () => {
    const play = scenario().play(at(0).prompt(), at(500).fails(true))
    expect(play.until(5000).told().slice(1)).toEqual([
      '500 working model_error ?',
      '3500 completed quiet_period error ?',
    ])
  })

  it('that will be tried again takes longer', () => {
    const play = scenario().play(at(0).prompt(), at(500).fails(), at(2000).fails())
    expect(play.until(20_000).told().slice(1)).toEqual([
      '500 working model_error ?',
      '17000 completed quiet_period error ?',
    ])
  })

  it('that is tried again late takes as long as the agent says', () => {
    const fails = at(500).event({ kind: 'model_call_failed', final: false, retryMs: 45_000 })
    const play = scenario().play(at(0).prompt(), fails)
    expect(play.until(40_000).now()).toBe('500 working model_error ?')
    expect(play.until(50_000).now()).toBe('45500 completed quiet_period error ?')
  })

  it('takes at least the quiet period', () => {
    const play = scenario({ quietPeriodMs: 20_000 }).play(at(0).prompt(), at(500).fails())
    expect(play.until(30_000).now()).toBe('20500 completed quiet_period error ?')
  })

  it('is forgotten where a next one succeeds', () => {
    const play = scenario().play(at(0).prompt(), at(500).fails(), at(900).calls(), at(2000).reply())
    expect(play.until(6000).told().slice(2)).toEqual([
      '900 working model_call',
      '2000 working reply ?',
      '5000 completed quiet_period ok ?',
    ])
  })

  it('told after the call that succeeded is old news', () => {
    const play = scenario().play(
      at(0).prompt(),
      at(2000).reply(),
      at(500, { arrives: 2100 }).fails(),
    )
    expect(play.until(6000).now()).toBe('5000 completed quiet_period ok ?')
  })

  it('opens a turn whose prompt was not told', () => {
    expect(scenario().play(at(500).fails(true, 'p1')).told()).toEqual(['500 working model_error ?'])
  })
})

describe('two accounts of a call', () => {
  const first = { callId: 'c1', decisionsTold: true } as const
  const second = { callId: 'c1', secondary: true } as const

  it('add up, whichever comes first', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(first))
    play.play(at(500).reply({ ...second, tools: true })).until(10_000)
    expect(play.told().slice(1)).toEqual([
      '500 working reply ?',
      '500 working tool_requested ?',
      '1700 waiting permission ?',
    ])
    const turned = scenario().play(at(0).prompt(), at(100).reply({ callId: 'c0' }))
    turned.play(at(500).reply({ ...second, tools: true }), at(500).reply(first)).until(10_000)
    expect(turned.now()).toBe('1700 waiting permission ?')
  })

  it('add up where the later knows less of it', () => {
    const play = scenario().play(at(500).reply({ ...second, tools: true }), at(500).reply(first))
    expect(play.until(10_000).now()).toBe('1700 waiting permission ?')
  })

  it('tell of the same reply once', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(first), at(2000).reply(first))
    expect(play.until(3500).now()).toBe('3500 completed quiet_period ok ?')
  })

  it('of an earlier call change nothing', () => {
    const play = scenario().play(
      at(0).prompt(),
      at(500).reply(first),
      at(600).toolEnds('t1'),
      at(900).reply({ callId: 'c2', startedMs: 700 }),
      at(900).reply({ ...second, tools: true }),
    )
    expect(play.until(5000).now()).toBe('3900 completed quiet_period ok ?')
  })

  it('open nothing where first accounts flow', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(first), at(510).span())
    play.play(at(5000).reply({ callId: 'c9', secondary: true, tools: true }))
    expect(play.now()).toBe('510 completed turn_end_span ok')
  })

  it('stand for the first where none ever came', () => {
    const play = scenario().play(at(500).reply({ ...second, tools: false }))
    expect(play.now()).toBe('500 working reply ?')
    expect(play.until(5000).now()).toBe('3500 completed quiet_period ok ?')
  })

  it('move nothing where prompts are told: it may be a helper’s call, and a slow answer comes after it', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply({ ...second, tools: false }))
    expect(play.until(20_000).now()).toBe('0 working prompt')
  })

  it('of which the later knows more', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply({ callId: 'c1' }))
    play.play(at(501).reply({ ...first, tools: true, text: 'follows' }))
    expect(play.until(5000).now()).toBe('1701 waiting permission ?')
  })

  it('of which one knows nothing, or names no call, change nothing', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply({}))
    play.play(at(600).reply({ secondary: true, tools: true }), at(600).reply(second))
    expect(play.until(3500).now()).toBe('3500 completed quiet_period ok ?')
  })
})

describe('an old account', () => {
  it('of a call made before the tool that ran since says nothing', () => {
    const play = scenario().play(at(0).prompt(), at(1000).reply(), at(2000).toolEnds('t1'))
    play.play(at(900, { arrives: 2100 }).reply({ callId: 'c0' }))
    expect(play.until(60_000).now()).toBe('2000 working model_call')
  })

  it('of a call with a time before a tool, but after the last reply, still counts', () => {
    const play = scenario().play(at(0).prompt(), at(100).reply(), at(1000).hook('PostToolUse'))
    play.play(at(900, { arrives: 1100 }).reply({ tools: true }), at(1200).hookEnds('PostToolUse'))
    expect(play.now()).toBe('1200 working tool_requested ?')
  })

  it('of a call before the last one says nothing', () => {
    const play = scenario().play(at(0).prompt(), at(1000).reply({ tools: false }))
    play.play(at(900, { arrives: 1100 }).reply({ tools: true, decisionsTold: true }))
    expect(play.until(4000).now()).toBe('4000 completed quiet_period ok ?')
  })

  it('of a stream or a call’s begin says nothing', () => {
    const play = scenario().play(at(0).prompt(), at(1000).reply())
    play.play(at(900, { arrives: 1100 }).streams(true), at(900, { arrives: 1100 }).calls())
    expect(play.until(4000).now()).toBe('4000 completed quiet_period ok ?')
  })

  it('from before the turn says nothing', () => {
    const play = scenario().play(at(1000).prompt(), at(900, { arrives: 1100 }).tool('t1'))
    expect(play.told()).toEqual(['1000 working prompt'])
  })
})

describe('a reply in a batch with what follows it', () => {
  it('is not the end, however long the records had been under way', () => {
    const late = { arrives: 20_000 }
    const play = scenario().play(at(0, { arrives: 1000 }).prompt())
    play.batch(at(500, late).reply(), at(600, late).toolEnds('t1'), at(900, late).reply())
    expect(play.told()).toEqual(['1000 working prompt', '20000 working reply ?'])
  })
})

describe('a reply that turns out to be a helper’s', () => {
  it('leaves the refusal that came after it as it is', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply({ callId: 'c1', tools: true }))
    play.play(at(600).refuses('t1'), at(700, { helper: true }).reply({ callId: 'c1' }))
    expect(play.until(9_000).told()).toContain('3600 completed quiet_period denied ?')
  })
})
