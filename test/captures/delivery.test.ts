// Requests that are sent again, held back or lost on their way.

import { describe, expect, it } from 'vitest'
import type { CaptureLine } from '../../src/capture/capture.ts'
import { toTimeline } from '../../src/capture/timeline.ts'
import { replay } from '../../src/commands/replay.ts'
import { settingsSchema } from '../../src/config/settings.ts'
import { createSelection } from '../../src/interpret/selection.ts'
import { captureNames, readCapture, updatesIn, type Update } from './support/captures.ts'

const settings = settingsSchema.parse({})

const updatesOf = (lines: readonly CaptureLine[]): Update[] =>
  updatesIn(replay(toTimeline(lines, createSelection()), settings, 400_000))

const statesOf = (updates: readonly Update[]) =>
  updates.map(({ t_ms, session_id, state, reason }) => ({ t_ms, session_id, state, reason }))

const isNumbered = ({ path, status }: CaptureLine): boolean =>
  path !== '/v1/metrics' && (status ?? 200) === 200
const claude = captureNames.filter((name) => name.startsWith('claude-code/'))

describe('requests that come twice', () => {
  it.each(claude)('change nothing in %s', (name) => {
    const once = readCapture(name).filter(isNumbered)
    const twice = once.flatMap((line) => [line, line])
    const [expected, updates] = [updatesOf(once), updatesOf(twice)]
    expect(statesOf(updates)).toEqual(statesOf(expected))
    expect(updates.map(({ metrics, turns }) => ({ metrics, turns }))).toEqual(
      expected.map(({ metrics, turns }) => ({ metrics, turns })),
    )
  })
})

describe('requests that are lost', () => {
  it.each(captureNames)(
    'leave no session of %s at work for ever',
    (name) => {
      const lines = readCapture(name)
      for (const [lost] of lines.entries()) {
        const kept = lines.filter((_, index) => index !== lost)
        const timeline = toTimeline(kept, createSelection())
        const updates = updatesIn(replay(timeline, settings, 4_000_000))
        const last = new Map(updates.map((update) => [update.session_id, update.state]))
        expect([...last.values()].filter((state) => state !== 'expired')).toEqual([])
      }
    },
    120_000,
  )
})
