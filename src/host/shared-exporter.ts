// Where a session is whose telemetry comes from a process that serves several: by the file that it holds open for each.

import { resolve } from 'node:path'
import { type CommandLine, commandLineOf } from './command-line.ts'
import { readFirstLine } from './own-file.ts'
import type { Proc, ProcessId } from './proc.ts'

/** What is to be known of one agent's shared process and of the terminals that it serves. */
export interface SharedKind {
  readonly agent: string
  /** Path of the file kept open for a session; group 1 is the session's id. */
  readonly record: RegExp
  /** What that file's first line tells; undefined where it is not the session of a person. */
  readonly readRecord: (line: string) => { readonly cwd: string } | undefined
  /** Whether a process may be one that shows sessions, by what it runs. */
  readonly isProgram: (running: CommandLine) => boolean
  /** Words on its command line with which it shows none, or exports by itself. */
  readonly otherUses: ReadonlySet<string>
  /** Its options that name a directory to work in. */
  readonly directoryOptions: readonly string[]
  /** The variable that has the same value for a shared process and its terminals. */
  readonly variable: string
}

/**
 * The directory in which a session works, as the shared process itself wrote it down.
 *
 * @returns undefined where there is no such file yet (Codex: before the first prompt)
 */
export function findSharedSession(
  proc: Proc,
  pid: number,
  kind: SharedKind,
  sessionId: string,
): { readonly cwd: string } | undefined {
  for (const descriptor of proc.descriptors(pid) ?? []) {
    const path = proc.openFile(pid, descriptor)
    if (path === undefined || kind.record.exec(path)?.[1] !== sessionId) continue
    const line = readFirstLine(path)
    return line === undefined ? undefined : kind.readRecord(line)
  }
  return undefined
}

/**
 * The processes that may show a session of that directory, by terminal: on one
 * terminal there may be a launcher and what it launched.
 */
export function findTerminals(
  proc: Proc,
  shared: ProcessId,
  kind: SharedKind,
  cwd: string,
): ReadonlyMap<number, readonly ProcessId[]> {
  const uid = proc.owner(shared.pid)
  const home = homeOf(proc, shared.pid, kind)
  const found = proc.pids().flatMap((pid) => {
    if (proc.owner(pid) !== uid || !showsSessions(proc, pid, kind)) return []
    if (directoryOf(proc, pid, kind) !== cwd || homeOf(proc, pid, kind) !== home) return []
    const stat = proc.stat(pid)
    return stat && stat.ttyNumber !== 0 ? [stat] : []
  })
  const byTerminal = Map.groupBy(found, ({ ttyNumber }) => ttyNumber)
  return new Map(
    [...byTerminal].map(([tty, stats]) => [
      tty,
      stats.map(({ pid, startTime }) => ({ pid, startTime })),
    ]),
  )
}

function showsSessions(proc: Proc, pid: number, kind: SharedKind): boolean {
  const running = commandLineOf(proc, pid)
  return kind.isProgram(running) && !running.words.some((word) => kind.otherUses.has(word))
}

function directoryOf(proc: Proc, pid: number, kind: SharedKind): string | undefined {
  const cwd = proc.workingDirectory(pid)
  const { words } = commandLineOf(proc, pid)
  for (const [index, word] of words.entries()) {
    const option = kind.directoryOptions.find(
      (name) => word === name || word.startsWith(`${name}=`),
    )
    if (option === undefined) continue
    const given = word === option ? words[index + 1] : word.slice(option.length + 1)
    return cwd === undefined || given === undefined ? undefined : resolve(cwd, given)
  }
  return cwd
}

const homeOf = (proc: Proc, pid: number, { variable }: SharedKind): string =>
  proc.environment(pid, new Set([variable]))?.get(variable) ?? ''
