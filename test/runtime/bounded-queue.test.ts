import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { BoundedQueue } from '../../src/runtime/bounded-queue.ts'

test('keeps the newest within its bounds, in order, and loses count of none', () => {
  const texts = fc.array(fc.string({ maxLength: 30 }), { maxLength: 50 })
  fc.assert(
    fc.property(
      texts,
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 60 }),
      (pushed, maxItems, maxWeight) => {
        const queue = new BoundedQueue<string>({ maxItems, maxWeight })
        for (const text of pushed) queue.push(text)
        const { size, dropped } = queue
        expect(size + dropped).toBe(pushed.length)
        const kept = queue.take(Infinity)
        expect(kept).toEqual(pushed.slice(pushed.length - size))
        expect(kept.length).toBeLessThanOrEqual(maxItems)
        expect(kept.length <= 1 || kept.join('').length <= maxWeight).toBe(true)
        expect(size > 0 || pushed.length === 0).toBe(true)
      },
    ),
  )
})

test('takes as much as asked for, at least one', () => {
  const queue = new BoundedQueue<string>({ maxItems: 10, maxWeight: 100 })
  for (const text of ['aaaaa', 'bb', 'cc', 'dd']) queue.push(text)
  expect(queue.take(3)).toEqual(['aaaaa'])
  expect(queue.take(4)).toEqual(['bb', 'cc'])
  expect(queue.clear()).toBe(1)
  expect(queue.take(4)).toEqual([])
  expect(queue.dropped).toBe(0)
})
