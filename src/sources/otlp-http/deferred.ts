// Puts work off until the answers are written, and keeps its order.

/** Time for it in one turn of the event loop; what is left waits for the next, so that others are answered between. */
const TURN_MS = 50
/** Beyond that all is done at once: what comes in faster than it can be taken in must not pile up. */
const MAX_WAITING = 256

/** Tasks that wait for a later turn of the event loop. */
export interface Deferred {
  add(task: () => void): void
  /** Runs what is waiting, at once. */
  flush(): void
}

export function createDeferred(): Deferred {
  let waiting: (() => void)[] = []

  function run(untilMs: number): void {
    let next = 0
    while (next < waiting.length) {
      if (waiting.length - next <= MAX_WAITING && performance.now() > untilMs) {
        setImmediate(runSome)
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
