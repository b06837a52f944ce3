// How the real program ends: by signals, and when nobody reads what it prints.

import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { start } from './spawn.ts'
import { mainSource } from '../main-source.ts'
import { removeTree } from '../remove-tree.ts'
import { until } from '../until.ts'

const folder = mkdtempSync(join(tmpdir(), 'signals-'))
afterAll(() => removeTree(folder))

const codeOf = async (child: ReturnType<typeof start>) => {
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return code ?? signal
}

/** Whether a signal is yet to reach the process, where the kernel tells. */
function isTermPending(pid?: number): boolean {
  if (!existsSync('/proc/self')) return false
  const [, pending] = /^ShdPnd:\t(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!
  return (Number(`0x${pending}`) & (1 << (constants.signals.SIGTERM - 1))) !== 0
}

/** A socket that accepts and never answers, and the moment someone connects. */
async function openSilentSocket(name: string) {
  const path = join(folder, name)
  const server = createServer().listen(path)
  await once(server, 'listening')
  return { path, connected: once(server, 'connection'), close: () => server.close() }
}

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s ends a command that listens in order',
  async (name) => {
    const socket = await openSilentSocket(`${name}.sock`)
    const child = start(['watch', '--socket', socket.path])
    await socket.connected
    child.kill(name)
    expect(await codeOf(child)).toBe(0)
    socket.close()
  },
)

test.each(['SIGINT', 'SIGHUP'] as const)(
  '%s while the daemon starts leaves none of its files behind',
  async (name) => {
    const runtimeDir = join(folder, name)
    mkdirSync(join(runtimeDir, 'otel-ai-monitor'), { recursive: true, mode: 0o700 })
    const isThere = () => existsSync(join(runtimeDir, 'otel-ai-monitor/control.sock'))
    const child = start(['run', '--port', '0'], { XDG_RUNTIME_DIR: runtimeDir })
    await until(isThere)
    child.kill(name)
    expect(await codeOf(child)).toBe(0)
    expect(isThere()).toBe(false)
  },
)

test('a second signal ends the program at once', async () => {
  const socket = await openSilentSocket('second.sock')
  const child = start(['status', '--socket', socket.path])
  await socket.connected
  child.kill('SIGTERM')
  child.kill('SIGINT')
  expect(await codeOf(child)).toBeOneOf([130, 143])
  socket.close()
})

test('a signal that comes again at once, as from `timeout`, is one: the end stays a clean one', async () => {
  const socket = await openSilentSocket('echo.sock')
  const child = start(['status', '--socket', socket.path])
  await socket.connected
  for (let times = 0; times < 3; times++) {
    child.kill('SIGTERM')
    // The kernel makes one of those that wait.
    while (isTermPending(child.pid));
  }
  await setTimeout(300)
  expect(child.exitCode).toBeNull()
  child.kill('SIGTERM')
  // A machine that is busy may let it hear of this one right after the others.
  const asking = setInterval(() => child.kill('SIGTERM'), 300)
  expect(await codeOf(child)).toBe(143)
  clearInterval(asking)
  socket.close()
})

test('Ctrl-C ends a command that only reads stdin', async () => {
  const child = start(['replay', '-'])
  // Nothing tells from outside that it waits, so ask until it ends.
  const asking = setInterval(() => child.kill('SIGINT'), 100)
  // Before its handler is set, the signal itself ends it.
  expect(await codeOf(child)).toBeOneOf([130, 'SIGINT'])
  clearInterval(asking)
})

test('a reader that goes away is no error', async () => {
  const child = start(['config', 'schema'])
  child.stdout.destroy()
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  expect(await codeOf(child)).toBe(0)
  expect(stderr).toBe('')
})

test.skipIf(!existsSync('/proc/self'))('a home that takes no directory does not matter', () => {
  const { status } = spawnSync(process.execPath, [mainSource, '--version'], {
    env: { PATH: process.env.PATH, HOME: '/proc' },
    timeout: 10_000,
    killSignal: 'SIGKILL',
  })
  expect(status).toBe(0)
})

test.skipIf(!existsSync('/dev/full'))('a full disk is told in a sentence, and is no bug', () => {
  const full = openSync('/dev/full', 'w')
  const { status, stderr } = spawnSync(process.execPath, [mainSource, 'config', 'schema'], {
    env: { PATH: process.env.PATH, HOME: folder },
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  })
  closeSync(full)
  expect(stderr).toMatch(/^otel-ai-monitor: cannot write to standard output: .*no space left.*\n$/)
  expect(status).toBe(74)
})
