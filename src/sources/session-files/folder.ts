// One directory of session files: reads each that changes, soon, once, and whole.

import { join } from 'node:path'
import type { Clock, Timer } from '../../runtime/clock.ts'
import { watchDirectory } from '../../host/directory-watch.ts'
import { listNames } from '../../host/list-names.ts'
import { readSessionFile, type SessionFile, type SessionFileKind } from './session-file.ts'

export interface FolderListener {
  readonly clock: Clock
  onFile(name: string, file: SessionFile): void
  onGone(name: string): void
  onBad(name: string): void
  onFailure(error: unknown): void
}

export interface Folder extends Disposable {
  isWatched(): boolean
}

/**
 * A file is emptied, then written, and each tells; a moment later it is whole.
 * The later waits are for writers that were held up.
 */
const WAITS_MS = [5, 10, 20, 50, 100] as const

/** Names waiting to be read at most. */
const MAX_WAITING = 1024

/** Reads all files that are there before it returns. */
export function openFolder(path: string, kind: SessionFileKind, listener: FolderListener): Folder {
  const { clock } = listener
  const waiting = new Map<string, Timer>()

  function pidOf(name: string): number | undefined {
    const digits = kind.file.exec(name)?.[1]
    return digits === undefined ? undefined : Number(digits)
  }

  /** @param tries how often it was read in vain */
  function read(name: string, pid: number, tries: number): void {
    const reading = readSessionFile(join(path, name), pid, kind)
    if (reading === 'absent') return listener.onGone(name)
    if (reading === 'refused') return listener.onBad(name)
    if (reading !== 'bad') return listener.onFile(name, reading)
    if (tries < WAITS_MS.length) wait(name, pid, tries)
    else listener.onBad(name)
  }

  function wait(name: string, pid: number, tries: number): void {
    if (waiting.size >= MAX_WAITING) return
    waiting.get(name)?.cancel()
    const timer = clock.setTimer(clock.now() + WAITS_MS[tries]!, () => {
      waiting.delete(name)
      read(name, pid, tries + 1)
    })
    waiting.set(name, timer)
  }

  function note(name: string, act: (name: string, pid: number) => void): void {
    const pid = pidOf(name)
    if (pid !== undefined && !waiting.has(name)) act(name, pid)
  }

  function scan(): void {
    for (const name of listNames(path)) note(name, (...file) => read(...file, 0))
  }

  const watch = watchDirectory(path, {
    clock,
    onAppear: scan,
    onEntry: (name) => note(name, (...file) => wait(...file, 0)),
    onFailure: (error) => listener.onFailure(error),
  })
  return {
    isWatched: () => watch.isAttached(),
    [Symbol.dispose]() {
      watch[Symbol.dispose]()
      for (const timer of waiting.values()) timer.cancel()
      waiting.clear()
    },
  }
}
