// Which session an event is about, and what ends and revives one.

import { describe, expect, it } from 'vitest'
import { createSessions } from '../../src/domain/sessions.ts'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

describe('the end of a session', () => {
  it('is told once, as the last word', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(), at(510).span(), at(900).exits())
    expect(play.told().slice(3)).toEqual(['900 expired exited'])
    expect(play.ids()).toEqual([])
    expect(play.due()).toBe(Number.POSITIVE_INFINITY)
  })

  it('ends an answered turn, and one that would be tried again', () => {
    const answered = scenario().play(at(0).prompt(), at(500).reply(), at(600).exits())
    expect(answered.told().slice(2)).toEqual([
      '600 completed session_ended ok ?',
      '600 expired exited',
    ])
    const retrying = scenario().play(at(0).prompt(), at(500).fails(), at(600).exits())
    expect(retrying.told().slice(2)).toEqual([
      '600 completed session_ended error ?',
      '600 expired exited',
    ])
  })

  it.each([
    ['a call pends', 'interrupted', [at(500).calls()]],
    ['a tool runs', 'interrupted', [at(500).tool('t1')]],
    ['a tool was refused', 'denied', [at(500).refuses('t1')]],
  ])('ends one that was over unseen where it comes between turns: %s', (_, outcome, events) => {
    const ends = at(600).event({
      kind: 'session_ended',
      reason: 'superseded',
      betweenTurns: true,
    })
    const play = scenario().play(at(0).prompt(), ...events, ends)
    expect(play.told().slice(-2)).toEqual([
      `600 completed session_ended ${outcome} ?`,
      '600 expired superseded',
    ])
  })

  it('completes no turn that was still at work', () => {
    const play = scenario().play(at(0).prompt(), at(500).tool('t1'), at(600).exits())
    expect(play.told().slice(2)).toEqual(['600 expired exited'])
  })

  it('is not the end of another agent’s session with the same id', () => {
    const play = scenario().play(at(0).started(), at(0, { agent: 'codex' }).started())
    play.play(at(100, { agent: 'codex' }).exits())
    expect(play.view()).toMatchObject({ agent: 'claude-code', state: 'idle' })
  })

  it('of a session nobody knew says nothing', () => {
    expect(scenario().play(at(0).exits()).changes).toEqual([])
  })
})

describe('an end that is told ahead of the last records', () => {
  const ahead = () =>
    scenario().play(
      at(0).prompt(),
      at(500).reply({ tools: true }),
      at(890).span('ok', { provisional: 'shown' }),
      at(900).exits('exited', { ahead: true }),
    )

  it('is told with what they count', () => {
    const counts = { arrives: 1040, usage: { input: 7 }, counters: { toolCalls: 1 } }
    const play = ahead().play(at(880, counts).toolEnds('t1'))
    expect(play.view()).toMatchObject({ state: 'completed', totals: { input: 7, toolCalls: 1 } })
    expect(play.until(60_000).told().slice(2)).toEqual([
      '890 completed turn_end_span ok',
      '2900 expired exited',
    ])
    expect(play.changes.at(-1)?.session.totals).toMatchObject({ input: 7, toolCalls: 1 })
    expect(play.due()).toBe(Number.POSITIVE_INFINITY)
  })

  it('waits for what they tell of the last turn', () => {
    const play = ahead().play(at(880, { arrives: 1040 }).fails(true))
    expect(play.until(60_000).told().slice(3)).toEqual([
      '1040 completed turn_end_span error',
      '2900 expired exited',
    ])
  })

  it('leaves an open turn as it was until then', () => {
    const play = scenario().play(at(0).prompt(), at(500).exits('exited', { ahead: true }))
    expect(play.until(60_000).told()).toEqual(['0 working prompt', '2500 expired exited'])
  })

  it('is told by the end of the process, as it was told first', () => {
    const play = ahead().play(at(950).exits('failed:1'))
    expect(play.told().slice(3)).toEqual(['950 expired exited'])
  })

  it('is told before what begins the session anew', () => {
    const play = ahead().play(at(1500, { usage: { input: 7 } }).prompt())
    expect(play.told().slice(3)).toEqual(['1500 expired exited', '1500 working prompt'])
    expect(play.view()).toMatchObject({ turns: 1, totals: { input: 7 } })
  })

  it('is told before later records where the clock could not be looked at in time', () => {
    const sessions = createSessions()
    for (const event of [at(0).prompt(), at(900).exits('exited', { ahead: true })])
      sessions.apply([event])
    const told = sessions.apply([at(890, { arrives: 5_000 }).tool('t1')])
    expect(told.map(({ session }) => session.state)).toEqual(['expired'])
    expect(sessions.nextDeadline()).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('a session that ended', () => {
  const ended = () =>
    scenario().play(
      at(0, { usage: { input: 7 }, about: { cwd: '/home/a' } }).prompt(),
      at(500).reply(),
      at(510).span(),
      at(900).exits('superseded'),
    )

  it('is not revived by late records, which still count', () => {
    const play = ended().play(at(899, { arrives: 1000, usage: { input: 5 } }).reply())
    expect(play.ids()).toEqual([])
    play.play(at(2000).prompt())
    expect(play.view()?.totals.input).toBe(12)
  })

  it('is not revived by records that open no session', () => {
    const records = [at(2000).activity(), at(2000).hook('Stop'), at(2001).text(), at(2002).span()]
    expect(
      ended()
        .play(...records)
        .ids(),
    ).toEqual([])
  })

  it('is not revived by the end of its last turn, told once more and a little later', () => {
    const exits = [at(0).prompt(), at(500).stopHook(), at(510).exits()]
    const late = at(515, { arrives: 600 }).span('ok', { proves: true, startedMs: 0 })
    expect(
      scenario()
        .play(...exits, late)
        .ids(),
    ).toEqual([])
    for (const startedMs of [700, undefined]) {
      const next = at(900).span('ok', { proves: true, startedMs })
      const play = scenario().play(...exits, next)
      expect(play.now()).toBe('900 completed turn_end_span ok')
    }
  })

  it('goes on with its totals, turns and what is known of it', () => {
    const play = ended().play(at(5000, { usage: { input: 1 } }).prompt())
    expect(play.now()).toBe('5000 working prompt')
    expect(play.view()).toMatchObject({
      totals: { input: 8 },
      turns: 1,
      about: { cwd: '/home/a' },
      startedMs: at(5000).prompt().arrivalMs,
    })
    expect(play.changes.at(-1)?.previous).toBeNull()
  })

  it('goes on where it is started again', () => {
    expect(ended().play(at(5000).started()).now()).toBe('5000 idle session_started')
  })

  it('is not revived by a mere mention, which shows one that is not known', () => {
    const mention = { mention: true }
    expect(ended().play(at(60_000).started(mention)).ids()).toEqual([])
    expect(scenario().play(at(0).started(mention)).now()).toBe('0 idle session_started')
  })

  it('is revived by a file of it only where another process holds that', () => {
    const heldSince = (atMs: number) =>
      ended().play(at(60_000).started({ heldSinceMs: at(atMs).started().timeMs }))
    expect(heldSince(0).ids()).toEqual([])
    expect(heldSince(59_000).now()).toBe('60000 idle session_started')
  })

  it('by silence goes on with any record that opens one', () => {
    const play = scenario().play(at(0).started()).until(300_000)
    expect(play.now()).toBe('300000 expired timeout ?')
    expect(play.play(at(299_000, { arrives: 301_000 }).prompt()).now()).toBe(
      '301000 working prompt',
    )
  })

  it('is forgotten after 256 others', () => {
    const play = scenario({ maxSessions: 10_000 })
    play.play(at(0, { id: 'first', usage: { input: 5 } }).prompt(), at(1, { id: 'first' }).exits())
    for (let n = 0; n < 256; n++)
      play.play(at(10, { id: `${n}` }).started(), at(20, { id: `${n}` }).exits())
    play.play(at(100, { id: 'first' }).prompt(), at(101, { id: '255', usage: {} }).started())
    expect(play.view('first')?.totals.input).toBe(0)
  })
})

describe('too many sessions', () => {
  it('end the one heard of least recently', () => {
    const play = scenario({ maxSessions: 2 })
    play.play(at(0, { id: 'a' }).started(), at(1, { id: 'b' }).started())
    play.play(at(2, { id: 'a' }).activity(), at(3, { id: 'c' }).started())
    expect(play.now('b')).toBe('3 expired evicted')
    expect(play.ids()).toEqual(['a', 'c'])
  })

  it('end it even in the middle of a turn, and it can come back', () => {
    const play = scenario({ maxSessions: 1 })
    play.play(at(0, { id: 'a' }).prompt(), at(1, { id: 'b' }).prompt(), at(2, { id: 'a' }).reply())
    expect(play.told()).toEqual([
      '0 working prompt',
      '1 expired evicted',
      '1 working prompt',
      '2 expired evicted',
      '2 working reply ?',
    ])
    expect(play.ids()).toEqual(['a'])
  })

  it('in one batch leave no more than allowed', () => {
    const play = scenario({ maxSessions: 2 })
    play.batch(...['a', 'b', 'c', 'd'].map((id, n) => at(n, { id, arrives: 9 }).prompt()))
    expect(play.ids()).toHaveLength(2)
  })
})
