// A directory that cannot be watched for a while; what is told of its entries is tested with those who watch.

import { mkdirSync } from 'node:fs'
import type * as fs from 'node:fs'
import { expect, onTestFinished, test, vi } from 'vitest'
import { watchDirectory } from '../../src/host/directory-watch.ts'
import { createVirtualClock } from '../../src/runtime/clock.ts'
import { makeTempDir } from '../temp-dir.ts'

const system = vi.hoisted(() => ({ isExhausted: false, tries: 0 }))

vi.mock('node:fs', async (importReal) => {
  const real = await importReal<typeof fs>()
  const watch = (...args: Parameters<typeof fs.watch>) => {
    system.tries++
    if (system.isExhausted) throw Object.assign(new Error('no watch is left'), { code: 'ENOSPC' })
    return real.watch(...args)
  }
  return { ...real, watch }
})

function createFixture() {
  const clock = createVirtualClock(0)
  const told: string[] = []
  const path = makeTempDir()
  mkdirSync(path, { recursive: true })
  system.isExhausted = true
  const watch = watchDirectory(path, {
    clock,
    onAppear: () => told.push('appeared'),
    onEntry: () => undefined,
    onFailure: (error) => told.push((error as Error).message),
  })
  onTestFinished(() => watch[Symbol.dispose]())
  return { clock, told, watch }
}

test('a directory for which no watch was left is watched once there is one', () => {
  const { clock, told, watch } = createFixture()
  system.tries = 0
  clock.advanceTo(600_000)
  expect(system.tries).toBeGreaterThan(10)
  expect(system.tries).toBeLessThan(20)
  expect(told).toEqual(['no watch is left'])
  expect(watch.isAttached()).toBe(false)
  system.isExhausted = false
  clock.advanceTo(660_000)
  expect(told).toEqual(['no watch is left', 'appeared'])
  expect(watch.isAttached()).toBe(true)
  expect(clock.nextTimerAt()).toBeUndefined()
})

test('is tried no more once nobody wants it', () => {
  const { clock, watch } = createFixture()
  watch[Symbol.dispose]()
  expect(clock.nextTimerAt()).toBeUndefined()
})
