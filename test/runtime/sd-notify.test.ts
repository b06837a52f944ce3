// What the service manager is told, as a program in systemd-notify's place hears it.

import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createManagerLink, type ManagerLinkOptions } from '../../src/runtime/sd-notify.ts'
import { makeTempDir } from '../temp-dir.ts'

const systemd = { NOTIFY_SOCKET: '/nowhere', PATH: '/usr/bin:/bin' }

/** @param extra what the program does besides writing down its arguments */
function start(env: Record<string, string>, options: ManagerLinkOptions = {}, extra = '') {
  const directory = makeTempDir()
  const program = join(directory, 'systemd-notify')
  const heard = join(directory, 'heard')
  writeFileSync(program, `#!/bin/sh\n${extra}\nprintf '%s|' "$@" >>${heard}\necho >>${heard}\n`)
  chmodSync(program, 0o755)
  const link = createManagerLink(env, { program, ...options })
  onTestFinished(() => link[Symbol.dispose]())
  return {
    link,
    heard: () =>
      existsSync(heard)
        ? readFileSync(heard, 'utf8')
            .split('\n')
            .filter((line) => line !== '')
        : [],
  }
}

test('nothing is done without a service manager', async () => {
  const { link, heard } = start({ WATCHDOG_USEC: '2000' })
  link.ready()
  link.status('x')
  link.stopping()
  await sleep(50)
  expect(heard()).toEqual([])
  expect(link.watchdogIntervalMs).toBeUndefined()
})

test('what comes up while a message is on its way follows together', async () => {
  const { link, heard } = start(systemd, {}, 'sleep 0.1')
  link.status('1 session')
  link.ready()
  link.stopping()
  await vi.waitFor(() => expect(heard()).toHaveLength(2))
  expect(heard()).toEqual(['STATUS=1 session|', 'READY=1|STOPPING=1|'])
})

test('of many states the first comes at once, and the last one in the end', async () => {
  const { link, heard } = start(systemd, { statusIntervalMs: 100 })
  for (let count = 0; count < 50; count++) link.status(`${count}\nsessions `)
  link.status('50 sessions')
  await vi.waitFor(() => expect(heard()).toHaveLength(2))
  link.status('50 sessions')
  await sleep(150)
  expect(heard()).toEqual(['STATUS=0 sessions|', 'STATUS=50 sessions|'])
})

test('the watchdog hears from it twice in its time, once it is ready, until it stops', async () => {
  const { link, heard } = start({ ...systemd, WATCHDOG_USEC: '100000' })
  expect(link.watchdogIntervalMs).toBe(50)
  await sleep(120)
  expect(heard()).toEqual([])
  link.ready()
  await vi.waitFor(() => expect(heard().length).toBeGreaterThan(2))
  expect(heard().slice(0, 2)).toEqual(['READY=1|', 'WATCHDOG=1|'])
  link.stopping()
  await vi.waitFor(() => expect(heard().at(-1)).toContain('STOPPING=1'))
  const count = heard().length
  await sleep(120)
  expect(heard()).toHaveLength(count)
})

test.each([
  ['another process', { WATCHDOG_USEC: '100000', WATCHDOG_PID: '1' }],
  ['nobody', { WATCHDOG_USEC: '0' }],
  ['nobody who can be understood', { WATCHDOG_USEC: 'soon' }],
])('a watchdog for %s is not served', (_, env) => {
  expect(start({ ...systemd, ...env }).link.watchdogIntervalMs).toBeUndefined()
})

test('a missing program is told once, and stops nothing', async () => {
  const onError = vi.fn<(error: Error) => void>()
  const { link } = start(systemd, { program: '/nowhere/systemd-notify', onError })
  link.ready()
  await vi.waitFor(() => expect(onError).toHaveBeenCalled())
  link.status('x')
  await sleep(50)
  expect(onError).toHaveBeenCalledTimes(1)
})

test('timers that have run are not kept', async () => {
  const { link } = start(systemd, { statusIntervalMs: 1 })
  for (let count = 0; count < 20; count++) {
    link.status(`${count}`)
    await sleep(3)
  }
  const clear = vi.spyOn(globalThis, 'clearTimeout')
  onTestFinished(() => clear.mockRestore())
  link[Symbol.dispose]()
  expect(clear.mock.calls.length).toBeLessThanOrEqual(2)
})
