// Real desktop parts for tests: an X server, a session bus, and whatever is to run in them, all ended after the test.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, onTestFinished } from 'vitest'

/** Runs the tests where all programs are installed, and says which are missing where not. */
export function describeWith(programs: readonly string[], name: string, tests: () => void): void {
  const missing = programs.filter((program) => !isInstalled(program))
  if (missing.length === 0) describe(name, tests)
  else {
    console.warn(`skipped: ${name} — not installed: ${missing.join(', ')}`)
    describe.skip(`${name} (not installed: ${missing.join(', ')})`, tests)
  }
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
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  return child
}

/** The first line that a program prints. */
export async function firstLine(child: ChildProcess): Promise<string> {
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
