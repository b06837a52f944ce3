// What the kernel tells of an agent's processes, beside its telemetry and without any.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

const runs = (ms: number, pid = 7, name = 'make') =>
  at(ms).event({ kind: 'process_started', pid, name })
const ends = (ms: number, pid = 7) => at(ms).event({ kind: 'process_ended', pid })
const blocks = (ms: number, name = 'sudo', self = false) =>
  at(ms).event({ kind: 'terminal_blocked', pid: 8, name, self })
const unblocks = (ms: number) => at(ms).event({ kind: 'terminal_unblocked', pid: 8 })
const types = (ms: number) => at(ms).event({ kind: 'input' })

/** A turn whose last reply, 200 to 1000 ms, may have asked for a tool. */
const replied = () => scenario().play(at(0).prompt(), at(1_000).reply({ startedMs: 200 }))

describe('a process of the last reply', () => {
  it('holds the turn open while it runs, and silence counts from its end', () => {
    const play = replied()
    play.told()
    play.play(runs(1_020)).until(100_000).play(ends(100_000)).until(200_000)
    expect(play.told()).toEqual([
      '1020 working process_running:make ?',
      '100000 working reply ?',
      '103000 completed quiet_period ok ?',
      '133000 idle completed_timeout',
    ])
  })

  it('is known before the reply is told', () => {
    const play = scenario().play(at(0).prompt(), runs(1_020))
    play.play(at(1_000, { arrives: 2_000 }).reply({ startedMs: 200 })).until(60_000)
    expect(play.now()).toBe('2000 working process_running:make ?')
  })

  it('has the name of the program that it became', () => {
    const play = replied()
      .play(runs(1_020, 7, 'claude'), runs(1_022, 7, 'bash'))
      .until(9_000)
    expect(play.now()).toBe('1022 working process_running:bash ?')
  })

  it('ended before the reply was told: silence counts from the reply', () => {
    const play = scenario().play(at(0).prompt(), runs(1_020), ends(1_100))
    play.play(at(1_000, { arrives: 2_000 }).reply({ startedMs: 200 })).until(10_000)
    expect(play.now()).toBe('5000 completed quiet_period ok ?')
  })

  it('does not hold back an exact end', () => {
    const play = replied().play(runs(1_020), at(2_000).span())
    expect(play.now()).toBe('2000 completed turn_end_span ok')
    expect(play.play(ends(3_000)).until(20_000).now()).toBe('2000 completed turn_end_span ok')
  })

  it('does not hold back the next prompt', () => {
    const play = replied().play(runs(1_020), at(5_000).prompt('p'))
    expect(play.told()).toContain('5000 completed next_prompt ok ?')
    expect(play.now()).toBe('5000 working prompt')
  })

  it('that never ends holds it for as long as a tool may take, and then the turn is over', () => {
    const known = at(1_010).event({ kind: 'process_found' })
    const play = replied().play(known, runs(1_020)).until(5_000_000)
    expect(play.told().slice(2)).toEqual([
      '1020 working process_running:make ?',
      '3601000 completed quiet_period ok ?',
      '3631000 idle completed_timeout',
    ])
  })
})

describe('a process that is none of its tools', () => {
  const over = '4000 completed quiet_period ok ?'

  it('began before the reply: a server, or a command of an earlier one', () => {
    const play = scenario().play(at(0).prompt(), runs(150))
    play.play(at(1_000).reply({ startedMs: 200 })).until(5_000)
    expect(play.now()).toBe(over)
  })

  it('began long before the end of a reply that does not tell its beginning', () => {
    const play = scenario().play(at(0).prompt(), runs(1_000))
    play.play(at(2_500).reply()).until(5_499)
    expect(play.now()).toBe('2500 working reply ?')
    expect(play.until(5_500).now()).toBe('5500 completed quiet_period ok ?')
  })

  it('belongs to a reply that surely asks for none', () => {
    const play = scenario().play(at(0).prompt(), at(1_000).reply({ tools: false }), runs(1_500))
    expect(play.until(5_000).now()).toBe(over)
  })

  it('begins after silence ended the turn', () => {
    expect(replied().play(runs(4_500)).until(5_000).now()).toBe(over)
  })

  it.each([100, 1_500])('comes again and again, for %d ms, and none tells of it', (lastsMs) => {
    const play = replied()
    for (let ms = 2_000; ms < 400_000; ms += 2_000) play.play(runs(ms), ends(ms + lastsMs))
    const told = play.told().filter((line) => line.includes('completed quiet_period'))
    expect(told).toEqual([lastsMs < 1_000 ? over : '184500 completed quiet_period ok ?'])
  })
})

describe('a call that takes too long', () => {
  it('is not given up while a tool runs that nobody told of', () => {
    const play = scenario().play(at(0).prompt(), runs(100)).until(500_000)
    expect(play.now()).toBe('180000 working process_running:make ?')
    play.play(ends(500_000)).until(600_000)
    expect(play.now()).toBe('500000 working prompt')
    expect(play.until(700_000).now()).toBe('680000 idle no_evidence ?')
  })
})

describe('a read of the terminal', () => {
  it('that waits in a turn is a question, until a key comes', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(), at(510).tool('t'))
    play.told()
    play.play(blocks(2_000), unblocks(9_000))
    expect(play.told()).toEqual([
      '2000 waiting terminal_input:sudo ?',
      '9000 working tool_running:Bash',
    ])
  })

  it('is over with its process', () => {
    const play = scenario().play(at(0).prompt(), at(510).tool('t'), blocks(2_000), ends(3_000, 8))
    expect(play.now()).toBe('3000 working tool_running:Bash')
  })

  it('that waited before the turn is none of it', () => {
    const play = scenario().play(at(0).started(), blocks(50), at(1_000).prompt())
    expect(play.now()).toBe('1000 working prompt')
  })

  it('at rest is no question', () => {
    const play = scenario().play(at(0).started(), blocks(50), blocks(60, 'agent', true))
    expect(play.now()).toBe('0 idle session_started')
  })

  it('by the agent itself is one where a tool was asked for', () => {
    const asked = at(500).reply({ tools: true })
    const play = scenario().play(at(0).prompt(), blocks(100, 'agent', true), asked)
    expect(play.now()).toBe('500 working tool_requested ?')
    play.play(blocks(1_600, 'agent', true))
    expect(play.now()).toBe('1600 waiting terminal_input:agent ?')
  })
})

describe('what the kernel tells', () => {
  it('opens no session, counts as no record and revives nothing', () => {
    const play = scenario().play(runs(0), types(5), blocks(6))
    expect(play.changes).toEqual([])
    play.play(at(10).prompt(), runs(20), at(30).exits('killed:SIGKILL'), runs(40), types(50))
    expect(play.told()).toEqual(['10 working prompt', '30 expired killed:SIGKILL'])
    expect(play.changes.at(-1)!.session.telemetry.received).toBe(2)
  })

  it('is bounded: of many processes the latest count', () => {
    const play = replied()
    for (let pid = 1; pid <= 1_000; pid++) play.play(runs(1_100, pid))
    for (let pid = 1; pid <= 999; pid++) play.play(ends(1_200, pid))
    expect(play.until(60_000).now()).toBe('1100 working process_running:make ?')
    expect(play.play(ends(60_000, 1_000)).until(63_000).now()).toContain('63000 completed')
  })
})

describe('an agent that sends no telemetry', () => {
  const seen = (ms = 0) =>
    scenario().play(at(ms).started({ byProcess: true }), at(ms).event({ kind: 'process_found' }))

  it('is there, and more is not known', () => {
    const play = seen().until(10_000_000)
    expect(play.told().at(-1)).toBe('0 idle no_telemetry ?')
    expect(play.due()).toBe(Number.POSITIVE_INFINITY)
  })

  it('works while it runs a program, but not for a helper', () => {
    const play = seen()
      .play(runs(1_000, 7, 'git'), ends(1_500), runs(20_000, 9))
      .until(30_000)
    play.play(ends(30_000, 9)).until(100_000)
    expect(play.told().slice(1)).toEqual([
      '21000 working process_running:make ?',
      '30000 idle no_telemetry ?',
    ])
  })

  it('waits where it blocks, and works where one that blocks does not', () => {
    const play = seen().play(
      blocks(2_000, 'bot', true),
      unblocks(5_000),
      blocks(9_000, 'bot', true),
    )
    expect(play.told().slice(1)).toEqual([
      '2000 waiting terminal_input:bot ?',
      '5000 working input ?',
      '9000 waiting terminal_input:bot ?',
    ])
  })

  it('is never said to be done', () => {
    const play = seen().play(runs(1_000), blocks(3_000), unblocks(4_000), ends(50_000))
    play.until(10_000_000)
    expect(play.changes.map(({ session }) => session.state)).not.toContain('completed')
  })

  it('that runs one program for ever is idle in the end', () => {
    expect(seen().play(runs(1_000)).until(9_000_000).now()).toBe('3601000 idle no_telemetry ?')
  })

  it('expires in silence where its end is not told', () => {
    const play = scenario()
      .play(at(0).started({ byProcess: true }))
      .until(400_000)
    expect(play.now()).toBe('300000 expired timeout ?')
  })
})
