// The relay and a daemon that is killed, started again, and asked how the probe is.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { run } from '../cli/spawn.ts'
import { type Line, type Program, startCommand } from '../e2e/program.ts'
import { missing, startRelay } from './support.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'

/** Not the name of a real one, which may run here too. */
const NAME = `bot-${process.pid}`

const startDaemon = (runtimeDir: string): Promise<Program> =>
  startCommand(['run', '--no-pipe', '--no-notifications'], { XDG_RUNTIME_DIR: runtimeDir })

function startAgent(directory: string) {
  const path = join(directory, NAME)
  copyFileSync('/bin/sleep', path)
  const child = spawn(path, ['1000'], { stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  return { child, pid: child.pid ?? 0 }
}

const ofAgent = (pid: number, state: string) => (line: Line) =>
  line['type'] === 'session_update' && line['pid'] === pid && line['state'] === state

describe.skipIf(missing)(`the daemon with the probe${missing}`, () => {
  test('an agent without telemetry is shown, survives the daemon, and is seen to crash', async () => {
    const runtimeDir = makeTempDir()
    const first = await startDaemon(runtimeDir)
    const socket = join(runtimeDir, 'otel-ai-monitor', 'probe.sock')
    const relay = startRelay(socket, '--user', 'root', '--processes', NAME)
    onTestFinished(async () => {
      const ended = once(relay, 'exit')
      if (relay.kill()) await ended
    })
    const { child, pid } = startAgent(runtimeDir)
    expect(await first.line(ofAgent(pid, 'idle'))).toMatchObject({ reason: 'no_telemetry' })
    await first.stop('SIGKILL')

    await using second = await startDaemon(runtimeDir)
    await second.line((line) => line.sessions.some((session) => session['pid'] === pid))
    const control = join(runtimeDir, 'otel-ai-monitor', 'control.sock')
    let told = ''
    await until(async () => {
      told = (await run(['probe', '--status', '--socket', control])).stdout
      return told.includes('running')
    })
    expect(told).toMatch(/^The probe is connected\.\n {2}state +running\n {2}agents +1\n/)
    child.kill('SIGSEGV')
    expect(await second.line(ofAgent(pid, 'expired'))).toMatchObject({ reason: 'crashed:SIGSEGV' })
  }, 90_000)

  test('where no probe is connected, that is said', async () => {
    const runtimeDir = makeTempDir()
    await using _ = await startDaemon(runtimeDir)
    const control = join(runtimeDir, 'otel-ai-monitor', 'control.sock')
    const { code, stdout } = await run(['probe', '--status', '--socket', control])
    expect(code).toBe(3)
    expect(stdout).toContain('The probe is not connected to the daemon. Is it running?')
  })
})
