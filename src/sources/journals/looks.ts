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

/** Hints come many at a time, each begins the row anew, and no look is closer to another than its first delay. */
export function createLooks(clock: Clock, look: () => void): Looks {
  let timer: Timer | undefined
  let lastMs = Number.NEGATIVE_INFINITY

  function run(): void {
    lastMs = clock.now()
    look()
  }

  function arm(startMs: number, index: number, delayMs = DELAYS_MS[index]): void {
    timer?.cancel()
    timer = undefined
    if (delayMs === undefined) return
    const dueMs = Math.max(startMs + delayMs, lastMs + DELAYS_MS[1])
    timer = clock.setTimer(dueMs, () => {
      run()
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
