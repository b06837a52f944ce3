// Puts events of several processors into the order in which they happened: bpftrace reads one processor's after the other's.

import type { Clock, Timer } from '../runtime/clock.ts'

/** Longer than one round through all processors' buffers, and much shorter than people notice. */
const HOLD_MS = 25

interface Stamped {
  /** By the kernel's clock. */
  readonly ns: number
}

export interface EventOrder<T extends Stamped> extends Disposable {
  push(event: T): void
}

/** Each is held for a moment; one that comes even later goes on at once. */
export function createEventOrder<T extends Stamped>(
  clock: Clock,
  release: (events: readonly T[]) => void,
): EventOrder<T> {
  let held: { readonly event: T; readonly arrivedMs: number }[] = []
  let timer: Timer | undefined

  function arm(): void {
    const [first] = held
    timer = first && clock.setTimer(first.arrivedMs + HOLD_MS, flush)
  }

  /** All that happened before the last one that has been held long enough. */
  function flush(): void {
    const dueMs = clock.now() - HOLD_MS
    let untilNs = -1
    for (const { event, arrivedMs } of held) {
      if (arrivedMs <= dueMs) untilNs = Math.max(untilNs, event.ns)
    }
    const due = held.filter(({ event }) => event.ns <= untilNs).map(({ event }) => event)
    held = held.filter(({ event }) => event.ns > untilNs)
    arm()
    if (due.length > 0) release(due.toSorted((a, b) => a.ns - b.ns))
  }

  return {
    push(event) {
      held.push({ event, arrivedMs: clock.now() })
      if (timer === undefined) arm()
    },
    [Symbol.dispose]() {
      timer?.cancel()
      held = []
    },
  }
}
