// Which agent a process is, and where it works, by the program that it runs.

import { basename } from 'node:path'
import { agents } from '../agents/index.ts'
import { runsProgram } from '../agents/program.ts'
import { locate, type Location } from '../host/location.ts'
import type { Proc, ProcessId } from '../host/proc.ts'

/** The agents whose program it is: none for a collector that forwards. */
export function agentsOf(proc: Proc, pid: number): ReadonlySet<string> {
  const executable = proc.executable(pid) ?? ''
  const argv = proc.arguments(pid) ?? []
  const own = agents.filter(({ program }) => program && runsProgram(program, executable, argv))
  return new Set(own.map(({ id }) => id))
}

/** Programs of which one process may serve several sessions, and the word that makes it do so. */
const servers = agents.flatMap(({ program }) =>
  program?.server === undefined ? [] : [{ names: program.names, word: program.server }],
)

/**
 * Whether a process works for several sessions that may be anywhere, as Codex's `app-server`
 * does: its directory, variables and terminal are those of the terminal that happened to start it.
 */
export function servesManySessions(proc: Proc, pid: number): boolean {
  const [program = '', ...rest] = proc.arguments(pid) ?? []
  const names = servers.filter(({ word }) => rest.includes(word)).flatMap((server) => server.names)
  if (names.length === 0) return false
  const called = [program, rest[0] ?? '', proc.executable(pid) ?? ''].map((path) => basename(path))
  return called.some((word) => names.some((name) => word.startsWith(name)))
}

/** @returns undefined where the process has ended, or works for several sessions */
export const locateSession = (proc: Proc, process: ProcessId): Promise<Location | undefined> =>
  servesManySessions(proc, process.pid) ? Promise.resolve(undefined) : locate(process, { proc })
