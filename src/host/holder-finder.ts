// Finds the process that holds a socket, without holding up anybody else.

import { setImmediate as immediate } from 'node:timers/promises'
import { createProc, type Proc, type ProcessId } from './proc.ts'
import { findHolders, likelyHolders, type SocketSearch, type Steps } from './socket-holder.ts'
import type { SocketOwner } from './tcp-table.ts'

export interface FinderOptions {
  readonly proc?: Proc
  /** Beginnings of the names of programs whose processes are asked first. */
  readonly programs?: readonly string[]
  /** Resolves once the event loop had a turn for others; tests count them. */
  readonly nextTurn?: () => Promise<unknown>
}

/** Never rejects; undefined for a process that hides or has ended. */
export type HolderFinder = (socket: SocketOwner) => Promise<ProcessId | undefined>

/** About a millisecond of work. */
const STEPS_PER_SLICE = 50
const MAX_KNOWN = 100

/**
 * Asking every process of a user for its sockets takes 40 ms for 450 of them.
 * So this is done in slices, between which requests are answered; and all
 * searches that wait at the same time share one walk.
 */
export function createHolderFinder(options: FinderOptions = {}): HolderFinder {
  const { proc = createProc(), programs = [], nextTurn = () => immediate() } = options
  const likely = likelyHolders(programs)
  let known: readonly number[] = []
  let waiting: SocketSearch[] = []
  let running = false

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      await nextTurn()
      const searches = waiting
      waiting = []
      await inSlices(findHolders(proc, searches, known, likely), nextTurn)
    }
    running = false
  }

  function remember(pid: number): void {
    known = [pid, ...known.filter((other) => other !== pid)].slice(0, MAX_KNOWN)
  }

  return (socket) =>
    new Promise((resolve) => {
      const found = (process: ProcessId | undefined) => {
        if (process) remember(process.pid)
        resolve(process)
      }
      waiting.push({ socket, found })
      if (running) return
      running = true
      void run()
    })
}

async function inSlices(steps: Steps, nextTurn: () => Promise<unknown>): Promise<void> {
  for (let step = 1; steps.next().done !== true; step++)
    if (step % STEPS_PER_SLICE === 0) await nextTurn()
}
