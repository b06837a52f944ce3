// One question to the person, told by a session file, a hook and its log record: one wait, answered once.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

describe('a question that several sources tell of', () => {
  const asked = () =>
    scenario().play(at(0).prompt(), at(500).asks('permission'), at(520).asks('Bash'))

  it('goes by the tool it is about, whichever comes first', () => {
    expect(asked().now()).toBe('520 waiting permission:Bash')
    const other = scenario().play(at(0).prompt(), at(500).asks('Bash'), at(520).asks('permission'))
    expect(other.now()).toBe('500 waiting permission:Bash')
  })

  it('is answered by one decision', () => {
    const play = asked().play(at(510, { arrives: 1_500 }).asks('Bash'))
    play.play(at(2_000).tool('t', { byUser: true }))
    expect(play.now()).toBe('2000 working tool_running:Bash')
  })

  it('stays answered when a late record tells of it again', () => {
    const play = asked().play(at(900).answers(), at(515, { arrives: 1_500 }).asks('Bash'))
    expect(play.now()).toBe('900 working model_call')
  })

  it('stays answered when a hook told of the end of its tool first', () => {
    const play = asked().play(at(900).toolEnds('t'), at(515, { arrives: 1_500 }).asks('Bash'))
    expect(play.now()).toBe('900 working model_call')
    play.play(at(2_000).asks('Bash'))
    expect(play.now()).toBe('2000 waiting permission:Bash')
  })

  it('is not the next one, which is told ahead of the answer to it', () => {
    const play = asked().play(at(4_000).asks('Bash'), at(900, { arrives: 5_000 }).answers())
    expect(play.now()).toBe('520 waiting permission:Bash')
    play.play(at(6_000).answers())
    expect(play.now()).toBe('6000 working model_call')
  })

  it('is not the next one of the same tool', () => {
    const play = asked().play(at(900).answers(), at(4_000).asks('Bash'))
    expect(play.now()).toBe('4000 waiting permission:Bash')
  })
})

describe('a question that a hook tells of ahead of the records before it', () => {
  const late = { arrives: 1_500 }

  it('is one of the turn whose next call they tell of', () => {
    const play = scenario().play(at(0).prompt(), at(10).streams(), at(900).asks('Bash'))
    play.batch(at(400, late).reply(), at(410, late).toolEnds('t', true, 'Read'))
    play.batch(at(430, late).calls())
    expect(play.told().slice(-1)).toEqual(['900 waiting permission:Bash'])
  })

  it('stays open where they tell of the call that came before it', () => {
    const play = scenario().play(at(0).prompt(), at(900).asks('Bash'))
    expect(play.play(at(430, late).calls()).now()).toBe('900 waiting permission:Bash')
    expect(play.play(at(2_000).calls()).now()).toBe('2000 working model_call')
  })

  it('stays open while the rest of the reply comes in that asks for its tool', () => {
    const play = scenario().play(at(0).prompt(), at(10).calls(), at(11).streams())
    play.play(at(600).asks('Bash'), at(900, { arrives: 1_500 }).streams(true))
    expect(play.now()).toBe('600 waiting permission:Bash')
    play.play(at(5_000).calls(), at(5_001).streams())
    expect(play.now()).toBe('5000 working model_call')
  })
})

describe('questions that tools of one reply ask side by side', () => {
  const asked = () =>
    scenario().play(at(0).prompt(), at(500).asks('bash', 'q1'), at(510).asks('bash', 'q2'))

  it('are answered one by one', () => {
    const play = asked().play(at(4_000, { arrives: 6_000 }).answers(498))
    expect(play.now()).toBe('500 waiting permission:bash')
    play.play(at(20_000).answers(508))
    expect(play.now()).toBe('20000 working model_call')
  })

  it('stay open where a call is shown by the answer to one of them', () => {
    const play = asked().play(at(4_000, { arrives: 6_000 }).calls({ byAnswer: true }))
    expect(play.now()).toBe('500 waiting permission:bash')
    expect(play.play(at(20_000).calls()).now()).toBe('20000 working model_call')
  })

  it('are as many as have another id, whoever else tells of them', () => {
    const play = scenario().play(at(0).prompt(), at(500).asks('permission'))
    play.play(at(510).asks('shell', 'q1'), at(520).asks('shell', 'q2'), at(4_000).answers(500))
    expect(play.now()).toBe('510 waiting permission:shell')
    expect(play.play(at(9_000).answers(518)).now()).toBe('9000 working model_call')
  })

  it('stay open with a tool’s end, of which it is not known whether it was asked about', () => {
    const play = asked().play(at(4_000).answers())
    expect(play.now()).toBe('500 waiting permission:bash')
    expect(play.play(at(9_000).answers(undefined, true)).now()).toBe('9000 working model_call')
  })

  it('are refused where the next prompt comes with one of them open', () => {
    const play = asked().play(at(4_000).answers(498), at(9_000).prompt())
    expect(play.told().slice(-2)).toEqual([
      '9000 completed next_prompt denied ?',
      '9000 working prompt',
    ])
  })

  it('are no news once the turn was shown to be over', () => {
    const play = asked()
      .play(at(4_000).answers(undefined, true), at(4_500).fails(true))
      .until(8_000)
    play.play(at(4_400, { arrives: 8_100 }).answers(508))
    expect(play.told().slice(-1)).toEqual(['7500 completed quiet_period error ?'])
  })
})
