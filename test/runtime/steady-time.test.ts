// Times of day on a clock that nobody sets, while the machine's clock is set.

import { expect, test } from 'vitest'
import { createToSteady } from '../../src/runtime/steady-time.ts'

const hour = 3_600_000
const start = 1_800_000_000_000

/** A machine whose clock shows `start` plus the steady time plus what it was set by. */
function machine() {
  let offsetMs = 0
  const toSteady = createToSteady({ wallOffsetMs: () => offsetMs })
  return { toSteady, set: (byMs: number) => (offsetMs = byMs) }
}

test('as it is, where the clock is left alone or runs a little differently', () => {
  const { toSteady, set } = machine()
  expect(toSteady(start, start + 5)).toBe(start)
  set(400)
  expect(toSteady(start + 100, start + 105)).toBe(start + 100)
})

test.each([-hour, hour, -24 * 365 * hour])('set by %i ms', (byMs) => {
  const { toSteady, set } = machine()
  toSteady(start, start)
  set(byMs)
  // Made before it was set, and sent after.
  expect(toSteady(start + 1000, start + 3000)).toBe(start + 1000)
  // Made since.
  expect(toSteady(start + 2000 + byMs, start + 3000)).toBe(start + 2000)
  // Much later, nothing of before is under way any more.
  expect(toSteady(start + hour + byMs, start + hour + 1)).toBe(start + hour)
  expect(toSteady(start + hour, start + hour + 1)).toBe(start + hour - byMs)
  set(0)
  expect(toSteady(start + 2 * hour, start + 2 * hour)).toBe(start + 2 * hour)
})

test.each([2000, -2000])('set by %i ms, however long a record is under way', (byMs) => {
  const { toSteady, set } = machine()
  toSteady(start, start)
  set(byMs)
  expect(toSteady(start + 900 + byMs, start + 1000)).toBe(start + 900)
  expect(toSteady(start + 60_000 + byMs, start + 60_100)).toBe(start + 60_000)
  expect(toSteady(start + 60_000 + byMs, start + 65_000)).toBe(start + 60_000)
})

test('what is a little ahead was made before the clock was set, where it would be too old otherwise', () => {
  const { toSteady, set } = machine()
  toSteady(start, start)
  set(hour)
  expect(toSteady(start + 3100, start + 3000)).toBe(start + 3100)
})

test('another machine’s clock stays as wrong as it is', () => {
  const { toSteady } = machine()
  expect(toSteady(start + hour, start)).toBe(start + hour)
})
