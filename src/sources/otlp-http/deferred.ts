// Puts work off until the answers are written, and keeps its order.

/** Tasks that wait for a later turn of the event loop. */
export interface Deferred {
  add(task: () => void): void
  /** Runs what is waiting, at once. */
  flush(): void
}

export function createDeferred(): Deferred {
  let waiting: (() => void)[] = []

  function flush(): void {
    const tasks = waiting
    waiting = []
    for (const task of tasks) task()
  }

  return {
    add(task) {
      // Immediates run after the answers of this turn were written to their sockets.
      if (waiting.push(task) === 1) setImmediate(flush)
    },
    flush,
  }
}
