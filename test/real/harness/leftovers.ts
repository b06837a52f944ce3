// Ends what clients leave behind: Codex starts a process that outlives its terminals.

import { readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'

/** Ends every process whose home is that folder. */
export function endLeftovers(home: string): void {
  if (home === homedir()) return
  for (const name of readdirSync('/proc'))
    if (/^\d+$/.test(name) && homeOf(name) === home) endQuietly(Number(name))
}

function homeOf(pid: string): string | undefined {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
    return environment.find((entry) => entry.startsWith('HOME='))?.slice('HOME='.length)
  } catch {
    // Gone by now, or somebody else's.
    return undefined
  }
}

function endQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Gone by now.
  }
}
