// Real desktop parts for tests: an X server, a session bus, and whatever is to run in them, all ended after the test.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { endChild } from '../end-child.ts'

/**
 * @returns why tests that need these programs are skipped, which is printed as
 *   well; '' where all are installed
 */
export function lacking(programs: readonly string[]): string {
  const missing = programs.filter((program) => !isInstalled(program))
  if (missing.length === 0) return ''
  const reason = ` (skipped, as not installed: ${missing.join(', ')})`
  console.warn(`test/desktop${reason}`)
  return reason
}

function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** Ended with the test. */
export function start(argv: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const [program = '', ...args] = argv
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'ignore'] })
  child.on('error', () => {})
  onTestFinished(() => endChild(child))
  return child
}

/** The first line that a program prints. */
async function firstLine(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stdout! })
  const [line] = (await once(lines, 'line')) as [string]
  return line
}

/** An X server of this test's own. @returns its DISPLAY */
export async function startXvfb(size = '1000x400x24'): Promise<string> {
  const argv = ['Xvfb', '-displayfd', '1', '-screen', '0', size, '-nolisten', 'tcp']
  return `:${await firstLine(start(argv, { PATH: process.env.PATH }))}`
}

/** A session bus; what it starts gets `env`. @returns its address */
export function startSessionBus(env: NodeJS.ProcessEnv): Promise<string> {
  return firstLine(start(['dbus-daemon', '--session', '--nofork', '--print-address'], env))
}

/** What a program prints. @throws {Error} when it fails */
export function output(argv: readonly string[], env: NodeJS.ProcessEnv): string {
  const [program = '', ...args] = argv
  const { stdout, status, stderr } = spawnSync(program, args, { env, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${argv.join(' ')}: ${status} ${stderr}`)
  return stdout.trim()
}

/** What a process has started. */
export function childrenOf(pid: number): readonly number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return text.split(' ').filter(Boolean).map(Number)
}
