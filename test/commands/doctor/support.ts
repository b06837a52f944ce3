// A home with a daemon and agents in it: real processes by the names of the real ones.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Finding, Verdict } from '../../../src/commands/doctor/finding.ts'
import { run, start } from '../../cli/spawn.ts'
import { endChild } from '../../end-child.ts'
import { findFreePort } from '../../free-port.ts'
import { listeningPort } from '../../listening-port.ts'
import { makeTempDir } from '../../temp-dir.ts'

const AGENT = join(import.meta.dirname, 'fixtures/agent.ts')

export interface Examined {
  readonly code: number | null
  readonly verdict: Verdict
  /** Of the doctor's own world: other agents on this machine are left out. */
  readonly findings: readonly Finding[]
  /** The one about this process, or the whole. */
  readonly of: (id: string, pid?: number) => Finding | undefined
}

export interface World {
  readonly home: string
  readonly port: number
  readonly endpoint: string
  readonly env: Record<string, string>
  write(name: string, text: string): void
  startDaemon(...args: readonly string[]): Promise<ChildProcess>
  /** @returns its number, once it has sent what it has to */
  startAgent(name: string, env?: Record<string, string>, capture?: string): Promise<number>
  examine(...args: readonly string[]): Promise<Examined>
}

export async function createWorld(): Promise<World> {
  const home = makeTempDir()
  const runtimeDir = join(home, 'run')
  mkdirSync(runtimeDir, { mode: 0o700 })
  const port = await findFreePort()
  const env = { HOME: home, XDG_RUNTIME_DIR: runtimeDir, OTLP_PORT: String(port) }
  const pids = new Set<number>()
  return {
    home,
    port,
    endpoint: `http://127.0.0.1:${port}`,
    env,
    write(name, text) {
      mkdirSync(dirname(join(home, name)), { recursive: true })
      writeFileSync(join(home, name), text)
    },
    async startDaemon(...args) {
      const child = endLater(start(['run', '--no-stdout', ...args], env))
      await listeningPort(child)
      return child
    },
    async startAgent(name, more = {}, capture) {
      const program = join(home, name)
      symlinkSync(process.execPath, program)
      const words = capture === undefined ? [] : [String(port), capture]
      const child = spawn(program, [AGENT, ...words], {
        cwd: home,
        env: { HOME: home, ...more },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      endLater(child)
      await once(child.stdout, 'data')
      pids.add(child.pid ?? 0)
      return child.pid ?? 0
    },
    async examine(...args) {
      const { code, stdout } = await run(['doctor', '--json', ...args], { env })
      const { verdict, findings } = JSON.parse(stdout) as Pick<Examined, 'verdict' | 'findings'>
      const own = findings.filter(({ pid }) => pid === undefined || pids.has(pid))
      const of = (id: string, pid?: number) =>
        own.find((finding) => finding.id === id && (pid === undefined || finding.pid === pid))
      return { code, verdict, findings: own, of }
    },
  }
}

function endLater<Child extends ChildProcess>(child: Child): Child {
  onTestFinished(() => endChild(child))
  return child
}
