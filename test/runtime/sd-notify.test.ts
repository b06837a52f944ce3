// What the service manager is told, as a program in systemd-notify's place hears it.

import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createNotifier, type NotifierOptions } from '../../src/runtime/sd-notify.ts'
import { makeTempDir } from '../sinks/support.ts'

const systemd = { NOTIFY_SOCKET: '/nowhere', PATH: '/usr/bin:/bin' }

/** @param extra what the program does besides writing down its arguments */
function start(env: Record<string, string>, options: NotifierOptions = {}, extra = '') {
  const directory = makeTempDir()
  const program = join(directory, 'systemd-notify')
  const heard = join(directory, 'heard')
  writeFileSync(program, `#!/bin/sh\n${extra}\nprintf '%s|' "$@" >>${heard}\necho >>${heard}\n`)
  chmodSync(program, 0o755)
  const notifier = createNotifier(env, { program, ...options })
  onTestFinished(() => notifier[Symbol.dispose]())
  return {
    notifier,
    heard: () =>
      existsSync(heard)
        ? readFileSync(heard, 'utf8')
            .split('\n')
            .filter((line) => line !== '')
        : [],
  }
}

test('nothing is done without a service manager', async () => {
  const { notifier, heard } = start({ WATCHDOG_USEC: '2000' })
  notifier.ready()
  notifier.status('x')
  notifier.stopping()
  await sleep(50)
  expect(heard()).toEqual([])
  expect(notifier.watchdogIntervalMs).toBeUndefined()
})

test('what comes up while a message is on its way follows together', async () => {
  const { notifier, heard } = start(systemd, {}, 'sleep 0.1')
  notifier.status('1 session')
  notifier.ready()
  notifier.stopping()
  await vi.waitFor(() => expect(heard()).toHaveLength(2))
  expect(heard()).toEqual(['STATUS=1 session|', 'READY=1|STOPPING=1|'])
})

test('of many states the first comes at once, and the last one in the end', async () => {
  const { notifier, heard } = start(systemd, { statusIntervalMs: 100 })
  for (let count = 0; count < 50; count++) notifier.status(`${count}\nsessions `)
  notifier.status('50 sessions')
  await vi.waitFor(() => expect(heard()).toHaveLength(2))
  notifier.status('50 sessions')
  await sleep(150)
  expect(heard()).toEqual(['STATUS=0 sessions|', 'STATUS=50 sessions|'])
})

test('the watchdog hears from it twice in its time, once it is ready, until it stops', async () => {
  const { notifier, heard } = start({ ...systemd, WATCHDOG_USEC: '100000' })
  expect(notifier.watchdogIntervalMs).toBe(50)
  await sleep(120)
  expect(heard()).toEqual([])
  notifier.ready()
  await vi.waitFor(() => expect(heard().length).toBeGreaterThan(2))
  expect(heard().slice(0, 2)).toEqual(['READY=1|', 'WATCHDOG=1|'])
  notifier.stopping()
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
  expect(start({ ...systemd, ...env }).notifier.watchdogIntervalMs).toBeUndefined()
})

test('a missing program is told once, and stops nothing', async () => {
  const onError = vi.fn<(error: Error) => void>()
  const { notifier } = start(systemd, { program: '/nowhere/systemd-notify', onError })
  notifier.ready()
  await vi.waitFor(() => expect(onError).toHaveBeenCalled())
  notifier.status('x')
  await sleep(50)
  expect(onError).toHaveBeenCalledTimes(1)
})
