// When new journals are looked for, on a clock that stands still.

import { expect, test } from 'vitest'
import { createVirtualClock } from '../../../src/runtime/clock.ts'
import { createLooks } from '../../../src/sources/journals/looks.ts'

function createFixture() {
  const clock = createVirtualClock(0)
  let lookedAtMs: number[] = []
  let isFound = false
  const looks = createLooks(clock, () => {
    lookedAtMs.push(clock.now())
    return isFound
  })
  return {
    looks,
    /** When it looked since the last call, in ms from now on, if `each` is done every 5 ms for so long. */
    pass: (ms: number, each = () => {}) => {
      const startMs = clock.now()
      lookedAtMs = []
      for (let at = 0; at < ms; at += 5) {
        each()
        clock.advanceTo(startMs + at + 5)
      }
      return lookedAtMs.map((atMs) => atMs - startMs)
    },
    find: (found: boolean) => (isFound = found),
  }
}

test('a hint is followed by a few looks, and by no more', () => {
  const { looks, pass } = createFixture()
  looks.begin()
  expect(pass(10_000)).toEqual([0, 20, 100, 400, 1500, 4000])
  looks.begin()
  expect(pass(10_000)[0]).toBe(0)
})

test('hints without end make looks rare, until there is an end to them', () => {
  const { looks, pass } = createFixture()
  const first = pass(10_000, () => looks.begin())
  expect(first.filter((atMs) => atMs < 700).length).toBeGreaterThanOrEqual(5)
  expect(first.length).toBeLessThan(20)
  pass(10_000)
  looks.begin()
  expect(pass(200).length).toBeGreaterThanOrEqual(3)
})

test('looks that find something are worth their while', () => {
  const { looks, pass, find } = createFixture()
  pass(10_000, () => looks.begin())
  find(true)
  expect(pass(3000, () => looks.begin()).length).toBeGreaterThan(40)
})
