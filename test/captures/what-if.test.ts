// Replay with other settings answers what would have happened.

import { describe, expect, it } from 'vitest'
import { predictionsIn, readLabels, replayCapture, updatesIn } from './support/captures.ts'
import { score } from './support/score.ts'

const name = 'claude-code/b1-plain'

function completionOf(settings: object): number | undefined {
  return updatesIn(replayCapture(name, settings)).find(({ state }) => state === 'completed')?.t_ms
}

describe('a replay with other settings', () => {
  it('moves an inferred completion by the longer quiet period', () => {
    expect(completionOf({ quietPeriodMs: 10_000 })! - completionOf({})!).toBe(7_000)
  })

  it('leaves an exact completion where it was', () => {
    const exact = 'claude-code/c1-bash15'
    const withPeriod = (quietPeriodMs: number) =>
      updatesIn(replayCapture(exact, { quietPeriodMs })).find(({ state }) => state === 'completed')
    expect(withPeriod(10_000)).toEqual(withPeriod(3_000))
    expect(withPeriod(3_000)?.confidence).toBe('exact')
  })

  it('takes no silence inside a turn for its end, however short the quiet period', () => {
    for (const capture of ['claude-code/c1-bash15', 'claude-code/c2-slow15', 'codex/tui-approve']) {
      const told = predictionsIn(replayCapture(capture, { quietPeriodMs: 1_000 }))
      expect(score(readLabels(capture), told).falseCompletions).toEqual([])
    }
  })

  it('shows completed for as long as it is told to', () => {
    const updates = updatesIn(replayCapture(name, { completedTimeoutMs: 5_000 }))
    const completed = updates.find(({ state }) => state === 'completed')!
    const idle = updates.find(({ reason }) => reason === 'completed_timeout')!
    expect(idle.t_ms - completed.t_ms).toBe(5_000)
  })

  it('ends with the expiry of a session that stays silent', () => {
    const last = updatesIn(replayCapture(name, {}, 400_000)).at(-1)
    expect(last).toMatchObject({ state: 'expired', reason: 'timeout', sessions: [] })
  })

  it('tells the whole list at intervals of its own', () => {
    const lists = replayCapture(name, { broadcastIntervalMs: 1_000 })
      .filter((line) => line.startsWith('{"type":"session_list"'))
      .map((line) => (JSON.parse(line) as { t_ms: number }).t_ms)
    expect(lists.slice(0, 4)).toEqual([0, 1000, 2000, 3000])
  })
})
