// Ends whose own record may be wrong about how the turn ended: logs that come later tell.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

describe('an end whose record may be wrong about how', () => {
  const shown = { provisional: 'shown' } as const
  const asking = { tools: true, decisionsTold: true }
  /** A batch of logs that leaves after the span. */
  const late = { arrives: 3_500 }

  it('is put right by a failure that is told later', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(), at(510).toolEnds('t1'))
    play.play(at(3_000).span('ok', shown), at(2_995, late).fails(true))
    expect(play.told().slice(-2)).toEqual([
      '3000 completed turn_end_span ok',
      '3500 completed turn_end_span error',
    ])
  })

  it('is not by one of which the agent has recovered', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(), at(510).toolEnds('t1'))
    play.play(at(3_000).span('ok', shown), at(900, late).fails())
    expect(play.now()).toBe('3000 completed turn_end_span ok')
  })

  it('is put right by the question that was refused', () => {
    const play = scenario().play(at(0).prompt(), at(3_000).span('interrupted', shown))
    expect(play.play(at(2_000, late).reply(asking)).now()).toBe(
      '3500 completed turn_end_span denied',
    )
  })

  it('is put right so where two of them told it', () => {
    const file = { ...shown, evidence: 'session_file' } as const
    const play = scenario().play(at(0).prompt(), at(3_000).span('interrupted', file))
    play.play(at(3_004).span('interrupted', shown))
    expect(play.now()).toBe('3000 completed session_file interrupted')
    expect(play.play(at(2_000, late).reply(asking)).now()).toBe(
      '3500 completed session_file denied',
    )
  })

  it('is put right by one that is sure', () => {
    const play = scenario().play(at(0).prompt(), at(500).fails(), at(900).span('error', shown))
    const sure = { evidence: 'session_file', sure: true } as const
    expect(play.play(at(895, { arrives: 950 }).span('ok', sure)).now()).toMatch(/ ok$/)
  })

  it('is not by that of the turn before', () => {
    const play = scenario().play(at(0).prompt(), at(1_000).span('ok', { evidence: 'session_file' }))
    play.play(at(1_020).prompt(), at(1_800).span('interrupted', shown))
    play.play(at(1_005, late).span('ok', { startedMs: 0, proves: true }))
    expect(play.now()).toBe('1800 completed turn_end_span interrupted')
    expect(play.view()?.turns).toBe(2)
  })
})
