// Badges that the disk refuses, several at a time.

import { rmSync, writeFileSync } from 'node:fs'
import { test } from 'vitest'
import { createVirtualClock } from '../../src/runtime/clock.ts'
import { createHistory, working } from '../domain/support/changes.ts'
import { createBadgeFixture } from './badge-support.ts'
import { until } from './support.ts'

test('every window that was refused is tried again, and the moment of that is not put off', async () => {
  const clock = createVirtualClock(1_000_000)
  const { open, shows, directory } = createBadgeFixture(clock)
  writeFileSync(directory, '')
  const sink = await open()
  for (const [index, windowId] of [12, 13].entries()) {
    sink.change([createHistory({ id: `${windowId}`, about: { windowId } })(0, working)])
    await until(() => sink.stats().errors === index + 1)
    await until(() => clock.nextTimerAt() !== undefined)
    clock.advanceTo(clock.now() + 500)
  }
  rmSync(directory)
  clock.advanceTo(1_001_000)
  await shows(13, { state: 'working' })
  await shows(12, { state: 'working' })
})
