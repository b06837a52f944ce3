// Badges that the disk refuses, several at a time.

import { existsSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createVirtualClock } from '../../src/runtime/clock.ts'
import { createHistory, working } from '../domain/support/changes.ts'
import { until } from '../until.ts'
import { createBadgeFixture } from './badge-support.ts'

test('every window that was refused is tried again, and the moment of that is not put off', async () => {
  const clock = createVirtualClock(1_000_000)
  const { open, shows, files, directory } = createBadgeFixture(clock)
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
  expect(files().toSorted()).toEqual(['12.json', '13.json'])
  expect(sink.stats().errors).toBe(2)
})

test('a record that alone could not be written is tried again, with nothing new to tell', async () => {
  const clock = createVirtualClock(1_000_000)
  const { context, open, shows } = createBadgeFixture(clock)
  const { badgeRecord } = context.paths
  const sink = await open()
  const change = (id: string) => createHistory({ id, about: { windowId: 12 } })(0, working)
  sink.change([change('a')])
  await shows(12, { state: 'working' })
  await until(() => existsSync(badgeRecord))
  // The badge stays as it is for the second session: only the record is due.
  rmSync(badgeRecord)
  mkdirSync(badgeRecord)
  sink.change([change('b')])
  await until(() => sink.stats().errors === 1)
  rmdirSync(badgeRecord)
  await until(() => clock.nextTimerAt() !== undefined)
  clock.advanceTo(clock.now() + 1000)
  await until(() => existsSync(badgeRecord))
  expect(sink.stats()).toMatchObject({ errors: 1, written: 1 })
})
