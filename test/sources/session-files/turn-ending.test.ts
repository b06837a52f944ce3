// How long the end of a turn is held for what is yet to be told of it.

import { expect, test } from 'vitest'
import type { Outcome } from '../../../src/domain/event.ts'
import { createVirtualClock } from '../../../src/runtime/clock.ts'
import { openEnding } from '../../../src/sources/session-files/turn-ending.ts'

function hold() {
  const clock = createVirtualClock(1000)
  const told: string[] = []
  let outcome: Outcome | undefined
  let reads = 0
  const ending = openEnding(
    clock,
    300,
    () => (reads++, outcome),
    (how) => told.push(`${clock.now()} ${how ?? '?'}`),
  )
  return {
    clock,
    told,
    ending,
    is: (how: Outcome) => (outcome = how),
    reads: () => reads,
  }
}

test('an end is told as soon as it is known how it came', () => {
  const { clock, told, is, reads } = hold()
  clock.advanceTo(1090)
  expect(told).toEqual([])
  is('interrupted')
  clock.advanceTo(5000)
  expect(told).toEqual(['1100 interrupted'])
  expect(reads()).toBe(6)
})

test('an end of which nothing more is told is told so', () => {
  const { clock, told } = hold()
  clock.advanceTo(5000)
  expect(told).toEqual(['1300 ?'])
})

test('an end is told at once where something follows, and once', () => {
  const { clock, told, is, ending } = hold()
  clock.advanceTo(1030)
  is('error')
  ending.conclude()
  expect(told).toEqual(['1030 error'])
  ending.conclude()
  clock.advanceTo(5000)
  expect(told).toEqual(['1030 error'])
})
