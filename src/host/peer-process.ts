// Finds the process at the other end of a loopback connection.

import { setImmediate as immediate } from 'node:timers/promises'
import { type ConnectionEnds, createPeerLookup, type PeerLookup } from './peer-uid.ts'
import { createProc, type Proc, type ProcessId } from './proc.ts'
import { findHolders, type SocketSearch, type Steps } from './socket-holder.ts'
import type { SocketOwner } from './tcp-table.ts'

export interface FinderOptions {
  readonly proc?: Proc
  /** Share one with whoever else looks peers up, so that they share its reads. */
  readonly peers?: PeerLookup
  /** Resolves once the event loop had a turn for others; tests count them. */
  readonly nextTurn?: () => Promise<unknown>
}

/** Neither call rejects; undefined is a peer that hides, has ended, or is not on this machine. */
export interface ProcessFinder {
  /**
   * Asked again with the same object, it answers at once while that process
   * lives, and looks again once it has ended (a child may have the socket now).
   */
  find(ends: ConnectionEnds): Promise<ProcessId | undefined>
  /** For those who know the peer's socket already. */
  findHolder(socket: SocketOwner): Promise<ProcessId | undefined>
}

/** About a millisecond of work. */
const STEPS_PER_SLICE = 50
const MAX_KNOWN = 100

/**
 * Asking every process of a user for its sockets takes 40 ms for 450 of them.
 * So this is done in slices, between which requests are answered; and all
 * searches that wait at the same time share one walk.
 */
export function createProcessFinder(options: FinderOptions = {}): ProcessFinder {
  const { proc = createProc(), peers = createPeerLookup(), nextTurn = () => immediate() } = options
  const answers = new WeakMap<ConnectionEnds, Promise<ProcessId | undefined>>()
  let known: readonly number[] = []
  let waiting: SocketSearch[] = []
  let running = false

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      await nextTurn()
      const searches = waiting
      waiting = []
      await inSlices(findHolders(proc, searches, known), nextTurn)
    }
    running = false
  }

  function remember(pid: number): void {
    known = [pid, ...known.filter((other) => other !== pid)].slice(0, MAX_KNOWN)
  }

  function findHolder(socket: SocketOwner): Promise<ProcessId | undefined> {
    return new Promise((resolve) => {
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

  async function search(ends: ConnectionEnds): Promise<ProcessId | undefined> {
    const peer = await peers.find(ends)
    return peer.kind === 'held' && peer.inode !== 0 ? findHolder(peer) : undefined
  }

  async function again(
    ends: ConnectionEnds,
    earlier: Promise<ProcessId | undefined>,
  ): Promise<ProcessId | undefined> {
    const process = await earlier
    // Who hid once will hide again: looking for it takes long.
    return process && proc.existence(process) === 'ended' ? search(ends) : process
  }

  return {
    findHolder,
    find(ends) {
      const earlier = answers.get(ends)
      const answer = earlier ? again(ends, earlier) : search(ends)
      answers.set(ends, answer)
      return answer
    },
  }
}

async function inSlices(steps: Steps, nextTurn: () => Promise<unknown>): Promise<void> {
  for (let step = 1; steps.next().done !== true; step++)
    if (step % STEPS_PER_SLICE === 0) await nextTurn()
}
