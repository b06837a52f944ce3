// Finds the agents that run for this user, by what their processes are called.

import { basename } from 'node:path'
import { servesManySessions } from '../host/location.ts'
import type { Proc } from '../host/proc.ts'
import { toStartMs } from '../host/start-time.ts'
import { type AgentProgram, agentPrograms } from './agent-programs.ts'

export interface RunningAgent {
  readonly program: AgentProgram
  /** The process that the user started. */
  readonly pid: number
  /** That one, and those of the same agent that it started. */
  readonly pids: readonly number[]
  readonly cwd: string | undefined
  /** Unix milliseconds; undefined where it cannot be told. */
  readonly startedMs: number | undefined
  /** Codex's background process, which is no session's own. */
  readonly isShared: boolean
}

/** The oldest first. @param uid whose processes */
export function findRunningAgents(proc: Proc, uid: number): readonly RunningAgent[] {
  const found = new Map<number, AgentProgram>()
  for (const pid of proc.pids()) {
    if (proc.owner(pid) !== uid || proc.identify(pid) === undefined) continue
    const program = recognize(proc.arguments(pid) ?? [], proc.executable(pid))
    if (program !== undefined) found.set(pid, program)
  }
  const topOf = (pid: number): number => {
    const parent = proc.stat(pid)?.parentPid ?? 0
    const isSame = found.get(parent) === found.get(pid) && !servesManySessions(proc, pid)
    return isSame && parent !== pid ? topOf(parent) : pid
  }
  const groups = Map.groupBy(found.keys(), topOf)
  return [...groups]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([pid, pids]) => {
      const program = found.get(pid)
      if (program === undefined) return []
      const cwd = proc.workingDirectory(pid)
      const isShared = servesManySessions(proc, pid)
      const startTime = proc.stat(pid)?.startTime
      const startedMs = startTime === undefined ? undefined : toStartMs(startTime)
      return [{ program, pid, pids, cwd, startedMs, isShared }]
    })
}

const INTERPRETERS = new Set(['node', 'bun', 'deno', 'MainThread'])

/**
 * @param argv the process's arguments
 * @param executable path of its program
 */
export function recognize(
  argv: readonly string[],
  executable: string | undefined,
): AgentProgram | undefined {
  const [command = '', ...rest] = argv
  const ownNames = [basename(command), basename(executable ?? '')]
  const direct = agentPrograms.find(({ names }) => ownNames.some((name) => names.includes(name)))
  if (direct !== undefined) return direct
  if (!ownNames.some((name) => INTERPRETERS.has(name))) return undefined
  const script = rest.find((word) => !word.startsWith('-'))
  return script === undefined
    ? undefined
    : agentPrograms.find((program) => isScript(program, script))
}

/** A file in the package's directory, or a link by the program's name. */
function isScript(program: AgentProgram, script: string): boolean {
  const name = basename(script).replace(/\.[cm]?js$/, '')
  return program.names.includes(name) || script.includes(`/node_modules/${program.package}/`)
}
