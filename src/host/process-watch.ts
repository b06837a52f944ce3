// Notices that processes end, soon and without polling: it looks when something hints at it.

import { watch as watchFiles } from 'node:fs'
import type { Clock, Timer } from '../runtime/clock.ts'
import { createPidWaiter, type PidWaiter } from './pid-waiter.ts'
import { createProc, type Proc, type ProcessId, processKey } from './proc.ts'

export interface ProcessWatchOptions {
  readonly clock: Clock
  readonly proc?: Proc
  readonly waiter?: PidWaiter
  /** A directory whose changes are a hint: a terminal opened or closed. */
  readonly ptsDirectory?: string
  /** Whether somebody sees how this process ends and is about to report it. */
  readonly isWitnessed?: (process: ProcessId) => boolean
}

/** How it ended, as a witness tells it: the exit code, or the number of the signal that ended it. */
export interface ProcessEnding {
  readonly code?: number | undefined
  readonly signal?: number | undefined
}

/** All of its disposals are idempotent. */
export interface ProcessWatch extends Disposable {
  /**
   * Calls `onExit` once, in a later turn; also where the process has ended already.
   * It is told how, where a witness reported that.
   * @returns what ends the watch; after the disposal of the whole, an empty one
   */
  watchExit(process: ProcessId, onExit: (ending?: ProcessEnding) => void): Disposable
  /** A hint that the process, or any process, may be ending: its connection closed, say. */
  poke(process?: ProcessId): void
  /** A witness's report: a hint too, for the number may be another process's by now. */
  report(pid: number, ending: ProcessEnding): void
}

interface Watched {
  readonly process: ProcessId
  readonly listeners: Set<(ending?: ProcessEnding) => void>
  /** A reported end that was not yet seen. */
  ending?: ProcessEnding | undefined
  /** Until when a report is waited for, once the end was noticed. */
  reportDueMs?: number
  timer?: Timer
  waiter?: Disposable | undefined
}

/** A process that ends in good order is gone 20 to 100 ms after its connections are. */
const CHECKS_MS = [0, 5, 20, 50, 100, 300, 1000] as const

/** How long an end that was noticed waits for the witness: reports take some 100 ms at most. */
const WITNESS_MS = 150

/**
 * Hints are: the watch's start, `poke`, a terminal that opens or closes, and the
 * end of a `pidwait` where there is one. After each a process is looked at a few
 * times within a second, and then no more: an idle machine costs nothing.
 */
export function openProcessWatch(options: ProcessWatchOptions): ProcessWatch {
  const { clock, proc = createProc(), waiter = createPidWaiter() } = options
  const watched = new Map<string, Watched>()
  let isClosed = false
  const terminals = watchForHints(options.ptsDirectory ?? '/dev/pts', () => poke())

  function stop(entry: Watched): void {
    const key = processKey(entry.process)
    if (watched.get(key) === entry) watched.delete(key)
    entry.timer?.cancel()
    entry.waiter?.[Symbol.dispose]()
  }

  function check(entry: Watched): boolean {
    if (proc.existence(entry.process) !== 'ended') return false
    const waits = entry.ending === undefined && options.isWitnessed?.(entry.process) === true
    if (waits) entry.reportDueMs ??= clock.now() + WITNESS_MS
    const dueMs = waits ? entry.reportDueMs! : 0
    entry.timer?.cancel()
    if (clock.now() < dueMs) entry.timer = clock.setTimer(dueMs, () => finish(entry))
    else finish(entry)
    return true
  }

  function finish(entry: Watched): void {
    stop(entry)
    for (const onExit of entry.listeners) {
      entry.listeners.delete(onExit)
      onExit(entry.ending)
    }
  }

  function startChecks(entry: Watched): void {
    const startMs = clock.now()
    const arm = (index: number) => {
      const delayMs = CHECKS_MS[index]
      if (delayMs === undefined) return void (entry.ending = undefined)
      entry.timer = clock.setTimer(startMs + delayMs, () => check(entry) || arm(index + 1))
    }
    entry.timer?.cancel()
    arm(0)
  }

  /** Also one that is watched already may have ended unnoticed. */
  function start(process: ProcessId): Watched {
    const entry = watched.get(processKey(process)) ?? add(process)
    startChecks(entry)
    return entry
  }

  function add(process: ProcessId): Watched {
    const entry: Watched = { process, listeners: new Set() }
    watched.set(processKey(process), entry)
    entry.waiter = waiter.wait(process.pid, () => startChecks(entry))
    return entry
  }

  function poke(process?: ProcessId): void {
    const one = process && watched.get(processKey(process))
    for (const entry of process ? (one ? [one] : []) : watched.values()) startChecks(entry)
  }

  return {
    poke,
    report(pid, ending) {
      for (const entry of watched.values()) {
        if (entry.process.pid !== pid) continue
        entry.ending = ending
        startChecks(entry)
      }
    },
    watchExit(process, onExit) {
      if (isClosed) return { [Symbol.dispose]: () => undefined }
      const entry = start(process)
      // A listener of its own, so that the same function may be given twice.
      const listener = (ending?: ProcessEnding) => onExit(ending)
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

/** Where it cannot be watched (no such directory, too many watches) there is one hint less. */
function watchForHints(path: string, onChange: () => void): Disposable {
  try {
    const watcher = watchFiles(path, { persistent: false }, onChange)
    watcher.on('error', () => watcher.close())
    return { [Symbol.dispose]: () => watcher.close() }
  } catch {
    return { [Symbol.dispose]: () => undefined }
  }
}
