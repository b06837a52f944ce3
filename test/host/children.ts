// Real processes for tests, ended with the test.

import { type ChildProcess, spawn, type SpawnOptions, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { createProc, type ProcessId } from '../../src/host/proc.ts'

export const isLinux = process.platform === 'linux'
export const isRoot = process.getuid?.() === 0

/** Why a test cannot run here, for its name; '' where it can. */
export function unless(ok: boolean, reason: string): string {
  if (!ok) console.log(`skipped: ${reason}`)
  return ok ? '' : ` (skipped: ${reason})`
}

export const has = (program: string): boolean =>
  spawnSync('sh', ['-c', `command -v ${program}`]).status === 0

/** A user without rights. */
export const NOBODY = 65_534

export function start(
  argv: readonly [string, ...string[]],
  options: SpawnOptions = {},
): ChildProcess & { readonly pid: number } {
  const [program, ...args] = argv
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], ...options })
  onTestFinished(() => void child.kill('SIGKILL'))
  if (child.pid === undefined) throw new Error(`${program} did not start`)
  return Object.assign(child, { pid: child.pid })
}

/** @param script what Node runs */
export const startNode = (script: string, args: readonly string[] = [], options?: SpawnOptions) =>
  start([process.execPath, '-e', script, ...args], options)

/** Resolves with the next line that the child prints. */
export async function nextLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('it has no stdout')
  const lines = createInterface(child.stdout)
  const [line] = (await once(lines, 'line')) as [string]
  return line
}

/** Of a process that lives. */
export function identify(pid: number): ProcessId {
  const found = createProc().identify(pid)
  if (!found) throw new Error(`there is no process ${pid}`)
  return found
}
