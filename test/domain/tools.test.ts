// Tools hold a turn open while they run; what becomes of them decides how it goes on.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

const asking = { tools: true, decisionsTold: true }

describe('a tool whose end is lost', () => {
  it('holds nothing once the agent has called the model again', () => {
    const play = scenario().play(at(0).prompt(), at(500).tool('t1'))
    play.play(at(510).reply({ callId: 'c1', startedMs: 10 })).until(20_000)
    expect(play.now()).toBe('500 working tool_running:Bash')
    const next = at(30_000).reply({ callId: 'c2', startedMs: 29_000, tools: false })
    expect(play.play(next).until(40_000).now()).toBe('33000 completed quiet_period ok ?')
  })

  it('makes no interruption of a good end', () => {
    const play = scenario().play(at(0).prompt(), at(500).tool('t1'))
    play.play(at(2000).reply({ callId: 'c2', startedMs: 1000 }), at(2010).span())
    expect(play.now()).toBe('2010 completed turn_end_span ok')
  })
})

describe('a tool', () => {
  it('is at work until it ends; then a model call is pending', () => {
    const play = scenario().play(at(0).prompt(), at(500).tool('t1'), at(510).reply())
    play.play(at(60_000).toolEnds('t1')).until(100_000)
    expect(play.told().slice(1)).toEqual([
      '500 working tool_running:Bash',
      '60000 working model_call',
    ])
  })

  it('told twice is one', () => {
    const play = scenario().play(at(0).prompt(), at(500).tool('t1'), at(510).reply())
    play.play(at(600).toolEnds('t1'), at(610).tool('t1'), at(620).toolEnds('t1'))
    expect(play.now()).toBe('600 working model_call')
    expect(play.play(at(630).refuses('t1')).now()).toBe('600 working model_call')
  })

  it('whose decision was not told still ends', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(), at(900).toolEnds('t1'))
    expect(play.until(10_000).now()).toBe('900 working model_call')
  })

  it('told late, after the model went on, holds up nothing', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply({ startedMs: 0 }))
    play.play(at(1000).tool('t1'), at(2000).toolEnds('t1'), at(3000).reply({ startedMs: 2100 }))
    expect(play.until(6000).now()).toBe('6000 completed quiet_period ok ?')
  })
})

describe('two tools side by side', () => {
  it('hold the turn until both ended', () => {
    const play = scenario().play(
      at(0).prompt(),
      at(500).tool('t1'),
      at(501).tool('t2', { tool: 'Read' }),
      at(510).reply(asking),
      at(4000).toolEnds('t1'),
    )
    expect(play.now()).toBe('4000 working tool_running:Read')
    expect(play.play(at(9000).toolEnds('t2')).now()).toBe('9000 working model_call')
  })

  it('wait for the person where the second one is asked about, and go on with the first', () => {
    const play = scenario().play(
      at(0).prompt(),
      at(500).tool('t1', { tool: 'Read' }),
      at(510).reply(asking),
      at(520).asks('Bash'),
      at(700).toolEnds('t1', true, 'Read'),
    )
    expect(play.now()).toBe('520 waiting permission:Bash')
    play.play(at(9000).tool('t2', { byUser: true }))
    expect(play.now()).toBe('9000 working tool_running:Bash')
  })

  it('go on with the other where one is refused', () => {
    const play = scenario().play(at(0).prompt(), at(500).tool('t1'), at(510).reply(asking))
    play.play(at(600).refuses('t2', true, { tool: 'Edit' }))
    expect(play.now()).toBe('500 working tool_running:Bash')
    expect(play.play(at(700).toolEnds('t1')).now()).toBe('700 working model_call')
  })
})

describe('a refused tool', () => {
  it('ends the turn where the person refused it', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(asking), at(9000).refuses('t1'))
    expect(play.until(12_000).told().slice(2)).toEqual([
      '1700 waiting permission ?',
      '9000 working tool_refused ?',
      '12000 completed quiet_period denied ?',
    ])
  })

  it('ends it exactly where that is told', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(asking), at(9000).refuses('t1'))
    expect(play.play(at(9010).span()).now()).toBe('9010 completed turn_end_span denied')
  })

  it('is one step of the turn where the rules refused it', () => {
    const play = scenario().play(at(0).prompt(), at(490).refuses('t1', false))
    play.play(at(500).reply({ ...asking, startedMs: 10 }))
    expect(play.until(60_000).now()).toBe('490 working model_call')
    const later = scenario().play(
      at(0).prompt(),
      at(500).reply(asking),
      at(520).refuses('t1', false),
    )
    expect(later.until(60_000).now()).toBe('520 working model_call')
  })

  it('is no end where the person said what to do instead', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(asking), at(9000).refuses('t1'))
    play.play(at(11_000).reply({ startedMs: 9010 })).until(60_000)
    expect(play.told().slice(3)).toEqual([
      '9000 working tool_refused ?',
      '11000 working reply ?',
      '14000 completed quiet_period ok ?',
      '44000 idle completed_timeout',
    ])
  })

  it('takes a denied turn back where the agent goes on after the silence', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(asking), at(9000).refuses('t1'))
    play.play(at(14_000).reply({ startedMs: 9010 }))
    expect(play.told().slice(4)).toEqual([
      '12000 completed quiet_period denied ?',
      '14000 working reply ? !completed',
    ])
  })

  it('is the end of its turn where a prompt follows', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(asking), at(9000).refuses('t1'))
    expect(play.play(at(9500).prompt()).told().slice(-2)).toEqual([
      '9500 completed next_prompt denied ?',
      '9500 working prompt',
    ])
  })

  it('that had run already is not refused', () => {
    const play = scenario().play(at(0).prompt(), at(500).toolEnds('t1'), at(600).refuses('t1'))
    expect(play.now()).toBe('500 working model_call')
  })
})

describe('a failed tool', () => {
  const failed = () =>
    scenario().play(
      at(0).prompt('p1'),
      at(500).tool('t1'),
      at(510).reply(),
      at(5000).toolEnds('t1', false),
    )

  it('followed by silence was stopped by the person', () => {
    expect(failed().until(60_000).told().slice(2)).toEqual([
      '5000 working model_call',
      '50000 idle no_evidence ?',
    ])
  })

  it('may be followed by a long reply where the end of a stopped turn would be told', () => {
    const play = scenario().play(at(0, { promises: true }).prompt(), at(500).tool('t1'))
    play.play(at(510).reply(), at(5000).toolEnds('t1', false)).until(120_000)
    expect(play.now()).toBe('5000 working model_call')
  })

  it('followed by a model call was only a failure', () => {
    const play = failed().play(at(40_000).reply({ startedMs: 5010 }))
    expect(play.until(43_000).now()).toBe('43000 completed quiet_period ok ?')
  })

  it('followed by a prompt was stopped, and the next turn has begun', () => {
    const play = failed().play(at(9000).prompt('p2'))
    expect(play.told().slice(3)).toEqual([
      '9000 completed next_prompt interrupted ?',
      '9000 working prompt',
    ])
    expect(play.view()?.turns).toBe(1)
  })

  it('followed by a failed call as well was not stopped', () => {
    const play = failed().play(at(6000).fails(true), at(7000).prompt('p2'))
    expect(play.told().slice(-2)).toEqual([
      '7000 completed next_prompt error ?',
      '7000 working prompt',
    ])
  })

  it('followed by another account of its own prompt was not', () => {
    expect(failed().play(at(5100).prompt('p1')).now()).toBe('5000 working model_call')
  })

  it('beside one at work says nothing yet', () => {
    const play = scenario().play(at(0).prompt(), at(500).tool('t1'), at(501).tool('t2'))
    play.play(at(510).reply(), at(5000).toolEnds('t1', false), at(9000).prompt())
    expect(play.now()).toBe('9000 working prompt')
  })

  it('was not stopped where the agent called its model after it', () => {
    const play = scenario().play(at(0).prompt(), at(500).tool('t1'), at(510).reply())
    play.play(at(5000).toolEnds('t1', false), at(5010).calls())
    expect(play.until(80_000).now()).toBe('5000 working model_call')
  })

  it('is given up no later than any pending call', () => {
    const play = scenario({ pendingTimeoutMs: 10_000 }).play(at(0).prompt(), at(500).tool('t1'))
    play.play(at(510).reply(), at(5000).toolEnds('t1', false))
    expect(play.until(20_000).now()).toBe('15000 idle no_evidence ?')
  })
})

describe('a tool whose result is the answer', () => {
  it('ends the turn, as nothing follows', () => {
    const play = scenario().play(at(0).prompt(), at(500).tool('t1'), at(510).reply({ tools: true }))
    play.play(at(900).toolEnds('t1', true, 'StructuredOutput', { answers: true }))
    expect(play.until(10_000).now()).toBe('3900 completed quiet_period ok ?')
  })
})
