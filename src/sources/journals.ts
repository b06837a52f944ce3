// Follows the journals that agents keep of their sessions: what happened is there within milliseconds, with nothing to set up.

import { join } from 'node:path'
import type { AgentEvent } from '../domain/event.ts'
import { watchDirectory } from '../host/directory-watch.ts'
import type { Proc, ProcessId } from '../host/proc.ts'
import type { ProcessWatch } from '../host/process-watch.ts'
import { toStartMs } from '../host/start-time.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/log.ts'
import { type ProgramUser, toProgramDirectory } from '../runtime/program-directory.ts'
import { createFollowed, type Followed } from './journals/followed.ts'
import { createFinder } from './journals/find.ts'
import type { JournalKind } from './journals/journal-kind.ts'
import { createLooks } from './journals/looks.ts'
import { watchNewest } from './journals/newest-folder.ts'

export type { JournalKind } from './journals/journal-kind.ts'

export interface JournalsOptions extends ProgramUser {
  readonly kinds: readonly JournalKind[]
}

export interface JournalsContext {
  readonly clock: Clock
  readonly log: Logger
  readonly proc: Proc
  readonly watch: ProcessWatch
  /** Whether a process works for several sessions, some of which may be shown in no terminal. */
  readonly isShared: (pid: number) => boolean
  /** Takes what happened, and in which process. */
  readonly give: (events: readonly AgentEvent[], process: ProcessId) => void
}

export interface JournalsStats {
  readonly sessions: number
  /** Journals that turned out to be another file, or shorter than before. */
  readonly replaced: number
}

export interface JournalsSource extends AsyncDisposable {
  /** Something else told of these: their journals may be new to us. */
  note(events: readonly AgentEvent[]): void
  stats(): JournalsStats
}

/**
 * A journal counts only while a living process of that agent has its session. What
 * it says is a hint: a journal that is absent, cut, malformed or changed in meaning
 * costs nothing but speed.
 */
export function openJournals(
  { kinds, ...user }: JournalsOptions,
  context: JournalsContext,
): JournalsSource {
  const sources = kinds.map((kind) => openKind(kind, toProgramDirectory(kind, user), context))
  return {
    note(events) {
      for (const source of sources) source.note(events)
    },
    stats() {
      const all = sources.map(({ followed }) => followed.stats())
      return {
        sessions: all.reduce((sum, { sessions }) => sum + sessions, 0),
        replaced: all.reduce((sum, { replaced }) => sum + replaced, 0),
      }
    },
    async [Symbol.asyncDispose]() {
      for (const source of sources) source[Symbol.dispose]()
    },
  }
}

interface KindSource extends Disposable {
  readonly followed: Followed
  note(events: readonly AgentEvent[]): void
}

/** The start of a process is known only to some hundredths of a second, by a clock that may be set. */
const SLACK_MS = 1000

/** @param directory the agent's own */
function openKind(kind: JournalKind, directory: string, context: JournalsContext): KindSource {
  const { clock, log, proc } = context
  const root = join(directory, kind.journals)
  const warn = (path: string, error: unknown) => log.warn(error, `cannot watch ${path}`)
  const followed = createFollowed({ ...context, onFailure: warn })
  let isOld = true

  const finder = createFinder(kind, root, proc)

  /** @returns whether there was a new one */
  function look(): boolean {
    let isAny = false
    for (const { process, path, sessionId } of finder.find()) {
      if (followed.has(sessionId, process, path)) continue
      const isShared = context.isShared(process.pid)
      const heldSinceMs = (toStartMs(process.startTime) ?? 0) - SLACK_MS
      followed.add({ kind, sessionId, path, process, isShared, heldSinceMs, isOld })
      isAny = true
    }
    return isAny
  }

  const looks = createLooks(clock, look)
  const begin = () => looks.begin()
  const openWatch = (path: string, onAppear: () => void, onEntry: (name: string) => void) =>
    watchDirectory(path, { clock, onAppear, onEntry, onFailure: (error) => warn(path, error) })
  const watches = [
    watchNewest(root, kind.dated, {
      clock,
      onEntry: (path) => followed.knows(path) || begin(),
      onFailure: (error) => warn(root, error),
    }),
    ...kind.signs.map((name) => openWatch(join(directory, name), begin, begin)),
  ]
  // A session that gives no other hint, such as one resumed on a later day, is found with its first prompt.
  const noteEntry = (name: string) => name === kind.prompts && begin()
  if (kind.prompts !== undefined) watches.push(openWatch(directory, () => undefined, noteEntry))
  look()
  isOld = false

  return {
    followed,
    note(events) {
      const isNew = ({ agent, sessionId }: AgentEvent) =>
        agent === kind.agent && sessionId !== '' && !followed.hasSession(sessionId)
      const news = events.filter(isNew)
      if (news.length === 0) return
      if (finder.learn(news)) looks.begin()
      else looks.maybe()
    },
    [Symbol.dispose]() {
      looks[Symbol.dispose]()
      for (const watch of watches) watch[Symbol.dispose]()
      followed[Symbol.dispose]()
    },
  }
}
