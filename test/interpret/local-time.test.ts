// Clocks that are ahead: records keep their order, and none is in the future.

import { describe, expect, it } from 'vitest'
import { createToLocal } from '../../src/interpret/local-time.ts'

const hourMs = 3_600_000
const same = (wallMs: number) => wallMs

describe('a clock that is far ahead', () => {
  it('is put back by the same time for all records', () => {
    const toLocal = createToLocal(same)
    expect(toLocal(hourMs + 100, 1000)).toBe(1000)
    expect(toLocal(hourMs + 900, 1000)).toBe(1800)
    expect(toLocal(hourMs + 60_000, 61_000)).toBe(60_900)
    expect(toLocal(hourMs - 60_000, 61_000)).toBe(-59_100)
  })

  it('is measured anew once it is set', () => {
    const toLocal = createToLocal(same)
    toLocal(hourMs, 1000)
    expect(toLocal(3 * hourMs, 2000)).toBe(2000)
    expect(toLocal(hourMs, 3000)).toBe(3000)
  })

  it('moves no records of a clock that is right', () => {
    const toLocal = createToLocal(same)
    toLocal(hourMs, 1000)
    expect(toLocal(900, 1000)).toBe(900)
    expect(toLocal(200_000, 1000)).toBe(200_000)
  })
})
