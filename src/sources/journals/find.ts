// Finds the journals of sessions that run: by who holds them open, or by their names.

import { dirname, join } from 'node:path'
import type { AgentEvent } from '../../domain/event.ts'
import { findHeldFiles, isOwnProgram } from '../../host/held-files.ts'
import { listNames } from '../../host/list-names.ts'
import type { Proc, ProcessId } from '../../host/proc.ts'
import type { HeldJournals, JournalKind, NamedJournals } from './journal-kind.ts'

export interface FoundJournal {
  readonly sessionId: string
  readonly path: string
  readonly process: ProcessId
}

export interface JournalFinder {
  /**
   * Takes note of sessions that something else told of.
   * @returns whether the journal of one of them can be looked for now that could not before
   */
  learn(events: readonly AgentEvent[]): boolean
  find(): readonly FoundJournal[]
}

/** @param root the folder with all of them in it */
export function createFinder(
  { findBy, program }: JournalKind,
  root: string,
  proc: Proc,
): JournalFinder {
  return 'held' in findBy
    ? findHeld(findBy, program, root, proc)
    : findNamed(findBy, program, root, proc)
}

const findHeld = (
  { held, file }: HeldJournals,
  program: RegExp,
  root: string,
  proc: Proc,
): JournalFinder => ({
  learn: () => false,
  find: () =>
    findHeldFiles(proc, program, held)
      .map(({ process, path }) => ({
        sessionId: held.exec(path)![1]!,
        path: file === undefined ? path : join(dirname(path), file),
        process,
      }))
      .filter(({ path }) => path.startsWith(`${root}/`)),
})

/** A bound for what names ever new sessions or processes. */
const MAX_KNOWN = 128

/**
 * Their process is the one that telemetry names, if it is the agent's indeed. Hooks name
 * none: it is the agent's only one in that directory.
 */
function findNamed(
  { within, ending }: NamedJournals,
  program: RegExp,
  root: string,
  proc: Proc,
): JournalFinder {
  /** By session and process; undefined where that is another's, has ended, or its journal was found. */
  const known = new Map<string, Omit<FoundJournal, 'path'> | undefined>()

  function learnOne({ sessionId, about = {} }: AgentEvent): boolean {
    const { pid, cwd } = about
    const key = `${pid ?? cwd} ${sessionId}`
    if ((pid === undefined && cwd === undefined) || known.has(key)) return false
    if (known.size >= MAX_KNOWN) known.delete(known.keys().next().value!)
    const process = pid === undefined ? findOnly(proc, program, cwd!) : toOwn(proc, program, pid)
    known.set(key, process && { sessionId, process })
    return process !== undefined
  }

  function pathOf(sessionId: string): string | undefined {
    const end = ending(sessionId)
    const folders = listNames(root).map((project) => join(root, project, within))
    const all = folders.flatMap((folder) =>
      listNames(folder).flatMap((file) => (file.endsWith(end) ? [join(folder, file)] : [])),
    )
    return all.toSorted().at(-1)
  }

  function findOne(key: string, session: Omit<FoundJournal, 'path'>): readonly FoundJournal[] {
    const hasEnded = proc.existence(session.process) === 'ended'
    const path = hasEnded ? undefined : pathOf(session.sessionId)
    if (hasEnded || path !== undefined) known.set(key, undefined)
    return path === undefined ? [] : [{ ...session, path }]
  }

  return {
    learn: (events) => events.map(learnOne).some(Boolean),
    find: () =>
      Array.from(known).flatMap(([key, session]) => (session ? findOne(key, session) : [])),
  }
}

const toOwn = (proc: Proc, program: RegExp, pid: number): ProcessId | undefined =>
  isOwnProgram(proc, pid, program) ? proc.identify(pid) : undefined

/** The one that runs the program there, whatever started it by the same name; undefined where there are several. */
function findOnly(proc: Proc, program: RegExp, cwd: string): ProcessId | undefined {
  const all = proc
    .pids()
    .filter((pid) => proc.workingDirectory(pid) === cwd && isOwnProgram(proc, pid, program))
  const parents = new Set(all.map((pid) => proc.stat(pid)?.parentPid))
  const [pid, ...others] = all.filter((one) => !parents.has(one))
  return pid === undefined || others.length > 0 ? undefined : proc.identify(pid)
}
