// Puts work off until the answers are written, and keeps its order.

/** Time for it without a break. */
const TURN_MS = 20
/** Between, others are answered, which takes several turns of the event loop where they have just connected. */
const BREAK_MS = 10
/** Beyond that all is done at once: what comes in faster than it can be taken in must not pile up. */
const MAX_WAITING = 256

/** Tasks that wait for a later turn of the event loop. */
export interface Deferred {
  add(task: () => void): void
  /** Runs what is waiting, at once. */
  flush(): void
}

/** Runs them in the order in which they were added. */
export function createDeferred(): Deferred {
  let waiting: (() => void)[] = []

  function run(untilMs: number): void {
    let next = 0
    while (next < waiting.length) {
      if (waiting.length - next <= MAX_WAITING && performance.now() > untilMs) {
        setTimeout(runSome, BREAK_MS)
        break
      }
      waiting[next++]!()
    }
    waiting = waiting.slice(next)
  }

  const runSome = () => run(performance.now() + TURN_MS)

  return {
    add(task) {
      // Immediates run after the answers of this turn were written to their sockets.
      if (waiting.push(task) === 1) setImmediate(runSome)
    },
    flush: () => run(Number.POSITIVE_INFINITY),
  }
}
