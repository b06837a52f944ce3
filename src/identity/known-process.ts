// Which agent a process is, by the program that it runs.

import { basename } from 'node:path'
import { agents } from '../agents/index.ts'
import type { Proc } from '../host/proc.ts'

/** The agents whose program it is: none for a collector that forwards. */
export function agentsOf(proc: Proc, pid: number): ReadonlySet<string> {
  const paths = programPaths(proc.executable(pid) ?? '', proc.arguments(pid) ?? [])
  const own = agents.filter(({ program }) => paths.some((path) => program?.test(path)))
  return new Set(own.map(({ id }) => id))
}

const interpreter = /^(?:node|bun|deno)/

/** The program itself and, for an interpreter, its script; what else is on the command line says nothing. */
function programPaths(executable: string, [first = '', ...rest]: readonly string[]): string[] {
  const interprets = [executable, first].some((path) => interpreter.test(basename(path)))
  const script = interprets ? rest.find((word) => !word.startsWith('-')) : undefined
  return script === undefined ? [executable, first] : [executable, first, script]
}
