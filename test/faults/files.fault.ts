// Its pipe, its socket and its directory, taken away and replaced while it runs.

import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { until } from '../until.ts'
import { type Daemon, expectWell, startDaemon } from './support/daemon.ts'
import { canMount, withOwnTmp } from './support/mount.ts'

const pipeOf = ({ runtimeDir }: Daemon): string => join(runtimeDir, 'otel-ai-monitor.pipe')

const isFifo = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFIFO() === true
const isSocket = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isSocket() === true

/** The first line that a real `cat` gets from the pipe. */
async function firstLine(path: string): Promise<{ type: string }> {
  const cat = spawn('cat', [path], { stdio: ['ignore', 'pipe', 'ignore'] })
  onTestFinished(() => void cat.kill())
  const line = await new Promise<string>((done) =>
    createInterface({ input: cat.stdout }).once('line', done),
  )
  cat.kill()
  return JSON.parse(line) as { type: string }
}

test('the pipe is deleted', async () => {
  await using daemon = await startDaemon()
  expect(await firstLine(pipeOf(daemon))).toMatchObject({ type: 'session_list' })
  unlinkSync(pipeOf(daemon))
  await expectWell(daemon)
  await until(() => isFifo(pipeOf(daemon)))
  expect(await firstLine(pipeOf(daemon))).toMatchObject({ type: 'session_list' })
  expect(await daemon.stop()).toBe(0)
})

test('the pipe is replaced by a file, which is left alone', async () => {
  await using daemon = await startDaemon()
  unlinkSync(pipeOf(daemon))
  writeFileSync(pipeOf(daemon), 'mine')
  await expectWell(daemon)
  await until(() => daemon.log().includes('left untouched'))
  expect(readFileSync(pipeOf(daemon), 'utf8')).toBe('mine')
  unlinkSync(pipeOf(daemon))
  await until(() => isFifo(pipeOf(daemon)))
  expect(await firstLine(pipeOf(daemon))).toMatchObject({ type: 'session_list' })
  expect(await daemon.stop()).toBe(0)
})

test('the socket is deleted', async () => {
  await using daemon = await startDaemon()
  unlinkSync(daemon.socketPath)
  await expectWell(daemon)
  await until(() => isSocket(daemon.socketPath))
  await expectWell(daemon, 'snapshot')
  expect(await daemon.stop()).toBe(0)
  expect(isSocket(daemon.socketPath)).toBe(false)
})

test('its directory is removed and comes back', async () => {
  await using daemon = await startDaemon()
  rmSync(daemon.runtimeDir, { recursive: true })
  await expectWell(daemon)
  mkdirSync(daemon.runtimeDir, { mode: 0o700 })
  await until(() => isSocket(daemon.socketPath) && isFifo(pipeOf(daemon)))
  await expectWell(daemon, 'snapshot')
  expect(await daemon.stop()).toBe(0)
})

// Its stand-in is in /tmp, where one of whoever runs these tests may be in use.
test.skipIf(!canMount)(
  'there is no XDG_RUNTIME_DIR (needs the right to mount a /tmp)',
  async () => {
    await using daemon = await startDaemon({
      env: { XDG_RUNTIME_DIR: undefined },
      wrap: withOwnTmp,
    })
    await expectWell(daemon)
    const directory = `/proc/${daemon.child.pid}/root/tmp/otel-ai-monitor-${process.getuid!()}`
    expect(statSync(directory).mode & 0o777).toBe(0o700)
    expect(isSocket(`${directory}/otel-ai-monitor/control.sock`)).toBe(true)
    expect(await firstLine(`${directory}/otel-ai-monitor.pipe`)).toMatchObject({
      type: 'session_list',
    })
    expect(await daemon.stop()).toBe(0)
  },
)

test('XDG_RUNTIME_DIR names nothing', async () => {
  const starting = startDaemon({ env: { XDG_RUNTIME_DIR: '/nonexistent' } })
  await expect(starting).rejects.toThrow(
    /ended with 69: .*does XDG_RUNTIME_DIR name a directory that exists/,
  )
})
