// Notices that processes end, soon and without polling: it looks when something hints at it.

import { watch as watchFiles } from 'node:fs'
import type { Clock, Timer } from '../runtime/clock.ts'
import { createPidWaiter, type PidWaiter } from './pid-waiter.ts'
import { createProc, type Proc, type ProcessId } from './proc.ts'

export interface ProcessWatchOptions {
  readonly clock: Clock
  readonly proc?: Proc
  readonly waiter?: PidWaiter
  /** A directory whose changes are a hint: a terminal opened or closed. */
  readonly ptsDirectory?: string
}

/** All of its disposals are idempotent. */
export interface ProcessWatch extends Disposable {
  /**
   * Calls `onExit` once, in a later turn; also where the process has ended already.
   * @returns what ends the watch; after the disposal of the whole, an empty one
   */
  watchExit(process: ProcessId, onExit: () => void): Disposable
  /** A hint that the process, or any process, may be ending: its connection closed, say. */
  poke(process?: ProcessId): void
}

interface Watched {
  readonly process: ProcessId
  readonly listeners: Set<() => void>
  timer?: Timer
  waiter?: Disposable | undefined
}

/** A process that ends in good order is gone 20 to 100 ms after its connections are. */
const CHECKS_MS = [0, 5, 20, 50, 100, 300, 1000] as const

/**
 * Hints are: the watch's start, `poke`, a terminal that opens or closes, and the
 * end of a `pidwait` where there is one. After each a process is looked at a few
 * times within a second, and then no more: an idle machine costs nothing.
 */
export function openProcessWatch(options: ProcessWatchOptions): ProcessWatch {
  const { clock, proc = createProc(), waiter = createPidWaiter() } = options
  const watched = new Map<string, Watched>()
  let isClosed = false
  const terminals = watchDirectory(options.ptsDirectory ?? '/dev/pts', () => poke())

  function stop(entry: Watched): void {
    const key = toKey(entry.process)
    if (watched.get(key) === entry) watched.delete(key)
    entry.timer?.cancel()
    entry.waiter?.[Symbol.dispose]()
  }

  function check(entry: Watched): boolean {
    if (proc.existence(entry.process) !== 'ended') return false
    stop(entry)
    for (const onExit of entry.listeners) {
      entry.listeners.delete(onExit)
      onExit()
    }
    return true
  }

  function startChecks(entry: Watched): void {
    const startMs = clock.now()
    const arm = (index: number) => {
      const delayMs = CHECKS_MS[index]
      if (delayMs === undefined) return
      entry.timer = clock.setTimer(startMs + delayMs, () => check(entry) || arm(index + 1))
    }
    entry.timer?.cancel()
    arm(0)
  }

  function start(process: ProcessId): Watched {
    const entry: Watched = { process, listeners: new Set() }
    watched.set(toKey(process), entry)
    entry.waiter = waiter.wait(process.pid, () => startChecks(entry))
    startChecks(entry)
    return entry
  }

  function poke(process?: ProcessId): void {
    const one = process && watched.get(toKey(process))
    for (const entry of process ? (one ? [one] : []) : watched.values()) startChecks(entry)
  }

  return {
    poke,
    watchExit(process, onExit) {
      if (isClosed) return { [Symbol.dispose]: () => undefined }
      const entry = watched.get(toKey(process)) ?? start(process)
      // A listener of its own, so that the same function may be given twice.
      const listener = () => onExit()
      entry.listeners.add(listener)
      return {
        [Symbol.dispose]() {
          if (entry.listeners.delete(listener) && entry.listeners.size === 0) stop(entry)
        },
      }
    },
    [Symbol.dispose]() {
      isClosed = true
      terminals[Symbol.dispose]()
      for (const entry of watched.values()) {
        entry.listeners.clear()
        stop(entry)
      }
    },
  }
}

function toKey({ pid, startTime }: ProcessId): string {
  return `${pid} ${startTime}`
}

/** Where it cannot be watched (no such directory, too many watches) there is one hint less. */
function watchDirectory(path: string, onChange: () => void): Disposable {
  try {
    const watcher = watchFiles(path, { persistent: false }, onChange)
    watcher.on('error', () => watcher.close())
    return { [Symbol.dispose]: () => watcher.close() }
  } catch {
    return { [Symbol.dispose]: () => undefined }
  }
}
