import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createPidWaiter, type PidWaiter } from '../../src/host/pid-waiter.ts'
import { createProc } from '../../src/host/proc.ts'
import { openProcessWatch } from '../../src/host/process-watch.ts'
import { createVirtualClock } from '../../src/runtime/clock.ts'
import { has, identify, isLinux, start, unless } from './children.ts'
import { writeProc } from './fake-proc.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'

function fakeWaiter() {
  const ends = new Map<number, () => void>()
  const waiter: PidWaiter = {
    wait(pid, onEnd) {
      ends.set(pid, onEnd)
      return { [Symbol.dispose]: () => void ends.delete(pid) }
    },
  }
  return { waiter, ends }
}

test('one a process, let go of with it; its end is a hint, no proof', () => {
  const directory = writeProc({ 5: {} })
  const clock = createVirtualClock(0)
  const { waiter, ends } = fakeWaiter()
  using watch = openProcessWatch({ clock, proc: createProc(directory), waiter })
  let exits = 0
  watch.watchExit({ pid: 5, startTime: 1000 }, () => exits++)
  watch.watchExit({ pid: 5, startTime: 1000 }, () => exits++)
  clock.advanceTo(5000)
  expect([...ends.keys()]).toEqual([5])
  ends.get(5)!()
  clock.advanceTo(10_000)
  expect(exits).toBe(0)
  rmSync(join(directory, '5'), { recursive: true })
  ends.get(5)!()
  clock.advanceTo(10_001)
  expect(exits).toBe(2)
  expect(ends.size).toBe(0)
})

test('one that cannot be started costs its hint, and is not tried again', async () => {
  const waiter = createPidWaiter({ program: '/nonexistent/pidwait' })
  await new Promise<void>((resolve) => void waiter.wait(process.pid, resolve))
  expect(waiter.wait(process.pid, () => undefined)).toBeUndefined()
})

const canWait = isLinux && has('pidwait')
const reason = unless(canWait, 'needs pidwait of procps 4')
describe.skipIf(!canWait)(`of procps${reason}`, () => {
  const sleeper = () => start(['tail', '-f', '/dev/null'])

  test('tell the end at once, and leave no file behind', async () => {
    const directory = makeTempDir()
    vi.stubEnv('TMPDIR', directory)
    onTestFinished(() => void vi.unstubAllEnvs())
    const child = sleeper()
    const ended = new Promise<void>((resolve) => void createPidWaiter().wait(child.pid, resolve))
    child.kill('SIGKILL')
    await ended
    expect(readdirSync(directory)).toEqual([])
  })

  test('are few, and make room when they are let go of', () => {
    const waiter = createPidWaiter({ maxCount: 2 })
    const { pid } = sleeper()
    const first = waiter.wait(pid, () => undefined)!
    using second = waiter.wait(pid, () => undefined)!
    expect(second).toBeDefined()
    expect(waiter.wait(pid, () => undefined)).toBeUndefined()
    first[Symbol.dispose]()
    first[Symbol.dispose]()
    using third = waiter.wait(pid, () => undefined)!
    expect(third).toBeDefined()
    expect(waiter.wait(pid, () => undefined)).toBeUndefined()
  })

  test('notice a SIGKILL that nothing else hints at', async () => {
    const child = sleeper()
    const clock = createVirtualClock(0)
    using watch = openProcessWatch({ clock, ptsDirectory: '/nonexistent' })
    const exit = new Promise<void>((resolve) => {
      watch.watchExit(identify(child.pid), () => resolve())
    })
    clock.advanceTo(10_000)
    expect(clock.nextTimerAt()).toBeUndefined()
    child.kill('SIGKILL')
    await until(() => clock.nextTimerAt() !== undefined)
    clock.advanceTo(20_000)
    await exit
  })
})
