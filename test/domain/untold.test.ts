// Tools about which nothing is told while they run: they are no questions.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

/** A reply that surely asks for a tool, from an agent that tells decisions at once. */
const asking = { tools: true, decisionsTold: true }

describe('a tool that may wait for a command left at work', () => {
  const leaves = { leaves: ['terminal 1'] }
  const left = () =>
    scenario().play(
      at(0).prompt(),
      at(400).reply(asking),
      at(410).tool('t1'),
      at(1400).toolEnds('t1', true, 'Bash', leaves),
      at(1410).calls(),
      at(1700).reply(asking),
    )

  it('is no question, however long it takes', () => {
    expect(left().until(600_000).now()).toBe('1700 working tool_requested ?')
  })

  it('is none where it is stopped either', () => {
    const play = left().play(at(9000).span('interrupted'))
    expect(play.now()).toBe('9000 completed turn_end_span interrupted')
  })

  it('leaves the next one a question, once that command is over', () => {
    const over = { collects: ['terminal 1'] }
    const play = left().play(at(9000).toolEnds('t2', true, 'write_stdin', over))
    play.play(at(9010).calls(), at(9300).reply(asking)).until(60_000)
    expect(play.now()).toBe('10500 waiting permission ?')
  })

  it('is a question where it is known to be one that is decided on', () => {
    const play = left().play(at(1705).requests('Bash', true)).until(60_000)
    expect(play.now()).toBe('2900 waiting permission ?')
  })

  it('is the tool that is told ahead of the reply which asks for it', () => {
    const play = scenario().play(
      at(0).prompt(),
      at(400).reply(asking),
      at(410).tool('t1'),
      at(1700).event({ kind: 'tool_started', toolId: 't2', tool: 'write_stdin', ahead: true }),
    )
    play.batch(
      at(1400, { arrives: 2500 }).toolEnds('t1', true, 'Bash', leaves),
      at(1410, { arrives: 2500 }).calls(),
      at(1699, { arrives: 2500 }).reply(asking),
    )
    expect(play.until(60_000).now()).toBe('2500 working tool_running:write_stdin')
    play.play(at(61_000).toolEnds('t2', true, 'tool', { ahead: true }))
    expect(play.now()).toBe('61000 working model_call')
  })

  it('does not add up without end', () => {
    const many = { leaves: Array.from({ length: 100 }, (_, index) => `terminal ${index}`) }
    const play = scenario().play(at(0).prompt(), at(10).toolEnds('t1', true, 'Bash', many))
    // The first ones are forgotten.
    play.play(at(20).toolEnds('t2', true, 'Bash', { collects: many.leaves.slice(36) }))
    play.play(at(30).calls(), at(300).reply(asking)).until(60_000)
    expect(play.now()).toBe('1500 waiting permission ?')
  })
})

it('a tool that nobody decides on is a question soon, and where mostly nobody is there when that lasts', () => {
  const asked = (unattended: boolean) =>
    scenario().play(at(0).prompt(), at(400).reply({ ...asking, unattended }))
  expect(asked(false).until(60_000).now()).toBe('1600 waiting permission ?')
  expect(asked(true).until(10_399).now()).toBe('400 working tool_requested ?')
  expect(asked(true).until(60_000).now()).toBe('10400 waiting permission ?')
  expect(asked(true).play(at(5_000).calls()).until(60_000).now()).toBe('5000 working model_call')
})

describe('a session whose tools may run untold', () => {
  const begun = () =>
    scenario().play(at(0).started({ mayRunUntold: true }), at(0).prompt(), at(400).reply(asking))

  it('waits only when most of them would have ended', () => {
    const play = begun()
    expect(play.until(10_000).now()).toBe('400 working tool_requested ?')
    expect(play.until(60_000).now()).toBe('10400 waiting permission ?')
  })

  it('waits soon where the tool is one that is decided on', () => {
    const play = begun().play(at(405).requests('Bash', true)).until(60_000)
    expect(play.now()).toBe('1600 waiting permission ?')
  })

  it('knows a tool again that ran so before', () => {
    const play = begun().play(at(3000).toolEnds('t1', true, 'ponder'))
    play.play(at(3100).calls(), at(3400).reply(asking))
    play.play(at(3401).requests('ponder', false, 't2')).until(60_000)
    expect(play.now()).toBe('3401 working tool_running:ponder')
    expect(play.play(at(61_000).toolEnds('t2', true, 'ponder')).now()).toBe(
      '61000 working model_call',
    )
  })

  it('does not know one that was decided on', () => {
    const play = begun().play(at(2000).tool('t1', { tool: 'ponder', byUser: true }))
    play.play(at(3000).toolEnds('t1', true, 'ponder'), at(3100).calls(), at(3400).reply(asking))
    play.play(at(3401).requests('ponder', false, 't2')).until(60_000)
    expect(play.now()).toBe('13400 waiting permission ?')
  })

  it('remembers so many and no more', () => {
    const play = begun().play(at(500).toolEnds('t', true, 'ponder'))
    for (let index = 0; index < 64; index++)
      play.play(at(510 + index).toolEnds(`t${index}`, true, `tool ${index}`))
    play.play(at(3100).calls(), at(3400).reply(asking))
    expect(
      play
        .play(at(3401).requests('ponder', false, 'x'))
        .until(60_000)
        .now(),
    ).toBe('13400 waiting permission ?')
  })
})

describe('a reply of which nothing tells whether it asks for a tool', () => {
  const replied = () =>
    scenario().play(at(0).prompt(), at(400).calls(), at(900).reply({ decisionsTold: true }))

  it('does where a request is told, before it or after', () => {
    const after = replied().play(at(895, { arrives: 2_000 }).requests('Bash', true))
    expect(after.until(60_000).now()).toBe('3200 waiting permission ?')
    const before = scenario().play(at(0).prompt(), at(400).calls(), at(895).requests('Bash', true))
    before.play(at(900).reply({ decisionsTold: true }))
    expect(before.until(60_000).now()).toBe('2100 waiting permission ?')
  })

  it('does where silence had ended the turn', () => {
    const play = replied().until(5_000)
    expect(play.now()).toBe('3900 completed quiet_period ok ?')
    play.play(at(895, { arrives: 8_000 }).requests('Bash', true))
    expect(play.until(60_000).now()).toBe('9200 waiting permission ?')
  })

  it('waits for what was left at work where the tool is none that is decided on', () => {
    const play = scenario().play(at(0).prompt(), at(100).reply({ decisionsTold: true }))
    play.play(at(110).toolEnds('t1', true, 'Bash', { leaves: ['terminal 1'] }), at(400).calls())
    play.play(at(900).reply({ decisionsTold: true }), at(895).requests('write_stdin', false))
    expect(play.until(600_000).now()).toBe('900 working reply ?')
  })

  it('may wait for it where no request is told either: silence is none where the end will be told', () => {
    const waiting = (promises: boolean) => {
      const play = scenario().play(at(0, { promises }).prompt(), at(100).reply())
      play.play(at(110).toolEnds('t1', true, 'Bash', { leaves: ['terminal 1'] }), at(400).calls())
      return play.play(at(900).reply({ decisionsTold: true }))
    }
    expect(waiting(true).until(180_000).now()).toBe('900 working reply ?')
    expect(waiting(true).until(181_000).now()).toBe('180900 completed quiet_period ok ?')
    expect(waiting(false).until(180_000).told()).toContain('3900 completed quiet_period ok ?')
  })

  it('does not by a request that is none of its own', () => {
    const play = replied().play(at(399).requests('Bash', true), at(1_400).requests('Bash', true))
    expect(play.until(5_000).now()).toBe('3900 completed quiet_period ok ?')
  })

  it('does not where its tool was decided on', () => {
    const play = replied().play(at(910).tool('t1'), at(895).requests('Bash', true))
    expect(play.until(60_000).now()).toBe('910 working tool_running:Bash')
  })
})

it('a tool that runs untold is not begun by a request without an id: its end would be another’s', () => {
  const play = scenario().play(at(0).started({ mayRunUntold: true }), at(0).prompt())
  play.play(at(100).toolEnds('t1', true, 'ponder'), at(300).calls(), at(400).reply(asking))
  play.play(at(399).requests('ponder', false), at(900).toolEnds('t2', true, 'ponder'))
  expect(play.now()).toBe('900 working model_call')
})

it('the next reply’s request, told ahead of it, makes no question of what the last one waits for', () => {
  const play = scenario().play(at(0).prompt(), at(400).reply(asking), at(410).tool('t1'))
  play.play(at(1_400).toolEnds('t1', true, 'Bash', { leaves: ['terminal 1'] }))
  play.play(at(1_410).calls(), at(1_700).reply(asking), at(9_000).requests('Bash', true))
  expect(play.until(60_000).now()).toBe('1700 working tool_requested ?')
})
