// What the service manager is told, as a program in systemd-notify's place hears it.

import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createManagerLink, type ManagerLinkOptions } from '../../src/runtime/sd-notify.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'

const systemd = { NOTIFY_SOCKET: '/nowhere', PATH: '/usr/bin:/bin' }

function start(env: Record<string, string>, options: ManagerLinkOptions = {}) {
  const directory = makeTempDir()
  const program = join(directory, 'systemd-notify')
  const heard = join(directory, 'heard')
  writeFileSync(program, `#!/bin/sh\nprintf '%s|' "$@" >>${heard}\necho >>${heard}\n`)
  chmodSync(program, 0o755)
  const link = createManagerLink(env, { program, ...options })
  onTestFinished(() => link[Symbol.dispose]())
  return {
    link,
    program,
    heard: () =>
      existsSync(heard)
        ? readFileSync(heard, 'utf8')
            .split('\n')
            .filter((line) => line !== '')
        : [],
  }
}

/** From now on until the test's end, time goes on when it is told to. */
function standStill(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
}

test('nothing is done without a service manager', async () => {
  const { link, heard, program } = start({ WATCHDOG_USEC: '2000' })
  link.ready()
  link.status('x')
  link.stopping()
  expect(link.watchdogIntervalMs).toBeUndefined()
  createManagerLink(systemd, { program }).status('one that has one')
  await until(() => heard().length > 0)
  expect(heard()).toEqual(['STATUS=one that has one|'])
})

test('what comes up while a message is on its way follows together', async () => {
  const { link, heard } = start(systemd)
  link.status('1 session')
  link.ready()
  link.stopping()
  await until(() => heard().length === 2)
  expect(heard()).toEqual(['STATUS=1 session|', 'READY=1|STOPPING=1|'])
})

test('of many states the first comes at once, and the last one in the end', async () => {
  standStill()
  const { link, heard } = start(systemd, { statusIntervalMs: 100 })
  for (let count = 0; count < 50; count++) link.status(`${count}\nsessions `)
  link.status('50 sessions')
  await until(() => heard().length === 1)
  vi.advanceTimersByTime(100)
  await until(() => heard().length === 2)
  link.status('50 sessions')
  vi.advanceTimersByTime(150)
  link.status('51 sessions')
  await until(() => heard().length === 3)
  expect(heard()).toEqual(['STATUS=0 sessions|', 'STATUS=50 sessions|', 'STATUS=51 sessions|'])
})

test('the watchdog hears from it twice in its time, once it is ready, until it stops', async () => {
  standStill()
  const { link, heard } = start({ ...systemd, WATCHDOG_USEC: '100000' })
  expect(link.watchdogIntervalMs).toBe(50)
  vi.advanceTimersByTime(120)
  const told = ['READY=1|', 'WATCHDOG=1|', 'WATCHDOG=1|', 'STOPPING=1|']
  link.ready()
  for (const count of [1, 2, 3]) {
    await until(() => heard().length === count)
    if (count < 3) vi.advanceTimersByTime(50)
  }
  link.stopping()
  await until(() => heard().length === 4)
  vi.advanceTimersByTime(120)
  expect(heard()).toEqual(told)
  // What it says next is told after whatever went before.
  link.ready()
  await until(() => heard().length === 5)
  expect(heard()).toEqual([...told, 'READY=1|'])
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
  await until(() => onError.mock.calls.length > 0)
  link.status('x')
  // One that fails in the same way, and later.
  const onLaterError = vi.fn<(error: Error) => void>()
  const later = start(systemd, { program: '/nowhere/systemd-notify', onError: onLaterError })
  later.link.ready()
  await until(() => onLaterError.mock.calls.length > 0)
  expect(onError).toHaveBeenCalledTimes(1)
})

test('timers that have run are not kept', async () => {
  standStill()
  const { link } = start(systemd, { statusIntervalMs: 1 })
  for (let count = 0; count < 20; count++) {
    link.status(`${count}`)
    vi.advanceTimersByTime(3)
  }
  const clear = vi.spyOn(globalThis, 'clearTimeout')
  onTestFinished(() => clear.mockRestore())
  link[Symbol.dispose]()
  expect(clear.mock.calls.length).toBeLessThanOrEqual(2)
})
