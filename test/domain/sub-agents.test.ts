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

/** The agent tells when its sub-agents are done; this one was left in the background. */
const left = (): Scenario =>
  scenario().play(
    at(0).prompt('p1'),
    at(490).tool('a1', { tool: 'Agent', delegates: true, endIsTold: true }),
    at(500).reply({ startedMs: 10, tools: true, decisionsTold: true }),
    at(530).toolEnds('a1', true, 'Agent'),
  )
const mayRun = { delegated: 'may_run' } as const

describe('a sub-agent in the background whose end is told', () => {
  it('holds the turn until the agent has come back to what it found', () => {
    const play = left().play(
      at(1500).reply({ startedMs: 540 }),
      at(1510).span(undefined, mayRun),
      at(2000).tool('t1', { sub: true }),
      at(2010).reply({ ...sub, startedMs: 600 }),
      at(2011).text('c1'),
    )
    expect(play.until(500_000).told().slice(2)).toEqual([
      '530 working model_call',
      '1500 working tool_running:Agent',
    ])
    play.play(
      at(500_000).toolEnds('t1'),
      at(501_000).subAgentEnds(),
      at(501_100).prompt('p2'),
      at(502_000).reply({ startedMs: 501_110 }),
      at(502_010).span(undefined, mayRun),
    )
    expect(play.told()).toEqual([
      '501000 working reply ?',
      '501100 working model_call',
      '502000 working reply ?',
      '502010 completed turn_end_span ok',
    ])
    expect(play.view()!.turns).toBe(1)
  })

  it('holds it where the span comes ahead of the logs of the answer', () => {
    const play = left().play(
      at(1500).reply({ startedMs: 540, tools: false, callId: 'm2', secondary: true }),
      at(1510).span(undefined, mayRun),
    )
    expect(play.now()).toBe('1510 working tool_running:Agent')
  })

  it('holds it with logs alone, and gives the end back to silence', () => {
    const play = left().play(at(1500).reply({ startedMs: 540 }))
    play.play(at(90_000).subAgentEnds())
    expect(play.told().slice(3)).toEqual([
      '1500 working tool_running:Agent',
      '90000 working reply ?',
    ])
    expect(play.until(94_000).now()).toBe('93000 completed quiet_period ok ?')
    expect(play.play(at(95_000).prompt('p3')).view()!.turns).toBe(1)
  })

  it('holds it for each that is left', () => {
    const play = left().play(
      at(540).tool('a2', { tool: 'Agent', delegates: true, endIsTold: true }),
      at(550).toolEnds('a2', true, 'Agent'),
      at(1500).reply({ startedMs: 560 }),
      at(5000).subAgentEnds(),
      at(5100).prompt('p2'),
      at(6000).reply({ startedMs: 5110 }),
      at(6010).span(undefined, mayRun),
    )
    expect(play.now()).toBe('6000 working tool_running:Agent')
  })

  it('does not hold one that was stopped', () => {
    const play = left().play(at(900).span(undefined, mayRun))
    expect(play.until(1_150).now()).toBe('1150 completed turn_end_span interrupted')
  })

  it('holds it for a moment where all of them are told to be over', () => {
    const over = { evidence: 'session_file', delegated: 'over' } as const
    const play = left().play(at(600).tool('t0', { sub: true }), at(700).toolEnds('t0'))
    play.play(at(1500).reply({ startedMs: 540 }), at(9000).span('ok', over))
    expect(play.now()).toBe('9000 working reply ?')
    play.play(at(9030).prompt(), at(9900).reply({ startedMs: 9040 }), at(9910).span('ok', over))
    expect(play.told().slice(-2)).toEqual([
      '9900 working reply ?',
      '9910 completed session_file ok',
    ])
    const stopped = left().play(at(1500).reply({ startedMs: 540 }), at(9000).span('ok', over))
    expect(stopped.until(20_000).now()).toBe('17000 completed quiet_period ok ?')
  })

  it('is given up where nothing more is heard of it', () => {
    const play = left().play(at(1500).reply({ startedMs: 540 }))
    expect(play.until(182_000).now()).toBe('181500 idle no_evidence ?')
  })

  it('asks the person as one that is waited for', () => {
    const play = left().play(at(1500).reply({ startedMs: 540 }))
    play.play(at(2000).reply({ ...sub, startedMs: 600 }))
    expect(play.until(60_000).now()).toBe('3200 waiting permission ?')
  })

  it('asks while the main thread is at its next call, or runs a tool', () => {
    const asks = (play: Scenario) => play.play(at(2000).reply({ ...sub, startedMs: 1600 }))
    const calls = asks(left()).until(600_000)
    expect(calls.told().slice(-1)).toEqual(['3200 waiting permission ?'])
    const runs = left().play(at(1500).tool('t1'), at(1510).reply({ startedMs: 700 }))
    expect(asks(runs).until(600_000).told().slice(-1)).toEqual(['3200 waiting permission ?'])
    const answered = calls.play(at(610_000).tool('t2', { byUser: true }))
    expect(answered.now()).toBe('610000 working tool_running:Bash')
  })

  it('is not at work for the turn where a sub-agent asked for it', () => {
    const play = scenario().play(
      at(0).prompt(),
      at(490).tool('a1', { tool: 'Agent', delegates: true, endIsTold: true, sub: true }),
      at(2000).reply({ ...sub, startedMs: 600 }),
      at(2500).reply({ startedMs: 10 }),
    )
    expect(play.until(6000).now()).toBe('5500 completed quiet_period ok ?')
  })

  it('is no such thing where it has called its model before its call was answered', () => {
    const play = scenario().play(
      at(0).prompt('p1'),
      at(490).tool('a1', { tool: 'Agent', delegates: true, endIsTold: true }),
      at(500).reply({ startedMs: 10, tools: true, decisionsTold: true }),
      at(2000).reply({ ...sub, startedMs: 600 }),
      at(2001).toolEnds('a1', true, 'Agent'),
      at(3000).reply({ startedMs: 2010 }),
      at(3010).span(undefined, mayRun),
    )
    expect(play.now()).toBe('3010 completed turn_end_span ok')
  })

  it('is left behind although another one’s call ended right before its own is answered', () => {
    const play = left().play(
      at(540).tool('a2', { tool: 'Agent', delegates: true, endIsTold: true }),
      at(560).reply({ ...sub, startedMs: 535 }),
      at(561).subAgentEnds(),
      at(570).toolEnds('a2', true, 'Agent'),
      at(1500).reply({ startedMs: 580 }),
      at(1510).span(undefined, mayRun),
    )
    expect(play.until(60_000).now()).toBe('1500 working tool_running:Agent')
  })

  it('changes nothing where it is not known', () => {
    const play = scenario().play(at(0).prompt('p1'), at(500).reply({}))
    expect(play.play(at(600).subAgentEnds()).now()).toBe('500 working reply ?')
  })
})
