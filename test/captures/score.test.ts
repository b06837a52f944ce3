// The captures' labels against what replay says with default settings.

import { afterAll, describe, expect, it } from 'vitest'
import { captureNames, predictionsIn, readLabels, replayCapture } from './support/captures.ts'
import { score, type Score } from './support/score.ts'

const rows: Record<string, Record<string, number>> = {}

const latest = (delaysMs: readonly number[]): number => delaysMs.reduce((a, b) => Math.max(a, b), 0)

function toRow(result: Score): Record<string, number> {
  return {
    turns: result.completions,
    false: result.falseCompletions.length,
    missed: result.missedCompletions.length,
    'delay ms': latest(result.completionDelaysMs),
    waits: result.waits,
    'false waits': result.falseWaits.length,
    'missed waits': result.missedWaits.length,
    'wait delay ms': latest(result.waitDelaysMs),
    ghosts: result.ghosts.length,
  }
}

describe('recorded captures', () => {
  afterAll(() => {
    if (process.env.SCORE === '1') console.table(rows)
  })

  it.each(captureNames)('%s is told as it was', (name) => {
    const result = score(readLabels(name), predictionsIn(replayCapture(name)))
    rows[name] = toRow(result)
    expect(result).toMatchObject({
      falseCompletions: [],
      missedCompletions: [],
      wrongOutcomes: [],
      falseWaits: [],
      missedWaits: [],
      ghosts: [],
    })
  })

  it('holds enough turns and waits to say anything', () => {
    const results = captureNames.map((name) => score(readLabels(name), []))
    expect(results.reduce((sum, { completions }) => sum + completions, 0)).toBeGreaterThan(40)
    expect(results.reduce((sum, { waits }) => sum + waits, 0)).toBeGreaterThan(4)
  })
})
