// What all sessions used on a calendar day, counted by what each one's totals grew since they were last seen.

import type { SessionView } from '../change.ts'
import { forgetOldest } from '../forget-oldest.ts'
import { sessionKey } from '../session-key.ts'
import { recallLedger } from '../session/counted.ts'
import { type Totals, totalsOf } from '../session/usage.ts'
import type { Remembered } from '../sessions/register.ts'

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

/** The days used last; several, as clocks and time zones also go backwards. */
export type Days = Readonly<Record<string, DayTotals>>

export interface DayLedger {
  /**
   * @param day of now, such as 2026-11-26
   * @returns whether there was something to count
   */
  count(session: SessionView, day: string): boolean
  of(day: string): DayTotals
  days(): Days
}

const MAX_DAYS = 3
/** More than live at a time, with those that may yet come back. */
const MAX_SESSIONS = 12_000

const fields = ['input', 'output', 'cached', 'turns'] as const
const nothing: DayTotals = { input: 0, output: 0, cached: 0, costUsd: null, turns: 0 }

/** @param past what earlier runs counted: on which days, and of which sessions */
export function createDayLedger(past: Days = {}, sessions: readonly Remembered[] = []): DayLedger {
  const days = new Map(Object.entries(past))
  /** By session, the totals as they were last. */
  const seen = new Map<string, DayTotals>()
  for (const { key, totals, turns } of sessions)
    seen.set(key, toDayTotals(totalsOf(recallLedger(totals)), turns))

  return {
    count({ agent, id, totals, turns }, day) {
      const key = sessionKey(agent, id)
      const now = toDayTotals(totals, turns)
      const growth = growthOf(seen.get(key) ?? nothing, now)
      // To the end: the beginning is what is forgotten first.
      seen.delete(key)
      seen.set(key, now)
      forgetOldest(seen, MAX_SESSIONS)
      if (!growth) return false
      const sum = add(days.get(day) ?? nothing, growth)
      days.delete(day)
      days.set(day, sum)
      forgetOldest(days, MAX_DAYS)
      return true
    },
    of: (day) => days.get(day) ?? nothing,
    days: () => Object.fromEntries(days),
  }
}

function toDayTotals(totals: Totals, turns: number): DayTotals {
  const { input, output, cacheRead, cacheWrite, costUsd } = totals
  return { input, output, cached: cacheRead + cacheWrite, costUsd, turns }
}

/** The totals of a session that had been forgotten begin at nothing. */
function growthOf(last: DayTotals, now: DayTotals): DayTotals | undefined {
  const isAnew = fields.some((field) => now[field] < last[field])
  const growth = subtract(now, isAnew ? nothing : last)
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
