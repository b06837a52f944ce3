// Watches a directory by its path, also while there is none: it may appear, go and come again.

import { type FSWatcher, statSync, watch as watchFiles } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Clock, Timer } from '../runtime/clock.ts'

export interface DirectoryListener {
  readonly clock: Clock
  /** The directory is there, and everything in it may be new. */
  onAppear(): void
  /** An entry of it may have changed; told in the same turn as the system tells, often twice. */
  onEntry(name: string): void
  /** It cannot be watched, and nothing will be told until `onAppear`: it is tried again now and then. */
  onFailure(error: unknown): void
}

export interface DirectoryWatch extends Disposable {
  /** Whether the directory is there. */
  isAttached(): boolean
}

/** Directories that come and go while they are looked for: more than this is not worth a loop. */
const MAX_TRIES = 16
/** Too many watches or descriptors are in use: others may give theirs back. */
const FIRST_RETRY_MS = 1000
const MAX_RETRY_MS = 60_000

/**
 * The system follows the directories that were opened, not their paths: hence
 * all those above are watched too, each for the next one alone, and where one
 * was moved, removed or made the watch begins anew from the path.
 * @param path absolute
 */
export function watchDirectory(path: string, listener: DirectoryListener): DirectoryWatch {
  const chain = toChain(path)
  let watchers: readonly FSWatcher[] = []
  /** Tells which directories are watched. */
  let watched = ''
  let retryMs = FIRST_RETRY_MS
  let retry: Timer | undefined

  function detach(): void {
    for (const watcher of watchers) watcher.close()
    watchers = []
    watched = ''
  }

  /** Every one of the watchers may fail of the same cause. */
  function fail(error: unknown): void {
    detach()
    if (retry) return
    const { clock } = listener
    retry = clock.setTimer(clock.now() + retryMs, renew)
    if (retryMs === FIRST_RETRY_MS) listener.onFailure(error)
    retryMs = Math.min(retryMs * 2, MAX_RETRY_MS)
  }

  /** @throws where the directory is there and cannot be watched; those above may be closed to us */
  function attach(directory: string, index: number): readonly FSWatcher[] {
    if (identify(directory) === '') return []
    const below = chain[index - 1]
    const onEvent = below === undefined ? noteEntry : noteBelow(basename(below))
    try {
      const watcher = watchFiles(directory, { persistent: false }, (_type, name) => onEvent(name))
      return [watcher.on('error', fail)]
    } catch (error) {
      if (below === undefined && identify(directory) !== '') throw error
      return []
    }
  }

  /** They may change while they are opened one by one. */
  function begin(): void {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      detach()
      const found = chain.map(identify).join(' ')
      watchers = chain.flatMap(attach)
      watched = found
      if (chain.map(identify).join(' ') === found) return
    }
  }

  function renew(): void {
    retry?.cancel()
    retry = undefined
    try {
      begin()
    } catch (error) {
      return fail(error)
    }
    retryMs = FIRST_RETRY_MS
    if (isAttached()) listener.onAppear()
  }

  const isAttached = () => watched !== '' && !watched.startsWith(' ')
  const isSame = () => chain.map(identify).join(' ') === watched

  function noteEntry(name: string | null): void {
    if (name !== null && name !== basename(path)) listener.onEntry(name)
    else if (!isSame()) renew()
    else listener.onAppear()
  }

  const noteBelow = (below: string) => (name: string | null) => {
    if ((name === null || name === below) && !isSame()) renew()
  }

  renew()
  return {
    isAttached,
    [Symbol.dispose]() {
      retry?.cancel()
      detach()
    },
  }
}

/** The directory and all those above it, upwards. */
function toChain(path: string): readonly string[] {
  const parent = dirname(path)
  return parent === path ? [path] : [path, ...toChain(parent)]
}

/** Tells a directory from another of the same name; '' where there is none. */
function identify(path: string): string {
  try {
    const found = statSync(path, { throwIfNoEntry: false, bigint: true })
    return found?.isDirectory() === true ? `${found.dev}:${found.ino}` : ''
  } catch {
    return ''
  }
}
