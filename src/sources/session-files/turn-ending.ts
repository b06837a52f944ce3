// The end of a turn, held for the moment in which it is yet to be told how the turn ended.

import type { Outcome } from '../../domain/event.ts'
import type { Clock, Timer } from '../../runtime/clock.ts'

export interface Ending {
  /** Tells it now, with what is known by now. */
  conclude(): void
}

/** How often it is looked for: it was there 60–110 ms after the status, on a busy machine 500 ms (measured). */
const EVERY_MS = 20

/**
 * @param maxMs how long it is held
 * @param read tells how the turn ended; undefined while that is not known
 * @param tell is called once; before this returns, where `read` knows at once
 */
export function openEnding(
  clock: Clock,
  maxMs: number,
  read: () => Outcome | undefined,
  tell: (outcome: Outcome | undefined) => void,
): Ending {
  const lastMs = clock.now() + maxMs
  let timer: Timer | undefined
  let isTold = false

  function look(isLast: boolean): void {
    if (isTold) return
    const outcome = read()
    isTold = isLast || outcome !== undefined || clock.now() >= lastMs
    if (isTold) tell(outcome)
    else timer = clock.setTimer(clock.now() + EVERY_MS, () => look(false))
  }

  look(false)
  return {
    conclude() {
      timer?.cancel()
      look(true)
    },
  }
}
