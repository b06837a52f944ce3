// The journals that are followed: each as long as its process lives, and not too many.

import { basename, dirname, join } from 'node:path'
import type { AgentEvent } from '../../domain/event.ts'
import { watchDirectory } from '../../host/directory-watch.ts'
import { type ProcessId, processKey } from '../../host/proc.ts'
import type { ProcessWatch } from '../../host/process-watch.ts'
import type { Clock, Timer } from '../../runtime/clock.ts'
import { type Journal, type JournalOptions, openJournal } from './journal.ts'

export interface FollowedContext {
  readonly clock: Clock
  readonly watch: ProcessWatch
  readonly give: (events: readonly AgentEvent[], process: ProcessId) => void
  readonly onFailure: (folder: string, error: unknown) => void
}

export interface Followed extends Disposable {
  add(options: JournalOptions): void
  /** Whether a session is followed for that process, in a journal of that name: its folder may have been moved. */
  has(sessionId: string, process: ProcessId, path: string): boolean
  /** Whether it is a journal that is followed, or has some in it. */
  knows(path: string): boolean
  hasSession(sessionId: string): boolean
  stats(): { readonly sessions: number; readonly replaced: number }
}

interface Entry {
  readonly journal: Journal
  readonly sessionId: string
  readonly exit: Disposable
  timer?: Timer | undefined
}

interface Folder {
  readonly watch: Disposable
  readonly paths: Set<string>
}

/** Beyond that the one goes that was quiet longest. */
const MAX_JOURNALS = 128
/** An agent may write many lines one by one. */
const PAUSE_MS = 5

/** Its disposal ends the watches, and reads no more. */
export function createFollowed(context: FollowedContext): Followed {
  const { clock, watch } = context
  const entries = new Map<string, Entry>()
  const folders = new Map<string, Folder>()
  let replacedBefore = 0

  function read(path: string): void {
    const entry = entries.get(path)
    if (!entry || entry.timer) return
    const dueMs = entry.journal.readMs + PAUSE_MS
    if (clock.now() < dueMs) return later(entry, dueMs)
    if (entry.journal.read()) later(entry, clock.now())
  }

  function later(entry: Entry, dueMs: number): void {
    entry.timer?.cancel()
    entry.timer = clock.setTimer(dueMs, () => {
      entry.timer = undefined
      if (entry.journal.read()) later(entry, clock.now())
    })
  }

  function watchFolder(path: string): void {
    const folder = dirname(path)
    const known = folders.get(folder)
    if (known) return void known.paths.add(path)
    const paths = new Set([path])
    const readAll = () => paths.forEach(read)
    const opened = watchDirectory(folder, {
      clock,
      onAppear: readAll,
      onEntry: (name) => read(join(folder, name)),
      onFailure: (error) => context.onFailure(folder, error),
    })
    folders.set(folder, { watch: opened, paths })
  }

  function leaveFolder(path: string): void {
    const folder = folders.get(dirname(path))
    if (!folder?.paths.delete(path) || folder.paths.size > 0) return
    folder.watch[Symbol.dispose]()
    folders.delete(dirname(path))
  }

  function remove(path: string): void {
    const entry = entries.get(path)
    if (!entry) return
    entries.delete(path)
    entry.journal.conclude()
    entry.timer?.cancel()
    entry.exit[Symbol.dispose]()
    replacedBefore += entry.journal.replaced()
    leaveFolder(path)
  }

  function pathsOf(sessionId: string, process: ProcessId): readonly string[] {
    const key = processKey(process)
    return [...entries.values()]
      .filter((entry) => entry.sessionId === sessionId && processKey(entry.journal.process) === key)
      .map(({ journal }) => journal.path)
  }

  function makeRoom(): void {
    if (entries.size < MAX_JOURNALS) return
    const all = [...entries.values()].map(({ journal }) => journal)
    remove(all.reduce((a, b) => (b.readMs < a.readMs ? b : a)).path)
  }

  return {
    add(options) {
      const { path, process, sessionId } = options
      remove(path)
      for (const earlier of pathsOf(sessionId, process)) remove(earlier)
      makeRoom()
      const journal = openJournal(options, context)
      const exit = watch.watchExit(process, () => {
        // What it wrote last may be unread.
        journal.read()
        remove(path)
      })
      const entry: Entry = { journal, sessionId, exit }
      entries.set(path, entry)
      watchFolder(path)
      if (journal.read()) later(entry, clock.now())
    },
    has: (sessionId, process, path) =>
      pathsOf(sessionId, process).some((known) => basename(known) === basename(path)),
    knows: (path) => entries.has(path) || folders.has(path),
    hasSession: (sessionId) =>
      [...entries.values()].some(({ sessionId: other }) => other === sessionId),
    stats: () => ({
      sessions: [...entries.values()].filter(({ journal }) => journal.state === 'read').length,
      replaced: [...entries.values()].reduce(
        (sum, { journal }) => sum + journal.replaced(),
        replacedBefore,
      ),
    }),
    [Symbol.dispose]() {
      for (const path of entries.keys()) remove(path)
    },
  }
}
