// Finds the journals of sessions that run: by who holds them open, or by their names.

import { basename, dirname, join } from 'node:path'
import type { About, AgentEvent } from '../../domain/event.ts'
import { forgetOldest } from '../../domain/forget-oldest.ts'
import { findHeldFiles, type IsProgram, isOwnProgram } from '../../host/held-files.ts'
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
   * @returns whether that is a reason to look again
   */
  learn(events: readonly AgentEvent[]): boolean
  find(): readonly FoundJournal[]
}

/** @param root the folder with all of them in it */
export function createFinder(
  { findBy, isProgram }: JournalKind,
  root: string,
  proc: Proc,
): JournalFinder {
  return 'held' in findBy
    ? findHeld(findBy, isProgram, root, proc)
    : findNamed(findBy, isProgram, root, proc)
}

const findHeld = (
  { held, file }: HeldJournals,
  isProgram: IsProgram,
  root: string,
  proc: Proc,
): JournalFinder => ({
  learn: () => false,
  find: () =>
    findHeldFiles(proc, isProgram, held)
      .map(({ process, path }) => ({
        sessionId: held.exec(path)?.[1] ?? '',
        path: file === undefined ? path : join(dirname(path), file),
        process,
      }))
      .filter(({ path }) => path.startsWith(`${root}/`))
      .filter(isNewest),
})

/** A session that went on in another journal may hold the one before as well: their names begin with their times. */
const isNewest = (one: FoundJournal, _index: number, all: readonly FoundJournal[]): boolean =>
  all.every(
    (other) =>
      other.sessionId !== one.sessionId ||
      other.process.pid !== one.process.pid ||
      basename(other.path) <= basename(one.path),
  )

/** A bound, should ever new sessions or processes be named. */
const MAX_KNOWN = 128

/** What tells the process of a session: its number, or where it runs. */
interface Lead extends Pick<About, 'pid' | 'cwd'> {
  readonly sessionId: string
  /** Whether it led to the journal, or never will. */
  isOver: boolean
}

/**
 * Their process is the one that telemetry names, if it really is the agent's. Hooks name
 * none: then it is the agent's only process in that directory.
 */
function findNamed(
  { within, ending }: NamedJournals,
  isProgram: IsProgram,
  root: string,
  proc: Proc,
): JournalFinder {
  const leads = new Map<string, Lead>()

  function learnOne({ sessionId, about = {} }: AgentEvent): boolean {
    const { pid, cwd } = about
    const key = `${pid ?? cwd} ${sessionId}`
    if ((pid === undefined && cwd === undefined) || leads.has(key)) return false
    leads.set(key, { sessionId, pid, cwd, isOver: false })
    forgetOldest(leads, MAX_KNOWN)
    return true
  }

  function follow(
    lead: Lead,
    processes: readonly Candidate[],
    paths: readonly string[],
  ): readonly FoundJournal[] {
    const { sessionId, pid } = lead
    const process = processOf(lead, processes, proc)
    const path = paths.findLast((name) => name.endsWith(ending(sessionId)))
    // A process that is not the agent's now will never be.
    lead.isOver = process ? path !== undefined : pid !== undefined
    return process && path !== undefined ? [{ sessionId, path, process }] : []
  }

  return {
    learn: (events) => events.map(learnOne).some(Boolean),
    find() {
      const open = Array.from(leads.values()).filter(({ isOver }) => !isOver)
      if (open.length === 0) return []
      const processes = findProcesses(proc, isProgram)
      const paths = listJournals(root, within)
      return open.flatMap((lead) => follow(lead, processes, paths))
    },
  }
}

const listJournals = (root: string, within: string): readonly string[] =>
  listNames(root)
    .map((project) => join(root, project, within))
    .flatMap((folder) => listNames(folder).map((name) => join(folder, name)))
    .toSorted()

interface Candidate {
  readonly pid: number
  readonly cwd: string | undefined
  /** Whether it started another one, which may be all that it does. */
  readonly isParent: boolean
}

/** Those that run the program. */
function findProcesses(proc: Proc, isProgram: IsProgram): readonly Candidate[] {
  const pids = proc.pids().filter((pid) => isOwnProgram(proc, pid, isProgram))
  const parents = new Set(pids.map((pid) => proc.stat(pid)?.parentPid))
  return pids.map((pid) => ({
    pid,
    cwd: proc.workingDirectory(pid),
    isParent: parents.has(pid),
  }))
}

/** @returns undefined where there is none, or more than one that it may be */
function processOf(
  { pid, cwd }: Lead,
  processes: readonly Candidate[],
  proc: Proc,
): ProcessId | undefined {
  const [one, ...others] = processes.filter((process) =>
    pid === undefined ? process.cwd === cwd && !process.isParent : process.pid === pid,
  )
  return one && others.length === 0 ? proc.identify(one.pid) : undefined
}
