// The window of a process, looked for when that may tell something new: in tmux it changes with every attach.

import type { About, Happening } from '../domain/event.ts'
import type { WindowFinder } from '../host/focus/windows.ts'
import type { Clock } from '../runtime/clock.ts'

export interface WindowTrail {
  /** As found last; nothing before that. */
  readonly found: Pick<About, 'windowId'>
  /** Something happened in its session. */
  note(happening: Happening['kind']): void
}

/** Moments at which the person may have come back to another window, and at which it matters. */
const OCCASIONS = new Set<Happening['kind']>(['prompt', 'blocked', 'turn_ended'])
/** Looking starts two programs where tmux is used. */
const INTERVAL_MS = 1000

/**
 * Looks at once, in the background: asking the desktop takes time.
 * @param place the process, as far as it was found
 * @param onFound called where the window is another than before
 */
export function openWindowTrail(
  clock: Clock,
  findWindow: WindowFinder,
  { pid, tmux }: About,
  onFound: (found: Pick<About, 'windowId'>) => void,
): WindowTrail {
  let found: Pick<About, 'windowId'> = {}
  let isLooking = false
  let lookAgainMs = 0

  async function look(): Promise<void> {
    if (pid === undefined || isLooking || clock.now() < lookAgainMs) return
    isLooking = true
    const windowId = await findWindow(pid)
    isLooking = false
    lookAgainMs = clock.now() + INTERVAL_MS
    if (windowId === found.windowId) return
    found = { windowId }
    onFound(found)
  }

  void look()
  return {
    get found() {
      return found
    },
    note(happening) {
      // A terminal of its own keeps its window.
      const mayHaveMoved = tmux !== undefined || found.windowId === undefined
      if (mayHaveMoved && OCCASIONS.has(happening)) void look()
    },
  }
}
