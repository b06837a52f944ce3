// So many tasks at once and no more; the others wait for their turn.

/** Runs a task once there is room for it; in the order of the calls. */
export type Limiter = <Result>(task: () => Promise<Result>) => Promise<Result>

/** @param max how many run at once */
export function createLimiter(max: number): Limiter {
  const waiting: (() => void)[] = []
  let running = 0
  return async (task) => {
    // Whoever ends passes its place on, so that nobody who comes later takes it.
    if (running < max) running++
    else await new Promise<void>((go) => waiting.push(go))
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
