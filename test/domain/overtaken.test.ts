// Turns whose end is told once the next prompt was given: spans may take seconds longer than logs.

import { describe, expect, it } from 'vitest'
import { at, beginMs } from './support/events.ts'
import { scenario } from './support/scenario.ts'

/** Stopped at 3,000 by the person, who goes on at 5,000; the span comes at 8,000. */
const stopped = () =>
  scenario().play(at(0).prompt('p1'), at(100).calls(), at(5_000).prompt('p2'), at(5_100).calls())

it('a call that begins while a reply comes in is another: that of the next turn, where the last was stopped', () => {
  const play = scenario().play(at(0).prompt(), at(10).calls(), at(11).streams(true))
  play.play(at(4_000).calls(), at(4_001).streams())
  const ended = { startedMs: 0, proves: true }
  play.play(at(2_000, { arrives: 6_000 }).span('interrupted', ended))
  expect(play.told().slice(-2)).toEqual([
    '6000 completed turn_end_span interrupted',
    '6000 working model_call',
  ])
  play.play(at(7_000).reply({ decisionsTold: true }))
  expect(play.until(60_000).told()).toContain('7000 working reply ?')
})

describe('a turn that was over when the next prompt was given, as whoever tells of that one knows', () => {
  const next = at(2_000).prompt(undefined, { endsLast: true })

  it.each([
    ['a model call pends', [at(100).calls()]],
    ['a tool runs', [at(100).reply({ tools: true }), at(110).tool('t1')]],
    ['a tool failed', [at(110).tool('t1'), at(200).toolEnds('t1', false)]],
    ['a call is tried again', [at(100).calls(), at(200).fails()]],
  ])('ended well, though %s as far as is known', (_, events) => {
    const play = scenario().play(at(0).prompt(), ...events)
    play.told()
    expect(play.play(next).told()).toEqual([
      '2000 completed next_prompt ok ?',
      '2000 working prompt',
    ])
    // Its own records come later, and say nothing of the next one.
    play.play(
      at(1_500, { arrives: 5_000 }).reply({ tools: false }),
      at(1_510, { arrives: 5_000 }).span('ok', { startedMs: 0 }),
    )
    expect(play.now()).toBe('2000 working prompt')
    expect(play.view()?.turns).toBe(1)
  })

  it('was ended by a refusal where there was one', () => {
    const play = scenario().play(at(0).prompt(), at(100).refuses('t1'), next)
    expect(play.told()).toContain('2000 completed next_prompt denied ?')
  })

  it('is the same where it is told of once more', () => {
    const again = at(100).prompt(undefined, { endsLast: true, again: true })
    const play = scenario().play(at(0).prompt(), again)
    expect(play.told()).toEqual(['0 working prompt'])
  })
})

describe('a turn that the next prompt overtook', () => {
  it('is told with its outcome when its end is, and the next one goes on', () => {
    const play = stopped()
    play.told()
    play.play(at(3_000, { arrives: 8_000 }).span('interrupted'))
    expect(play.told()).toEqual([
      '8000 completed turn_end_span interrupted',
      '8000 working model_call',
    ])
    expect(play.view()).toMatchObject({ turns: 1, sinceMs: beginMs + 5_000 })
    const ended = play.changes.find(({ session }) => session.state === 'completed')
    expect(ended?.session.sinceMs).toBe(beginMs + 5_000)
    play.play(at(9_000).reply({ tools: false }), at(9_100, { arrives: 12_000 }).span('ok'))
    expect(play.now()).toBe('12000 completed turn_end_span ok')
    expect(play.view()?.turns).toBe(2)
  })

  it('goes on until its end is told, though a tool failed, where one that is stopped is told as such', () => {
    const broken = at(5000).toolEnds('t1', false, 'Bash', { byItself: true })
    const play = scenario().play(at(0).prompt('p1'), broken, at(9000).prompt('p2'))
    expect(play.told().slice(1)).toEqual(['5000 working model_call', '9000 working prompt'])
    play.play(at(8000, { arrives: 10_000 }).span('ok'))
    expect(play.told()).toContain('10000 completed turn_end_span ok')
  })

  it('ended well by a record that does not know how, unless the person refused', () => {
    const unsure = at(1_000, { arrives: 1_100 }).span(undefined, { provisional: 'shown' })
    const play = scenario().play(at(0).prompt('p1'), at(100).calls(), at(1_050).prompt('p2'))
    expect(play.play(unsure).told().slice(-2)).toEqual([
      '1100 completed turn_end_span ok',
      '1100 working prompt',
    ])
    const refused = scenario().play(at(0).prompt('p1'), at(90).tool('t0'), at(100).refuses('t1'))
    refused.play(at(1_050).prompt('p2'), unsure)
    expect(refused.told().slice(-2)).toEqual([
      '1100 completed turn_end_span denied',
      '1100 working prompt',
    ])
  })

  it('leaves the next one waiting for as long as it has been', () => {
    const play = stopped().play(at(6_000).asks(), at(3_000, { arrives: 8_000 }).span())
    expect(play.now()).toBe('8000 waiting permission:Bash')
    expect(play.view()?.sinceMs).toBe(beginMs + 6_000)
  })

  it('is told once', () => {
    const play = stopped().play(at(3_000, { arrives: 8_000 }).span('interrupted'))
    play.told()
    play.play(at(3_010, { arrives: 8_100 }).span('interrupted'))
    expect(play.told()).toEqual([])
  })

  it('has the outcome that its own evidence shows where its end tells of none', () => {
    const play = stopped().play(at(3_000, { arrives: 8_000 }).span())
    expect(play.told()).toContain('8000 completed turn_end_span interrupted')
  })

  it('went on, where the end is one of both: a prompt was added to it', () => {
    const play = stopped()
    play.told()
    play.play(at(7_000, { arrives: 8_000 }).reply({ tools: false }))
    play.play(at(7_100, { arrives: 9_000 }).span('ok', { startedMs: 0 }))
    expect(play.told()).toEqual(['8000 working reply ?', '9000 completed turn_end_span ok'])
  })

  it('is left alone by the end of what was no turn', () => {
    const play = stopped()
    play.told()
    play.play(at(3_000, { arrives: 8_000 }).span('void'))
    expect(play.told()).toEqual([])
  })

  it('is left alone by the end of one before it', () => {
    const play = scenario().play(at(0).prompt('p1'), at(1_000).prompt('p2'), at(5_000).prompt('p3'))
    play.told()
    play.play(at(500, { arrives: 8_000 }).span('interrupted'))
    expect(play.told()).toEqual([])
  })
})

describe('a prompt that waited for the end of the turn', () => {
  it('begins one that goes on, though that end is as good as the begin', () => {
    const play = scenario().play(at(0).prompt('p1'), at(2_000).reply({ tools: false }))
    play.play(at(2_007, { arrives: 2_900 }).prompt('p2'))
    play.play(at(2_003, { arrives: 3_000 }).span(undefined, { startedMs: -5 }))
    expect(play.until(20_000).now()).toBe('2900 working prompt')
    play.play(at(21_000).span(undefined, { startedMs: 2_000 }))
    expect(play.until(22_000).now()).toMatch('completed turn_end_span interrupted')
  })
})

describe('the second account of a reply', () => {
  it('of the turn before says nothing of the next one', () => {
    const first = [at(0).prompt('p1'), at(2_000).reply({ callId: 'c1' }), at(2_000).text('c1')]
    const play = scenario().play(...first, at(2_800).prompt('p2'))
    const span = { callId: 'c1', tools: false, secondary: true } as const
    play.play(at(2_000, { arrives: 3_000, promises: true }).reply(span))
    play.play(at(6_000, { arrives: 7_000 }).span())
    expect(play.until(7_250).now()).toBe('7250 completed turn_end_span interrupted')
  })
})

describe('a turn whose call failed and was made again', () => {
  it('went well, though the span of its end comes ahead of the reply', () => {
    const play = scenario().play(at(0).prompt(), at(100).fails(), at(400).calls())
    play.play(at(2_000, { arrives: 2_100 }).span('ok'))
    expect(play.now()).toBe('2100 completed turn_end_span ok')
  })
})
