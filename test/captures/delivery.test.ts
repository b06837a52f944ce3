// Requests that are sent again, held back or lost on their way.

import { describe, expect, it } from 'vitest'
import type { CaptureLine } from '../../src/capture/capture.ts'
import { toTimeline, type Timeline } from '../../src/capture/timeline.ts'
import { replay } from '../../src/commands/replay.ts'
import { settingsSchema } from '../../src/config/settings.ts'
import { createSelection } from '../../src/interpret/selection.ts'
import type { OtlpRecord } from '../../src/otlp/records.ts'
import {
  captureNames,
  predictionsIn,
  readCapture,
  readLabels,
  updatesIn,
  type Update,
} from './support/captures.ts'
import { score } from './support/score.ts'

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

type Requests = Timeline['requests']

const noFault = {
  falseCompletions: [],
  missedCompletions: [],
  wrongOutcomes: [],
  falseWaits: [],
  missedWaits: [],
  ghosts: [],
}

function scoreOf(name: string, change: (requests: Requests) => Requests) {
  const timeline = toTimeline(readCapture(name), createSelection())
  const requests = change(timeline.requests).toSorted((a, b) => a.arrivalMs - b.arrivalMs)
  const lines = replay({ ...timeline, requests }, settings, 60_000)
  return score(readLabels(name), predictionsIn(lines))
}

describe('logs that are overtaken by spans and metrics', () => {
  const late = (requests: Requests) =>
    requests.map((request) =>
      request.line.path === '/v1/logs'
        ? { ...request, arrivalMs: request.arrivalMs + 500 }
        : request,
    )

  it.each(claude)('tell %s as it was', (name) => {
    expect(scoreOf(name, late)).toMatchObject(noFault)
  })
})

describe('an agent whose clock is an hour ahead', () => {
  const aheadMs = 3_600_000

  function ahead(record: OtlpRecord): OtlpRecord {
    if (record.signal !== 'traces') return { ...record, timeMs: record.timeMs + aheadMs }
    const { startMs, endMs } = record
    return { ...record, startMs: startMs + aheadMs, endMs: endMs + aheadMs }
  }

  it.each(captureNames)('is told as it was in %s', (name) => {
    const change = (requests: Requests) =>
      requests.map((request) => ({ ...request, records: request.records.map(ahead) }))
    expect(scoreOf(name, change)).toMatchObject(noFault)
  })
})
