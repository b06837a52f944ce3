// Events that arrive out of order, on a clock of the test's own.

import { expect, test } from 'vitest'
import { createEventOrder } from '../../src/probe/event-order.ts'
import { createVirtualClock } from '../../src/runtime/clock.ts'

function createOrder() {
  const clock = createVirtualClock(0)
  const out: number[] = []
  const order = createEventOrder<{ ns: number }>(clock, (events) =>
    out.push(...events.map(({ ns }) => ns)),
  )
  return { clock, out, order, push: (...all: number[]) => all.forEach((ns) => order.push({ ns })) }
}

test('what comes within a moment is put in order', () => {
  const { clock, out, push } = createOrder()
  push(30, 10)
  clock.advanceTo(10)
  push(20, 40)
  clock.advanceTo(24)
  expect(out).toEqual([])
  clock.advanceTo(25)
  expect(out).toEqual([10, 20, 30])
  clock.advanceTo(35)
  expect(out).toEqual([10, 20, 30, 40])
  expect(clock.nextTimerAt()).toBeUndefined()
})

test('events of the same moment keep their order, and one that is too late comes late', () => {
  const clock = createVirtualClock(0)
  const out: string[] = []
  const order = createEventOrder<{ ns: number; name: string }>(clock, (events) =>
    out.push(...events.map(({ name }) => name)),
  )
  for (const name of ['a', 'b', 'c']) order.push({ ns: 5, name })
  clock.advanceTo(100)
  order.push({ ns: 1, name: 'late' })
  clock.advanceTo(200)
  expect(out).toEqual(['a', 'b', 'c', 'late'])
})

test('nothing comes after the end', () => {
  const { clock, out, order, push } = createOrder()
  push(1)
  order[Symbol.dispose]()
  clock.advanceTo(100)
  expect(out).toEqual([])
})
