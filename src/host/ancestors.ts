// The processes above a process.

import type { Proc } from './proc.ts'

/** Chains are short; a limit guards against one that changes while it is walked. */
export const MAX_ANCESTORS = 64

/** The process itself and its parents, the nearest first, without the first of all. */
export function* ancestorsOf(proc: Proc, pid: number): Generator<number> {
  for (let at = pid, steps = 0; at > 1 && steps < MAX_ANCESTORS; steps++) {
    yield at
    at = proc.stat(at)?.parentPid ?? 0
  }
}
