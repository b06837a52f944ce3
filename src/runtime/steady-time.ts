// From the time of day to a clock that is never set: what agents do after it was set back must not look old.

import type { Clock } from './clock.ts'

/** Less than this is an agent's clock that runs a little differently, or one that is slewed. */
const STEP_MS = 1000
/** How long records may still arrive that were made before the clock was set. */
const MEMORY_MS = 600_000
/** How far a record may be ahead of its arrival and still be of the time since. */
const AHEAD_MS = 1000

/**
 * @param wallMs a record's Unix time
 * @param arrivalMs on the steady clock
 * @returns when that was on the steady clock
 */
export type ToSteady = (wallMs: number, arrivalMs: number) => number

/** Follows the clock as it is set, or left behind by a machine that slept. */
export function createToSteady(clock: Pick<Clock, 'wallOffsetMs'>): ToSteady {
  let offsetMs = 0
  let checkedMs = Number.NaN
  /** The clock was set after `fromMs`, and by `toMs`. */
  let before:
    | { readonly offsetMs: number; readonly fromMs: number; readonly toMs: number }
    | undefined

  function follow(arrivalMs: number): void {
    const fromMs = checkedMs
    checkedMs = arrivalMs
    const nowMs = clock.wallOffsetMs()
    if (Math.abs(nowMs - offsetMs) <= STEP_MS) return
    before = { offsetMs, fromMs, toMs: arrivalMs }
    offsetMs = nowMs
  }

  return (wallMs, arrivalMs) => {
    // Once for all records that arrived together.
    if (arrivalMs !== checkedMs) follow(arrivalMs)
    const steadyMs = wallMs - offsetMs
    if (before === undefined || arrivalMs > before.toMs + MEMORY_MS) return steadyMs
    const earlierMs = wallMs - before.offsetMs
    // Too young to be of the time before, and young enough to be of the time since.
    if (earlierMs > before.toMs && steadyMs >= before.fromMs) return steadyMs
    // Nothing arrives before it is made, and hardly anything long after.
    const isPossible = (ms: number) => ms <= arrivalMs + AHEAD_MS
    if (!isPossible(earlierMs)) return steadyMs
    return isPossible(steadyMs) ? Math.max(steadyMs, earlierMs) : earlierMs
  }
}
