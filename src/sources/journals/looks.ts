// When to look for new journals: soon after a hint, a few times, and not too often.

import type { Clock, Timer } from '../../runtime/clock.ts'

export interface Looks extends Disposable {
  /** Something was begun: the process may not have opened its journal yet. */
  begin(): void
  /** Something may have been begun that no hint was there for. */
  maybe(): void
}

/** After a hint. A file that is made is open at once; a process that was just started takes longer. */
const DELAYS_MS = [0, 20, 100, 400, 1500, 4000] as const
/** Records of sessions that have no journal come all the time. */
const MAYBE_EVERY_MS = 5000

/** A look goes through all processes; what is written all the time may be nobody's that is to be found. */
const MIN_GAP_MS = 10
const MAX_GAP_MS = 1000

/**
 * Every hint restarts the row of delays. While hints keep doing so and nothing is found, the
 * least gap between looks doubles, up to a second.
 * @param look returns whether it found something new
 */
export function createLooks(clock: Clock, look: () => boolean): Looks {
  let timer: Timer | undefined
  let lastMs = Number.NEGATIVE_INFINITY
  let gapMs = MIN_GAP_MS

  function run(index: number): void {
    lastMs = clock.now()
    if (look()) gapMs = MIN_GAP_MS
    else if (index === 0) gapMs = Math.min(gapMs * 2, MAX_GAP_MS)
  }

  function arm(startMs: number, index: number, delayMs = DELAYS_MS[index]): void {
    timer?.cancel()
    timer = undefined
    if (delayMs === undefined) return void (gapMs = MIN_GAP_MS)
    timer = clock.setTimer(Math.max(startMs + delayMs, lastMs + gapMs), () => {
      run(index)
      arm(startMs, index + 1)
    })
  }

  return {
    begin: () => arm(clock.now(), 0),
    maybe() {
      const isDue = timer === undefined && clock.now() >= lastMs + MAYBE_EVERY_MS
      // Once, and not while records are taken in.
      if (isDue) arm(clock.now(), DELAYS_MS.length - 1, 0)
    },
    [Symbol.dispose]: () => timer?.cancel(),
  }
}
