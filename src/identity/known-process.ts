// Which agent a process is, and where it works, by the program that it runs.

import { agents } from '../agents/index.ts'
import { mayRunProgram, runsProgram } from '../agents/program.ts'
import { commandLineOf } from '../host/command-line.ts'
import { locate, type Location } from '../host/location.ts'
import type { Proc, ProcessId } from '../host/proc.ts'

/** The agents whose program it is: none for a collector that forwards. */
export function agentsOf(proc: Proc, pid: number): ReadonlySet<string> {
  const running = commandLineOf(proc, pid)
  const own = agents.filter(({ program }) => program && runsProgram(program, running))
  return new Set(own.map(({ id }) => id))
}

/**
 * Whether a process works for several sessions that may be anywhere, as Codex's `app-server`
 * does: its directory, variables and terminal are those of the terminal that happened to start it.
 */
export function servesManySessions(proc: Proc, pid: number): boolean {
  const running = commandLineOf(proc, pid)
  const told = new Set(running.words)
  return agents.some(
    ({ program }) =>
      program?.server !== undefined && told.has(program.server) && mayRunProgram(program, running),
  )
}

/** @returns undefined where the process has ended, or works for several sessions */
export const locateSession = (proc: Proc, process: ProcessId): Promise<Location | undefined> =>
  servesManySessions(proc, process.pid) ? Promise.resolve(undefined) : locate(process, { proc })
