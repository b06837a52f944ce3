// Acknowledging, deadlines and the list.

import { describe, expect, it } from 'vitest'
import { createSessions } from '../../src/domain/sessions.ts'
import { at, beginMs } from './support/events.ts'
import { scenario } from './support/scenario.ts'

describe('acknowledging', () => {
  it('turns a completed session idle, exact or not', () => {
    const exact = scenario().play(at(0).prompt(), at(500).reply(), at(510).span())
    expect(exact.acknowledge(900).told().at(-1)).toBe('900 idle acknowledged')
    const guessed = scenario().play(at(0).prompt(), at(500).reply()).until(4000)
    expect(guessed.acknowledge(4100).told().at(-1)).toBe('4100 idle acknowledged ?')
    expect(guessed.view()?.turns).toBe(1)
  })

  it('is asked for each session, and leaves the others alone', () => {
    const play = scenario()
    for (const id of ['a', 'b'])
      play.play(at(0, { id }).prompt(), at(500, { id }).reply(), at(510, { id }).span())
    play.acknowledge(900, ({ id }) => id === 'b')
    expect([play.view('a')?.state, play.view('b')?.state]).toEqual(['completed', 'idle'])
  })

  it('does nothing to a session that is not completed', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply())
    expect(play.acknowledge(600).told().at(-1)).toBe('500 working reply ?')
  })

  it('does not keep the session from expiring, or from work', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(), at(510).span()).acknowledge(900)
    expect(play.due()).toBe(300_510)
    expect(play.play(at(1000).prompt()).now()).toBe('1000 working prompt')
  })
})

describe('deadlines', () => {
  it('are none without sessions, else that of the session due first', () => {
    const play = scenario()
    expect(play.due()).toBe(Number.POSITIVE_INFINITY)
    play.play(at(0, { id: 'a' }).started(), at(0, { id: 'b' }).prompt())
    expect(play.due()).toBe(180_000)
    play.play(at(500, { id: 'b' }).reply())
    expect(play.due()).toBe(3500)
  })

  it('missed by a long time are met by one look', () => {
    const sessions = createSessions()
    sessions.apply([at(0).prompt(), at(500).reply()])
    const changes = sessions.sweep(beginMs + 1_000_000)
    expect(changes.at(-1)?.session.state).toBe('expired')
    expect(sessions.nextDeadline()).toBe(Number.POSITIVE_INFINITY)
    expect(sessions.list()).toEqual([])
  })

  it('not reached change nothing', () => {
    const sessions = createSessions()
    sessions.apply([at(0).prompt(), at(500).reply()])
    expect(sessions.sweep(beginMs + 3499)).toEqual([])
  })

  it('in the past change nothing twice', () => {
    const sessions = createSessions()
    sessions.apply([at(0).prompt(), at(500).reply()])
    expect(sessions.sweep(beginMs + 3500)).toHaveLength(1)
    expect(sessions.sweep(beginMs)).toEqual([])
  })
})

describe('the list', () => {
  it('holds what was told last of each session, in order of appearance', () => {
    const play = scenario().play(at(0, { id: 'a' }).prompt(), at(1, { id: 'b' }).started())
    expect(play.ids()).toEqual(['a', 'b'])
    expect(play.view('a')).toEqual(play.changes[0]?.session)
  })

  it('tells since when each state holds', () => {
    const play = scenario().play(at(0).prompt(), at(500).tool('t1'), at(700).asks('x'))
    expect(play.view()).toMatchObject({ startedMs: beginMs, sinceMs: beginMs + 700 })
    expect(play.play(at(800).answers(), at(900).toolEnds('t1')).view()?.sinceMs).toBe(beginMs + 800)
  })
})

describe('records that come together', () => {
  const late = { arrives: 1_000 }

  it('tell the last reason of a state, with the one that was told before it', () => {
    const play = scenario().play(at(0).prompt())
    play.batch(at(500, late).tool('t1'), at(600, late).toolEnds('t1'), at(700, late).tool('t2'))
    expect(play.told().slice(1)).toEqual(['1000 working tool_running:Bash'])
    expect(play.changes.at(-1)?.previous?.reason).toBe('prompt')
  })

  it('tell no reason that is the same in the end', () => {
    const play = scenario().play(at(0).prompt(), at(500).tool('t1'))
    play.told()
    play.batch(at(600, late).toolEnds('t1'), at(700, late).tool('t2'))
    expect(play.told()).toEqual([])
  })

  it('tell every state between', () => {
    const play = scenario().batch(at(0).prompt(), at(1).asks(), at(2).answers(), at(3).span('ok'))
    const states = play.told().map((words) => words.split(' ')[1])
    expect(states).toEqual(['working', 'waiting', 'working', 'completed'])
  })
})
