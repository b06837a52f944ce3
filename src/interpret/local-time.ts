// From the agents' clocks to the one of the arrivals: a clock that is far ahead is put back, its records in order.

/** How far an agent's clock may be ahead of this machine's. */
const MAX_AHEAD_MS = 300_000

/** Puts a time of day on the clock of the arrivals. */
export type ToSteady = (wallMs: number, arrivalMs: number) => number
/** The same for an agent's time of day. */
export type ToLocal = (wallMs: number, arrivalMs: number) => number

/**
 * A record from the future would make all that follow it look old, also what this
 * machine tells itself. So a clock that is ahead is taken to be right at the
 * arrival of its first record, and keeps that distance.
 */
export function createToLocal(toSteady: ToSteady): ToLocal {
  let skewMs = 0
  return (wallMs, arrivalMs) => {
    const steadyMs = toSteady(wallMs, arrivalMs)
    const aheadMs = steadyMs - arrivalMs
    if (aheadMs > MAX_AHEAD_MS && Math.abs(aheadMs - skewMs) > MAX_AHEAD_MS) skewMs = aheadMs
    // What is nowhere near was told by another, whose clock is right.
    return aheadMs > skewMs / 2 ? steadyMs - skewMs : steadyMs
  }
}
