// What all sessions used on a calendar day, counted by what each one's totals grew since they were last seen.

import type { SessionView } from '../change.ts'
import { forgetOldest } from '../forget-oldest.ts'
import { sessionKey } from '../session-key.ts'
import type { Totals } from '../session/usage.ts'

export interface DayTotals {
  /** Without tokens that were read from a cache. */
  readonly input: number
  readonly output: number
  /** Cache reads and writes together. */
  readonly cached: number
  /** US dollars as the agents reckon them; null where none of them says. */
  readonly costUsd: number | null
  /** Turns that ended. */
  readonly turns: number
}

/** What was counted of a session, in all runs of the daemon. */
export interface CountedSession extends DayTotals {
  readonly key: string
}

/** What a later run goes on from. */
export interface DayLedgerState {
  /** The days used last; several, as clocks and time zones also go backwards. */
  readonly days: Readonly<Record<string, DayTotals>>
  /** The sessions heard of last. */
  readonly sessions: readonly CountedSession[]
}

export interface DayLedger {
  /**
   * @param day of now, such as 2026-11-26
   * @returns whether there was something to count
   */
  count(session: SessionView, day: string): boolean
  of(day: string): DayTotals
  state(): DayLedgerState
}

interface Seen {
  /** As this run saw them last. */
  totals: DayTotals
  /** All that was counted. */
  counted: DayTotals
  /** What earlier runs counted, until it is known whether this run's totals contain it. */
  before: DayTotals | undefined
}

const MAX_DAYS = 3
const MAX_KEPT_SESSIONS = 256
/** More than live at a time, with those that may yet come back. */
const MAX_SESSIONS = 12_000

const fields = ['input', 'output', 'cached', 'turns'] as const
const tokens = ['input', 'output', 'cached'] as const
const nothing: DayTotals = { input: 0, output: 0, cached: 0, costUsd: null, turns: 0 }

/** @param state of an earlier run */
export function createDayLedger(state?: DayLedgerState): DayLedger {
  const days = new Map(Object.entries(state?.days ?? {}))
  const seen = new Map<string, Seen>()
  for (const { key, ...counted } of state?.sessions ?? [])
    seen.set(key, { totals: nothing, counted, before: counted })

  /** Moves it to the end: the beginning is what is forgotten first. */
  function touch(key: string): Seen {
    const known = seen.get(key) ?? { totals: nothing, counted: nothing, before: undefined }
    seen.delete(key)
    seen.set(key, known)
    forgetOldest(seen, MAX_SESSIONS)
    return known
  }

  return {
    count({ agent, id, totals, turns }, day) {
      const session = touch(sessionKey(agent, id))
      const now = toDayTotals(totals, turns)
      const growth = growthOf(session, now, totals.fullest === 'metrics')
      session.totals = now
      if (!growth) return false
      session.counted = add(session.counted, growth)
      const sum = add(days.get(day) ?? nothing, growth)
      days.delete(day)
      days.set(day, sum)
      forgetOldest(days, MAX_DAYS)
      return true
    },
    of: (day) => days.get(day) ?? nothing,
    state: () => ({
      days: Object.fromEntries(days),
      sessions: [...seen]
        .slice(-MAX_KEPT_SESSIONS)
        .map(([key, { counted }]) => ({ key, ...counted })),
    }),
  }
}

function toDayTotals(totals: Totals, turns: number): DayTotals {
  const { input, output, cacheRead, cacheWrite, costUsd } = totals
  return { input, output, cached: cacheRead + cacheWrite, costUsd, turns }
}

/**
 * A session's totals begin at nothing in every run of the daemon, and where they
 * had been forgotten. Only metrics may be told as sums since the agent's start,
 * and contain what earlier runs counted: seen when they first tell.
 */
function growthOf(session: Seen, now: DayTotals, byMetrics: boolean): DayTotals | undefined {
  let { totals: last } = session
  if (fields.some((field) => now[field] < last[field])) last = nothing
  const { before } = session
  if (before && byMetrics) {
    session.before = undefined
    const isContained = tokens.every((field) => now[field] >= before[field])
    if (isContained) last = larger(last, { ...before, turns: 0 })
  }
  const growth = subtract(now, last)
  return fields.some((field) => growth[field] > 0) || growth.costUsd ? growth : undefined
}

const combine = (a: DayTotals, b: DayTotals, by: (a: number, b: number) => number): DayTotals => ({
  input: by(a.input, b.input),
  output: by(a.output, b.output),
  cached: by(a.cached, b.cached),
  costUsd: a.costUsd === null && b.costUsd === null ? null : by(a.costUsd ?? 0, b.costUsd ?? 0),
  turns: by(a.turns, b.turns),
})

const add = (a: DayTotals, b: DayTotals): DayTotals => combine(a, b, (x, y) => x + y)
const subtract = (a: DayTotals, b: DayTotals): DayTotals =>
  combine(a, b, (x, y) => Math.max(x - y, 0))
const larger = (a: DayTotals, b: DayTotals): DayTotals => combine(a, b, Math.max)
