// What is held back for the moment in which it may turn out to be nothing.

import type { Clock, Timer } from './clock.ts'

export interface Held {
  /** Tells it now, unless that was done. */
  conclude(): void
  /** @returns false where it was told already */
  takeBack(): boolean
}

/**
 * @param holdMs how long it is held
 * @param tell is called at most once; before this returns, where it is not held
 */
export function hold(clock: Clock, holdMs: number, tell: () => void): Held {
  let timer: Timer | undefined

  function takeBack(): boolean {
    const wasHeld = timer !== undefined
    timer?.cancel()
    timer = undefined
    return wasHeld
  }

  function conclude(): void {
    if (takeBack()) tell()
  }

  if (holdMs > 0) timer = clock.setTimer(clock.now() + holdMs, conclude)
  else tell()
  return { conclude, takeBack }
}
