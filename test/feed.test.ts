// Lines on their way to the sinks: the first at once, the others behind it, and no faster than readers should have to take them.

import { expect, test } from 'vitest'
import { createFeed } from '../src/feed.ts'
import { createVirtualClock } from '../src/runtime/clock.ts'
import { beginMs, at } from './domain/support/events.ts'
import { scenario } from './domain/support/scenario.ts'

function openFeed({ nameLength = 1, readers = 1 } = {}) {
  const counts = { readers }
  const clock = createVirtualClock(beginMs)
  const writes: (readonly string[])[] = []
  const stats = () => ({ written: 0, dropped: 0, errors: 0, ...counts })
  const sink = {
    id: 'stdout',
    write: (texts: readonly string[]) => void writes.push(texts),
    stats,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
  const names = ['a', 'b', 'c'].map((name) => name.repeat(nameLength))
  const play = scenario().batch(...names.map((id) => at(0, { id }).prompt()))
  const today = {
    date: '2026-11-26',
    input_tokens: 0,
    output_tokens: 0,
    cache_tokens: 0,
    cost_usd: null,
    turns: 0,
  }
  const feed = createFeed({
    clock,
    broadcastIntervalMs: 5_000,
    sinks: [sink],
    sessions: () => play.ids().flatMap((id) => play.view(id) ?? []),
    today: () => today,
  })
  return { clock, counts, feed, writes, changes: play.changes.slice(0, 3) }
}

const sizeOf = (writes: readonly (readonly string[])[]) => writes.flat().join('').length

test('the first line of a batch is written before the others', () => {
  const { feed, writes, changes } = openFeed()
  feed.push(changes)
  expect(writes.map((texts) => texts.length)).toEqual([1, 2])
})

test('all that was written counts before the next batch is', () => {
  const { clock, feed, writes, changes } = openFeed({ nameLength: 100_000 })
  feed.push(changes)
  const freeMs = beginMs + sizeOf(writes) / 16_384
  feed.push(changes)
  clock.advanceTo(freeMs - 1)
  expect(writes).toHaveLength(2)
  clock.advanceTo(freeMs + 1)
  expect(writes).toHaveLength(4)
})

test('lists are for those who read', () => {
  const all = [0, 1].map((readers) => openFeed({ readers }))
  for (const { clock, feed } of all) {
    feed.start()
    clock.advanceTo(beginMs + 10_000)
    feed[Symbol.dispose]()
  }
  expect(all.map(({ writes }) => writes.length)).toEqual([0, 3])
})

test('who begins to read later is told of all that nobody had read', () => {
  const { counts, feed, writes, changes } = openFeed({ readers: 0 })
  feed.start()
  counts.readers = 1
  feed.push(changes.slice(0, 1))
  feed[Symbol.dispose]()
  expect(JSON.parse(writes.flat()[0]!)).toMatchObject({
    sessions: ['a', 'b', 'c'].map((session_id) => ({ session_id })),
  })
})
