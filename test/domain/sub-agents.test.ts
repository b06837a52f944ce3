// Sub-agents at work for a session, in front of it or in the background.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario, type Scenario } from './support/scenario.ts'

const sub = { sub: true, text: 'follows', callId: 'c1' } as const

/** The main thread hands its work to a sub-agent and waits for it. */
const delegated = (): Scenario =>
  scenario().play(
    at(0).prompt(),
    at(490).tool('a1', { tool: 'Agent', delegates: true }),
    at(500).reply({ startedMs: 10, tools: true, decisionsTold: true }),
  )

describe('a sub-agent that the main thread waits for', () => {
  it('holds the turn', () => {
    const play = delegated().play(at(2000).reply({ ...sub, startedMs: 600 }), at(2001).text('c1'))
    expect(play.until(60_000).now()).toBe('490 working tool_running:Agent')
  })

  it('shows by its tools', () => {
    const play = delegated().play(at(1990).tool('t1'), at(2000).reply({ ...sub, startedMs: 600 }))
    expect(play.told().slice(1)).toEqual([
      '490 working tool_running:Agent',
      '1990 working tool_running:Bash',
      '2000 working tool_running:Agent',
    ])
    expect(play.play(at(5000).toolEnds('t1')).until(60_000).told()).toEqual([])
  })

  it('waits where its reply asks for a tool that nobody decides on', () => {
    const play = delegated().play(at(2000).reply({ ...sub, startedMs: 600 }))
    expect(play.until(60_000).told().slice(2)).toEqual(['3200 waiting permission ?'])
    expect(play.play(at(61_000).tool('t1', { byUser: true })).now()).toBe(
      '61000 working tool_running:Bash',
    )
  })

  it('does not wait where its reply came with text, or is not known to', () => {
    const texted = delegated().play(at(2000).reply({ ...sub, startedMs: 600 }), at(2001).text('c1'))
    const silent = delegated().play(at(2000).reply({ sub: true, startedMs: 600 }))
    for (const play of [texted, silent])
      expect(play.until(60_000).now()).toBe('490 working tool_running:Agent')
  })

  it('waits at once where the decision had time to come', () => {
    const play = delegated().play(at(2000, { arrives: 3000 }).reply({ ...sub, startedMs: 600 }))
    expect(play.now()).toBe('3000 waiting permission ?')
  })

  it('gives the turn back when it ends', () => {
    const play = delegated().play(at(9000).toolEnds('a1', true, 'Agent'))
    expect(play.now()).toBe('9000 working model_call')
    play.play(at(10_000).reply({ startedMs: 9001 }))
    expect(play.until(13_000).now()).toBe('13000 completed quiet_period ok ?')
  })

  it('is given up after the limit for stuck ones', () => {
    const play = delegated().until(3_600_500)
    expect(play.now()).toBe('3600500 expired timeout ?')
  })

  it('counts by its start where no such time is told', () => {
    const play = delegated().play(at(2000).reply(sub))
    expect(play.until(60_000).now()).toBe('3200 waiting permission ?')
  })
})

describe('a sub-agent in the background', () => {
  it('does not hold the turn, and its tools do not either', () => {
    const play = delegated().play(at(600).toolEnds('a1', true, 'Agent'))
    play.play(
      at(1990).tool('t1'),
      at(2000).reply({ ...sub, startedMs: 700 }),
      at(2500).reply({ startedMs: 610 }),
    )
    expect(play.until(5500).now()).toBe('5500 completed quiet_period ok ?')
    expect(play.play(at(20_000).toolEnds('t1')).until(30_000).now()).toBe(
      '5500 completed quiet_period ok ?',
    )
  })

  it('opens no turn after one that ended exactly', () => {
    const play = delegated().play(at(600).toolEnds('a1', true, 'Agent'))
    play.play(at(2500).reply({ startedMs: 610 }), at(2510).span())
    play.play(at(4000).tool('t1'), at(4010).reply(sub), at(5000).toolEnds('t1'))
    expect(play.until(30_000).now()).toBe('2510 completed turn_end_span ok')
  })
})
