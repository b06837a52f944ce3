// Finds the agents that run for this user, by what their processes are called.

import type { Proc } from '../../host/proc.ts'
import { toStartMs } from '../../host/start-time.ts'
import { agentsOf, servesManySessions } from '../../identity/known-process.ts'
import type { AgentSetup } from '../../setup/agent-setup.ts'
import { agentSetups } from '../../setup/index.ts'

export interface RunningAgent {
  readonly setup: AgentSetup
  /** The process that the user started. */
  readonly pid: number
  /** That process, and those of the same agent that it started. */
  readonly pids: readonly number[]
  readonly cwd: string | undefined
  /** Unix milliseconds; undefined where it cannot be told. */
  readonly startedMs: number | undefined
  /** Codex's background process, which is no session's own. */
  readonly isShared: boolean
}

/** By process number. @param uid whose processes */
export function findRunningAgents(proc: Proc, uid: number): readonly RunningAgent[] {
  const found = new Map<number, AgentSetup>()
  for (const pid of proc.pids()) {
    if (proc.owner(pid) !== uid || proc.identify(pid) === undefined) continue
    const [agent] = agentsOf(proc, pid)
    const setup = agentSetups.find(({ id }) => id === agent)
    if (setup !== undefined) found.set(pid, setup)
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
      const setup = found.get(pid)
      if (setup === undefined) return []
      const cwd = proc.workingDirectory(pid)
      const isShared = servesManySessions(proc, pid)
      const startTime = proc.stat(pid)?.startTime
      const startedMs = startTime === undefined ? undefined : toStartMs(startTime)
      return [{ setup, pid, pids, cwd, startedMs, isShared }]
    })
}
