// Which agent a process is, by the program that it runs.

import { agents } from '../agents/index.ts'
import { runsProgram } from '../agents/program.ts'
import type { Proc } from '../host/proc.ts'

/** The agents whose program it is: none for a collector that forwards. */
export function agentsOf(proc: Proc, pid: number): ReadonlySet<string> {
  const executable = proc.executable(pid) ?? ''
  const argv = proc.arguments(pid) ?? []
  const own = agents.filter(({ program }) => program && runsProgram(program, executable, argv))
  return new Set(own.map(({ id }) => id))
}
