// The scorer itself: what it counts, on made-up labels.

import { describe, expect, it } from 'vitest'
import type { Labels, Prediction, Transition, TrueState } from './support/labels.ts'
import { score } from './support/score.ts'

const turn = (
  t_ms: number,
  state: TrueState,
  evidence_t_ms: number | null = t_ms + 1000,
  outcome: string | null = null,
): Transition => ({ t_ms, state, outcome, evidence_t_ms })

const labels: Labels = {
  sessions: [
    {
      session_id: 'a',
      hidden: false,
      timeline: [
        turn(0, 'idle', null),
        turn(1000, 'working'),
        turn(2000, 'waiting'),
        turn(9000, 'working'),
        turn(12_000, 'completed', 13_000, 'ok'),
        turn(12_900, 'working'),
        turn(20_000, 'completed', 21_000, 'interrupted'),
        turn(30_000, 'working'),
        turn(31_000, 'waiting', 40_000),
        turn(35_000, 'working', 40_000),
        turn(41_000, 'completed', null, 'ok'),
        turn(50_000, 'working'),
        turn(60_000, 'completed', 61_000, 'error'),
      ],
    },
    { session_id: 'hidden', hidden: true, timeline: [turn(0, 'working')] },
  ],
}

const told = (t_ms: number, state: TrueState, session_id = 'a', outcome?: string): Prediction =>
  outcome === undefined ? { t_ms, state, session_id } : { t_ms, state, session_id, outcome }

describe('score', () => {
  it('finds nothing wrong with states told when their evidence comes', () => {
    const timeline = labels.sessions[0]!.timeline.filter(({ evidence_t_ms }) => evidence_t_ms)
    const result = score(
      labels,
      timeline.map((real) => told(real.evidence_t_ms!, real.state)),
    )
    expect(result).toMatchObject({
      completions: 3,
      waits: 1,
      falseCompletions: [],
      missedCompletions: [],
      missedWaits: [],
      ghosts: [],
      completionDelaysMs: [0, 0, 0],
      waitDelaysMs: [0],
    })
  })

  it('misses what nobody told', () => {
    const result = score(labels, [])
    expect(result.missedCompletions).toHaveLength(3)
    expect(result.missedWaits).toEqual(['wait at 2000'])
  })

  it('counts a completion told in the middle of a turn, once for each return', () => {
    const result = score(labels, [
      told(4000, 'completed'),
      told(4500, 'completed'),
      told(5000, 'working'),
      told(6000, 'completed'),
    ])
    expect(result.falseCompletions).toEqual(['a at 4000', 'a at 6000'])
  })

  it('takes idle for a turn that nobody let finish, not for a good one', () => {
    const result = score(labels, [
      told(13_000, 'idle'),
      told(13_500, 'working'),
      told(21_000, 'idle'),
    ])
    expect(result.missedCompletions).toEqual(['ok at 12000', 'error at 60000'])
  })

  it('counts a completion told too late as missed', () => {
    const late = score(labels, [told(121_500, 'completed')])
    expect(late.missedCompletions).toContain('error at 60000')
    const timely = score(labels, [told(120_500, 'completed')])
    expect(timely.missedCompletions).not.toContain('error at 60000')
  })

  it('holds a told outcome against the true one', () => {
    const result = score(labels, [
      told(13_000, 'completed', 'a', 'ok'),
      told(13_001, 'working'),
      told(61_000, 'completed', 'a', 'ok'),
    ])
    expect(result.wrongOutcomes).toEqual(['ok, not error, at 60000'])
  })

  it('counts waits that are none', () => {
    const result = score(labels, [told(14_000, 'waiting'), told(15_000, 'working')])
    expect(result.falseWaits).toEqual(['a at 14000'])
  })

  it('names hidden and unknown sessions as ghosts', () => {
    const result = score(labels, [told(1000, 'working', 'hidden'), told(1000, 'working', 'x')])
    expect(result.ghosts).toEqual(['hidden', 'x'])
  })
})
