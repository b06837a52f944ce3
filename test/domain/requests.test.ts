// Tools that one reply asks for: each of them may be a question to the person.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

/** A reply that asks for commands, told by another before it is complete; its own record comes with a batch. */
const asking = (...ids: readonly string[]) =>
  scenario().play(
    at(0).prompt(),
    ...ids.map((id) => at(480).requests('shell', true, id, true)),
    at(500, { arrives: 1500 }).reply({ tools: true, decisionsTold: true }),
  )

describe('of two commands that are asked about', () => {
  it('the second is, once the person has allowed the first', () => {
    const play = asking('t1', 't2')
    play.play(at(5000, { arrives: 6000 }).tool('t1', { byUser: true }))
    play.play(at(5100, { arrives: 6000 }).toolEnds('t1'))
    expect(play.now()).toBe('1500 waiting permission ?')
    play.play(at(9000).tool('t2', { byUser: true }))
    expect(play.now()).toBe('9000 working tool_running:Bash')
  })

  it('the second is answered by a refusal, or by its end', () => {
    const play = asking('t1', 't2', 't3')
    play.play(at(5000).tool('t1', { byUser: true }), at(6000).refuses('t2', false))
    expect(play.now()).toMatch(/waiting/)
    play.play(at(7000).toolEnds('t3'))
    expect(play.now()).toBe('7000 working tool_running:Bash')
  })

  it('the second is none where the person refused the first', () => {
    const play = asking('t1', 't2').play(at(5000).refuses('t1'))
    expect(play.until(60_000).told()).toEqual([
      '0 working prompt',
      '1500 waiting permission ?',
      '5000 working tool_refused ?',
      '8000 completed quiet_period denied ?',
      '38000 idle completed_timeout',
    ])
  })

  it('the second is for as long as the person lets it be', () => {
    const play = asking('t1', 't2').play(at(5000).tool('t1', { byUser: true }))
    expect(play.until(3_000_000).now()).toBe('1500 waiting permission ?')
    expect(play.until(5_000_000).now()).not.toMatch(/waiting/)
  })
})

describe('of two commands about which the rules decide', () => {
  it('neither is a question', () => {
    const play = asking('t1', 't2').play(
      at(510, { arrives: 1500 }).tool('t1'),
      at(512, { arrives: 1500 }).tool('t2'),
    )
    expect(play.until(60_000).now()).toBe('1500 working tool_running:Bash')
  })

  it('the second is none until its decision had time to come', () => {
    const play = asking('t1', 't2').play(at(510, { arrives: 1500 }).tool('t1'))
    expect(play.until(2699).now()).toBe('1500 working tool_running:Bash')
    expect(play.until(2700).now()).toBe('2700 waiting permission ?')
  })

  it('the second is none where its decision comes with the next batch', () => {
    const play = asking('t1', 't2').play(at(510, { arrives: 1500 }).tool('t1'))
    play.play(at(700, { arrives: 2500 }).tool('t2'))
    expect(play.until(60_000).now()).toBe('1500 working tool_running:Bash')
  })
})

describe('a command of a reply', () => {
  it('counts where it is heard of after the reply', () => {
    const play = asking('t1').play(at(510, { arrives: 1500 }).tool('t1'))
    play.play(at(490, { arrives: 2000 }).requests('shell', true, 't2', true))
    expect(play.until(3199).now()).toMatch(/working/)
    expect(play.until(3200).now()).toBe('3200 waiting permission ?')
  })

  it('is none of the reply before, whose records come later', () => {
    const play = scenario().play(
      at(0).prompt(),
      at(900).requests('shell', true, 't2', true),
      at(500, { arrives: 1000 }).reply({ tools: true, decisionsTold: true }),
      at(510, { arrives: 1000 }).tool('t1'),
    )
    expect(play.until(60_000).now()).toBe('1000 working tool_running:Bash')
  })

  it('was decided on where that was told before it was', () => {
    const play = asking('t1').play(at(510, { arrives: 1500 }).tool('t1'))
    play.play(at(490, { arrives: 2000 }).requests('shell', true, 't1', true))
    expect(play.until(60_000).now()).toBe('1500 working tool_running:Bash')
  })

  it('was decided on where the agent goes on', () => {
    const play = asking('t1', 't2').play(at(510, { arrives: 1500 }).tool('t1'))
    play.play(at(2000).toolEnds('t1'), at(2600).calls())
    expect(play.until(60_000).now()).toBe('2000 working model_call')
  })

  it('was decided on where another reply has come', () => {
    const play = asking('t1', 't2').play(at(510, { arrives: 1500 }).tool('t1'))
    play.play(at(2000).toolEnds('t1'), at(2600).reply({ tools: false, startedMs: 2100 }))
    expect(play.until(4000).now()).toBe('2600 working reply ?')
  })

  it('was decided on where a call fails', () => {
    const play = asking('t1', 't2').play(at(510, { arrives: 1500 }).tool('t1'))
    play.play(at(2000).toolEnds('t1'), at(2600).fails())
    expect(play.until(4000).now()).toBe('2600 working model_error ?')
  })

  it('is no question where questions are told', () => {
    const play = scenario().play(
      at(0).event({ kind: 'prompt', asksTold: true }),
      at(480).requests('shell', true, 't1', true),
      at(480).requests('shell', true, 't2', true),
      at(500).reply({ tools: true, decisionsTold: true }),
      at(600).tool('t1'),
    )
    expect(play.until(60_000).now()).toBe('600 working tool_running:Bash')
  })

  it('is no question where decisions are not told', () => {
    const play = scenario().play(
      at(0).prompt(),
      at(480).requests('shell', true, 't1', true),
      at(500).reply({ tools: true }),
      at(600).tool('t2'),
    )
    expect(play.until(60_000).now()).toBe('600 working tool_running:Bash')
  })

  it('is no question where it waits for another to end', () => {
    const play = scenario().play(
      at(0).prompt(),
      at(480).requests('shell', true, 't1', true),
      at(480).requests('patch', true, 't2', false),
      at(500).reply({ tools: true, decisionsTold: true }),
      at(600).tool('t1'),
    )
    expect(play.until(60_000).now()).toBe('600 working tool_running:Bash')
  })
})
