// What must hold for every sink that takes changes.

import { describe, expect, test } from 'vitest'
import type { ChangeSink } from '../../src/sinks/sink.ts'
import { createHistory, waiting, working } from '../domain/support/changes.ts'
import { createBadgeFixture } from './badge-support.ts'
import { openNotification } from './notification-support.ts'
import { sinkFilesOf } from './sink-files.ts'

const sinks: Readonly<Record<string, () => Promise<ChangeSink>>> = {
  notification: async () => (await openNotification('unix:path=/nowhere')).sink,
  badge: () => createBadgeFixture().open(),
}

test('every sink is put to the test', () => {
  expect(Object.keys(sinks).toSorted()).toEqual(sinkFilesOf('ChangeSink'))
})

const names = ['shop', '', '../..', '\ud800', '\u0000', 'x'.repeat(1_000_000)]
const changes = names.flatMap((project, n) => {
  const at = createHistory({ id: `${project}${n}`, about: { project, windowId: n, pid: -n } })
  return [at(0, working), at(1, waiting), at(2, { state: 'expired', reason: 'exited' })]
})

describe.each(Object.entries(sinks))('%s', (id, open) => {
  test('takes whatever comes, and the end twice', async () => {
    const sink = await open()
    expect(sink.id).toBe(id)
    sink.change([])
    sink.change(changes)
    await Promise.all([sink[Symbol.asyncDispose](), sink[Symbol.asyncDispose]()])
    sink.change(changes)
    await sink[Symbol.asyncDispose]()
    expect(sink.stats()).toMatchObject({ dropped: expect.any(Number), readers: null })
  })
})
