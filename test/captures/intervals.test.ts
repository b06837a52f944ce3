// Agents whose logs and spans leave at other times than when they were recorded.

import { describe, expect, it } from 'vitest'
import { toTimeline } from '../../src/capture/timeline.ts'
import { replay } from '../../src/commands/replay.ts'
import { settingsSchema } from '../../src/config/settings.ts'
import { createSelection } from '../../src/interpret/selection.ts'
import { captureNames, predictionsIn, readCapture, readLabels } from './support/captures.ts'
import { type Intervals, lateEvidence, rebatch } from './support/rebatch.ts'
import { score } from './support/score.ts'

const settings = settingsSchema.parse({})

/** From the shortest that people set for debugging to twice the SDKs' defaults, each signal ahead of the other. */
const intervals: readonly (readonly [logs: number, traces: number])[] = [
  [200, 200],
  [1_000, 1_000],
  [1_000, 5_000],
  [3_000, 1_000],
  [5_000, 1_000],
  [5_000, 5_000],
  [10_000, 10_000],
]

const PHASES = 4

describe.each(intervals)('logs every %i ms, spans every %i ms', (logs, traces) => {
  it.each(captureNames)('tell each end of %s, and none that was none', (name) => {
    const timeline = toTimeline(readCapture(name), createSelection())
    const labels = readLabels(name)
    for (let phase = 0; phase < logs; phase += logs / PHASES) {
      const sent: Intervals = { logs, traces, phase }
      const lines = replay(rebatch(timeline, sent), settings, 60_000)
      expect(score(lateEvidence(labels, sent), predictionsIn(lines))).toMatchObject({
        falseCompletions: [],
        missedCompletions: [],
        ghosts: [],
      })
    }
  })
})
