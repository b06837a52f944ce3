// Sub-agents that tell of themselves, as sessions of their own would.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

const asking = { tools: true, decisionsTold: true }
const child = { id: 'child', about: { model: 'small', cwd: '/elsewhere' } }

describe('a sub-agent', () => {
  const begun = () =>
    scenario().play(
      at(0, { about: { model: 'large', cwd: '/here' } }).prompt(),
      at(400).reply({ tools: true }),
      at(410).tool('t1', { tool: 'wait_agent' }),
      at(420, child).started({ parentId: 's' }),
      at(430, child).prompt(),
    )

  it('shows no session and moves no state', () => {
    const play = begun()
    play.play(at(900, child).reply(asking), at(910, child).tool('c1'), at(5000, child).span('ok'))
    expect(play.until(60_000).ids()).toEqual(['s'])
    expect(play.now()).toBe('410 working tool_running:wait_agent')
    expect(play.view()?.turns).toBe(0)
  })

  it('counts for its session, and says nothing of it', () => {
    const usage = { input: 10 }
    const play = begun().play(at(900, { ...child, usage }).reply())
    expect(play.view()?.totals.input).toBe(10)
    expect(play.view()?.about).toEqual({ model: 'large', cwd: '/here' })
  })

  it('asks in the terminal of its session', () => {
    const play = begun().play(at(900, child).asks('Bash'))
    expect(play.now()).toBe('900 waiting permission:Bash')
    play.play(at(8000, child).tool('c1', { byUser: true }))
    expect(play.now()).toBe('8000 working tool_running:wait_agent')
  })

  it('asks where its tool is not decided on', () => {
    const play = begun().play(at(900, child).reply(asking)).until(60_000)
    expect(play.now()).toBe('2100 waiting permission ?')
    play.play(at(61_000, child).tool('c1', { byUser: true }))
    expect(play.now()).toBe('61000 working tool_running:wait_agent')
  })

  it('does not ask where its tool may wait for a command that it left at work', () => {
    const leaves = { leaves: ['terminal 1'] }
    const play = begun().play(at(800, child).toolEnds('c0', true, 'Bash', leaves))
    play.play(at(810, child).calls(), at(900, child).reply(asking)).until(60_000)
    expect(play.now()).toBe('410 working tool_running:wait_agent')
  })

  it('gives way to what its session asks itself', () => {
    const play = begun().play(at(900, child).asks('Bash'), at(1000).asks('Edit'))
    expect(play.now()).toBe('1000 waiting permission:Edit')
    expect(play.play(at(2000).answers()).now()).toBe('2000 waiting permission:Bash')
  })

  it('that asks after the turn lets nobody hear of that end twice', () => {
    const play = begun().play(at(2000).span('ok'))
    expect(play.now()).toBe('2000 completed turn_end_span ok')
    play.play(at(5000, child).asks('Bash'), at(9000, child).tool('c1', { byUser: true }))
    expect(play.told('s').slice(-2)).toEqual([
      '5000 waiting permission:Bash',
      '9000 idle acknowledged',
    ])
  })

  it('asks nothing more where it is over, or its session', () => {
    const play = begun().play(at(900, child).asks('Bash'), at(3000, child).exits())
    expect(play.now()).toBe('3000 working tool_running:wait_agent')
    play.play(at(4000, child).asks('Bash'), at(5000).exits())
    expect(play.ids()).toEqual([])
  })

  it('is told of its next prompt ahead of the end of the one before', () => {
    const play = begun().play(at(2000, child).prompt('p2'), at(2100, child).calls())
    play.play(at(1900, { ...child, arrives: 2200 }).span('ok'), at(2500, child).asks('Bash'))
    expect(play.now()).toBe('2500 waiting permission:Bash')
  })

  it('is one of so many', () => {
    const play = begun().play(at(450, child).asks('Bash'))
    for (let index = 0; index < 70; index++)
      play.play(at(500 + index, { id: `more ${index}` }).started({ parentId: 's' }))
    expect(play.ids()).toEqual(['s'])
    // The first of them is forgotten, with what it asks.
    expect(play.now()).toMatch(/working tool_running:wait_agent$/)
  })
})

describe('a reply that may ask to wait for a sub-agent', () => {
  const replied = (reply = {}) =>
    scenario().play(
      at(0, { promises: true }).prompt(),
      at(400).reply({ tools: true }),
      at(410).toolEnds('t1', true, 'spawn_agent', { spawned: 'child' }),
      at(420, child).started({ parentId: 's' }),
      at(430, child).prompt(),
      at(500).calls(),
      at(900).reply(reply),
    )

  it('is no end while that one is at work', () => {
    expect(replied().until(100_000).now()).toBe('900 working reply ?')
  })

  it('is one where it surely asks for nothing, whatever that one is at', () => {
    const play = replied({ tools: false }).play(at(3_000, child).calls())
    expect(play.until(10_000).now()).toBe('3900 completed quiet_period ok ?')
  })

  it('is one in silence, once that one is done', () => {
    const play = replied()
      .until(100_000)
      .play(at(99_000, { ...child, arrives: 100_000 }).span())
    expect(play.until(160_000).now()).toBe('138000 idle completed_timeout')
    expect(play.told()).toContain('108000 completed quiet_period ok ?')
  })
})

describe('a sub-agent that its session tells of later', () => {
  const spawned = { spawned: 'child' }

  it('shows no session where both came together', () => {
    const play = scenario().play(at(0).prompt(), at(400).reply(asking))
    play.batch(
      at(420, { ...child, arrives: 1400 }).started(),
      at(440, { arrives: 1400 }).toolEnds('t1', true, 'spawn_agent', spawned),
      at(460, { ...child, arrives: 1400 }).prompt(),
    )
    expect(play.ids()).toEqual(['s'])
  })

  it('is none any more where it was shown', () => {
    const play = scenario().play(at(0).prompt(), at(420, child).started(), at(430, child).prompt())
    expect(play.ids()).toEqual(['s', 'child'])
    play.play(at(440).toolEnds('t1', true, 'spawn_agent', spawned))
    expect(play.ids()).toEqual(['s'])
    expect(play.now('child')).toBe('440 expired superseded')
    expect(play.play(at(900, child).asks('Bash')).now()).toBe('900 waiting permission:Bash')
  })

  it('is waited for until it has answered', () => {
    const play = scenario().play(at(0).prompt(), at(400).reply(asking))
    play.play(at(440).toolEnds('t1', true, 'spawn_agent', spawned), at(450).calls())
    play.play(at(460, child).prompt(), at(700).reply(asking)).until(30_000)
    expect(play.now()).toBe('700 working tool_requested ?')
    play.play(at(30_000, child).span('ok'), at(31_000).toolEnds('t2', true, 'wait_agent'))
    play.play(at(31_010).calls(), at(31_300).reply(asking)).until(60_000)
    expect(play.now()).toBe('32500 waiting permission ?')
  })

  it('may have asked for what its session seemed to ask for', () => {
    const play = scenario().play(at(0).prompt(), at(900).requests('Bash', true))
    play.play(at(440, { arrives: 1000 }).toolEnds('t1', true, 'spawn_agent', spawned))
    play.play(at(460, { ...child, arrives: 1000 }).prompt())
    play.play(at(450, { arrives: 1000 }).calls(), at(890, { arrives: 1000 }).reply(asking))
    expect(play.until(60_000).now()).toBe('1000 working tool_requested ?')
  })

  it('is never its own', () => {
    const self = { spawned: 's' }
    const play = scenario().play(at(0).prompt(), at(10).toolEnds('t', true, 'spawn_agent', self))
    expect(play.ids()).toEqual(['s'])
    expect(play.play(at(900).asks('Bash')).now()).toBe('900 waiting permission:Bash')
  })

  it('is the one that was begun meanwhile, where that one is not named', () => {
    const play = scenario().play(at(0).prompt(), at(400).reply(asking))
    const late = { arrives: 1400, origin: '1' }
    play.batch(
      at(390, { ...late, id: 'earlier' }).started(),
      at(420, { ...late, id: 'stranger', origin: '2' }).started(),
      at(420, { ...late, id: 'alien', agent: 'codex' }).started(),
      at(425, late).started(),
      at(430, { ...child, ...late }).started(),
      at(440, late).toolEnds('t1', true, 'spawn_agent', { spawned: { forMs: 34 } }),
      at(450, { ...late, id: 'later' }).started(),
    )
    expect(play.ids()).toEqual(['s', 'earlier', 'stranger', 'alien', 'later'])
    play.play(at(1500).toolEnds('t2', true, 'spawn_agent', { spawned: { forMs: 34 } }))
    expect(play.ids()).toHaveLength(5)
  })

  it('is taken to be done where nothing more is heard of it', () => {
    const play = scenario().play(at(0).prompt(), at(400).reply(asking))
    play.play(at(440).toolEnds('t1', true, 'spawn_agent', spawned), at(450).calls())
    play.play(at(460, child).prompt(), at(500, child).reply({ tools: false }))
    play.play(at(9000).calls(), at(9300).reply(asking)).until(60_000)
    expect(play.now()).toBe('10500 waiting permission ?')
  })

  it('is remembered among so many', () => {
    const play = scenario().play(at(0).prompt())
    for (let index = 0; index < 1_100; index++)
      play.play(at(10).toolEnds(`t${index}`, true, 'spawn_agent', { spawned: `a${index}` }))
    play.play(at(20, { id: 'a1099' }).prompt())
    expect(play.ids()).toEqual(['s'])
    expect(play.play(at(20, { id: 'a0' }).prompt()).ids()).toEqual(['s', 'a0'])
  })
})
