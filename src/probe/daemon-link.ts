// The connection to the daemon's socket: made again whenever it breaks, and never waited for.

import { type FSWatcher, statSync, watch } from 'node:fs'
import { createConnection, type Socket } from 'node:net'
import { dirname } from 'node:path'
import type { Clock, Timer } from '../runtime/clock.ts'

const FIRST_DELAY_MS = 250
const MAX_DELAY_MS = 30_000
/** A daemon that has just made its socket may not listen yet. */
const SETTLE_MS = 50
/** A connection that ends sooner was no use, and trying again at once would spin. */
const MIN_USEFUL_MS = 5000

export interface DaemonLinkOptions {
  readonly socketPath: string
  readonly clock: Clock
  /** What to say first, each time. */
  onConnected(): string
  /** What to say next; '' where there is nothing. */
  next(): string
  /** What was said last did not get through; told before there is another connection. */
  onCut(): void
  onChange(connected: boolean, problem: string | undefined): void
}

export interface DaemonLink extends Disposable {
  readonly isConnected: boolean
  /** There is something to say. */
  wake(): void
}

/** At most one write is under way: the rest waits where it can still be given up. */
export function openDaemonLink(options: DaemonLinkOptions): DaemonLink {
  const { socketPath, clock } = options
  let socket: Socket | undefined
  let isConnected = false
  let isWriting = false
  let failures = 0
  let connectedAtMs = 0
  let timer: Timer | undefined
  let watcher: FSWatcher | undefined
  let isClosed = false

  function connect(): void {
    timer?.cancel()
    timer = undefined
    if (isClosed || socket) return
    let problem: string | undefined
    const client = createConnection(socketPath)
    socket = client
    client.on('connect', () => {
      isConnected = true
      connectedAtMs = clock.now()
      unwatch()
      options.onChange(true, undefined)
      write(options.onConnected())
    })
    // Nothing is expected from there; what comes must not pile up, and the end must be seen.
    client.resume()
    client.on('error', (error: NodeJS.ErrnoException) => (problem = error.code ?? error.message))
    client.on('close', () => onClosed(problem))
  }

  function onClosed(problem: string | undefined): void {
    socket = undefined
    isWriting = false
    const wasUseful = isConnected && clock.now() - connectedAtMs > MIN_USEFUL_MS
    failures = wasUseful ? 0 : failures + 1
    isConnected = false
    if (isClosed) return
    options.onChange(false, problem)
    lookOut()
    const delayMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures, 16))
    retryAt(clock.now() + delayMs)
  }

  function retryAt(atMs: number): void {
    timer?.cancel()
    timer = clock.setTimer(atMs, connect)
  }

  /** A new socket is worth a try at once. Where even its directory is missing, that one's is watched. */
  function lookOut(): void {
    unwatch()
    const directory = nearestDirectory(dirname(socketPath))
    try {
      watcher = watch(directory, { persistent: false }, () => {
        if (directory !== nearestDirectory(dirname(socketPath))) lookOut()
        if (exists(socketPath)) retryAt(clock.now() + SETTLE_MS)
      })
      watcher.on('error', unwatch)
    } catch {
      // The timer remains.
    }
  }

  function unwatch(): void {
    watcher?.close()
    watcher = undefined
  }

  function write(text: string): void {
    if (text === '' || !socket) return
    isWriting = true
    socket.write(text, (error) => {
      if (error) options.onCut()
      isWriting = false
      wake()
    })
  }

  function wake(): void {
    // It breaks a moment before that is told.
    if (isConnected && !isWriting && socket?.writable === true) write(options.next())
  }

  lookOut()
  connect()
  return {
    get isConnected() {
      return isConnected
    },
    wake,
    [Symbol.dispose]() {
      isClosed = true
      timer?.cancel()
      unwatch()
      socket?.end()
      socket?.unref()
    },
  }
}

function nearestDirectory(path: string): string {
  return path === '/' || exists(path) ? path : nearestDirectory(dirname(path))
}

function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    // Not to be looked at: no better than missing.
    return false
  }
}
