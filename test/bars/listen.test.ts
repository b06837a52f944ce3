// The reader script on a real daemon's pipe: starts, ends, kills, leftovers and floods.

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, onTestFinished, test } from 'vitest'
import { lacking } from '../desktop/support.ts'
import { ewwDir, postPrompt, startDaemon } from './support.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'

interface Line {
  readonly connected?: boolean
  readonly sessions?: readonly { readonly project: string }[]
  readonly n?: number
  readonly pad?: string
}

/** Runs the script under `shell`, in a process group as eww does. */
function listen(shell: readonly string[], env: NodeJS.ProcessEnv) {
  const [program, ...args] = [...shell, join(ewwDir, 'otel-ai-monitor-listen')]
  const child = spawn(program, args, {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const lines: Line[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line)))
  onTestFinished(() => killIfThere(-child.pid!))
  const isConnected = () => lines.length > 0 && lines.at(-1)?.connected !== false
  return { child, lines, isConnected }
}

function makeSurroundings() {
  const dir = makeTempDir()
  const env = { PATH: process.env.PATH, HOME: dir, XDG_RUNTIME_DIR: dir, XDG_CONFIG_HOME: dir }
  return { dir, env, pipe: join(dir, 'otel-ai-monitor.pipe') }
}

const EMPTY = {
  type: 'session_list',
  timestamp: 0,
  sessions: [],
  has_working: false,
  has_waiting: false,
  connected: false,
}

test('without a daemon it says so at once, and once', async () => {
  const { env } = makeSurroundings()
  const { lines } = listen([], env)
  await until(() => lines.length > 0)
  await new Promise((resolve) => setTimeout(resolve, 1500))
  expect(lines).toEqual([EMPTY])
})

test('it shows what the daemon shows, through its end, its death and a leftover pipe', async () => {
  const { env } = makeSurroundings()
  const { lines, isConnected } = listen([], env)
  for (const signal of ['SIGTERM', 'SIGKILL', 'SIGTERM'] as const) {
    const daemon = await startDaemon(env)
    await until(isConnected)
    await postPrompt(daemon.port, 'abc', `ends with ${signal} – é`)
    await until(() => lines.at(-1)?.sessions?.[0]?.project === `ends with ${signal} – é`)
    await daemon.stop(signal)
    await until(() => !isConnected())
    expect(lines.at(-1)).toEqual(EMPTY)
  }
}, 90_000)

test('a pipe that was replaced while nobody had opened its other end is opened anew', async () => {
  const { env, pipe } = makeSurroundings()
  execFileSync('mkfifo', ['-m', '600', pipe])
  const { lines, isConnected } = listen([], env)
  await until(() => lines.length > 0)
  // It waits for a writer of this one now, or soon; then none will ever come.
  await new Promise((resolve) => setTimeout(resolve, 500))
  rmSync(pipe)
  await startDaemon(env)
  await until(isConnected)
  expect(lines[0]).toEqual(EMPTY)
  expect(lines.at(-1)?.sessions).toEqual([])
})

for (const [shell, awk] of [
  ['dash', 'mawk'],
  ['bash', 'gawk'],
  ['busybox sh', 'busybox'],
] as const) {
  const argv = shell.split(' ')
  const skipped = lacking([argv[0]!, awk])
  describe.skipIf(skipped !== '')(`${shell} and ${awk}${skipped}`, () => {
    test('of a flood only whole lines and the newest are printed', async () => {
      const { dir, env, pipe } = makeSurroundings()
      const bin = join(dir, 'bin')
      execFileSync('mkdir', [bin])
      const target = execFileSync('sh', ['-c', `command -v ${awk}`], { encoding: 'utf8' }).trim()
      execFileSync('ln', ['-s', target, join(bin, 'awk')])
      execFileSync('mkfifo', [pipe])
      const { lines, isConnected } = listen(argv, { ...env, PATH: `${bin}:${env.PATH}` })
      const writer = writeFlood(pipe)
      onTestFinished(() => void writer.kill())
      await until(() => lines.at(-1)?.n === 1999)
      const numbers = lines.flatMap(({ n }) => n ?? [])
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
      expect(numbers.length).toBeLessThan(1000)
      expect(lines.every(({ n, pad }) => n === undefined || pad?.length === (n % 7) * 100)).toBe(
        true,
      )
      writer.kill()
      await until(() => !isConnected())
    })
  })
}

/** 2000 lines of up to 5 KB, a thousand a second, and then nothing. */
function writeFlood(pipe: string) {
  const script = `
    const { openSync, writeSync } = require('node:fs')
    const fd = openSync(process.argv[1], 'w')
    for (let n = 0; n < 2000; n++) {
      writeSync(fd, JSON.stringify({ n, pad: 'é'.repeat((n % 7) * 100) }) + '\\n')
      if (n % 10 === 9) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
    setTimeout(() => {}, 1e6)`
  return spawn(process.execPath, ['-e', script, pipe], { stdio: 'ignore' })
}

test('it ends with its reader and leaves nothing behind', async () => {
  const { env } = makeSurroundings()
  await startDaemon(env)
  const { child, isConnected } = listen([], env)
  await until(isConnected)
  child.stdout.destroy()
  const group = () => {
    try {
      return process.kill(-child.pid!, 0)
    } catch {
      return false
    }
  }
  await until(() => !group())
  expect(() => process.kill(-child.pid!, 0)).toThrow('ESRCH')
})

test('without a daemon, too, it ends with who started it', async () => {
  const { env } = makeSurroundings()
  const script = join(ewwDir, 'otel-ai-monitor-listen')
  const parent = spawn('sh', ['-c', `${script} & echo $! >&2; wait`], { env })
  // Its first line tells that it knows who started it.
  const told = [once(parent.stderr, 'data'), once(parent.stdout, 'data')]
  const [[pid]] = (await Promise.all(told)) as [[Buffer], unknown]
  onTestFinished(() => killIfThere(Number(pid)))
  parent.stdout.resume()
  parent.stderr.resume()
  const closed = once(parent, 'close')
  parent.kill('SIGKILL')
  // Its output closes when the script has ended, too.
  expect(await closed).toEqual([null, 'SIGKILL'])
})

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}
