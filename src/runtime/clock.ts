// Time as the shell sees it, injected so that tests and replay can run on a clock of their own.

export interface Timer {
  cancel(): void
}

export interface Clock {
  /**
   * Unix milliseconds as of the start, then steadily on: setting the machine's
   * clock or suspending it does not move this one.
   */
  now(): number
  /** What to add to `now()` for the time of day. */
  wallOffsetMs(): number
  /** Calls `fn` once at or shortly after `atMs` (Unix milliseconds); at once if that is past. */
  setTimer(atMs: number, fn: () => void): Timer
}

/** A clock whose time stands still until it is told to move. */
export interface VirtualClock extends Clock {
  /** Moves to `atMs`, running every timer due until then in order, each at its own time. */
  advanceTo(atMs: number): void
  /** When the next timer is due, if there is one. */
  nextTimerAt(): number | undefined
}

/** Unix milliseconds by the machine's clock as it is set now. */
export const timeOfDayMs = (clock: Clock): number => clock.now() + clock.wallOffsetMs()

/** When something happened that is heard of now. */
export interface Moment {
  /** Unix ms by the time of day. */
  readonly timeMs: number
  /** Unix ms on the steady clock. */
  readonly arrivalMs: number
  /** How long it took to be heard of. */
  readonly delayMs: number
}

/**
 * Nothing is heard of before it happens: a time that is ahead is by another clock, and counts as this moment.
 * @param toldMs Unix ms by the time of day, where it is known when it happened
 */
export function toMoment(clock: Clock, toldMs?: number): Moment {
  const arrivalMs = clock.now()
  const nowMs = arrivalMs + clock.wallOffsetMs()
  const timeMs = Math.min(toldMs ?? nowMs, nowMs)
  return { timeMs, arrivalMs, delayMs: nowMs - timeMs }
}

/** setTimeout takes a longer delay for 1 ms. */
const MAX_DELAY_MS = 2_147_483_647

const monotonicNow = (): number => performance.timeOrigin + performance.now()

/** A change of the machine's clock worth following. */
const OFFSET_STEP_MS = 20
let lastOffsetMs = Number.POSITIVE_INFINITY

/** The machine's clock. */
export const systemClock: Clock = {
  now: monotonicNow,
  wallOffsetMs() {
    const offsetMs = Date.now() - monotonicNow()
    // The two are read one after the other: the same moment would look different every time.
    if (Math.abs(offsetMs - lastOffsetMs) > OFFSET_STEP_MS) lastOffsetMs = offsetMs
    return lastOffsetMs
  },
  setTimer(atMs, fn) {
    let timeout: NodeJS.Timeout
    const arm = (remainingMs: number) => {
      const delayMs = Math.min(Math.max(remainingMs, 0), MAX_DELAY_MS)
      timeout = setTimeout(
        () => (remainingMs > delayMs ? arm(remainingMs - delayMs) : fn()),
        delayMs,
      )
    }
    arm(atMs - monotonicNow())
    return { cancel: () => clearTimeout(timeout) }
  },
}

/** @param startMs the time it shows first, in Unix milliseconds */
export function createVirtualClock(startMs: number): VirtualClock {
  interface Pending {
    readonly atMs: number
    readonly fn: () => void
  }
  let nowMs = startMs
  const timers = new Set<Pending>()

  function next(): Pending | undefined {
    let first: Pending | undefined
    for (const timer of timers) if (first === undefined || timer.atMs < first.atMs) first = timer
    return first
  }

  return {
    now: () => nowMs,
    wallOffsetMs: () => 0,
    setTimer(atMs, fn) {
      const timer = { atMs, fn }
      timers.add(timer)
      return { cancel: () => timers.delete(timer) }
    },
    nextTimerAt: () => next()?.atMs,
    advanceTo(atMs) {
      for (let timer = next(); timer !== undefined && timer.atMs <= atMs; timer = next()) {
        timers.delete(timer)
        nowMs = Math.max(nowMs, timer.atMs)
        timer.fn()
      }
      nowMs = Math.max(nowMs, atMs)
    },
  }
}
