// Requests that a client sends once more.

import { describe, expect, it } from 'vitest'
import { createRepeats } from '../../src/otlp/repeats.ts'

const body = (size: number, ...changes: readonly [at: number, byte: number][]): Uint8Array => {
  const bytes = new Uint8Array(size).fill(7)
  for (const [at, byte] of changes) bytes[at] = byte
  return bytes
}

describe('a repeat', () => {
  it('is the same body within a minute of the last time it came', () => {
    const repeats = createRepeats()
    const times = [0, 59_999, 119_000, 179_001].map((nowMs) => repeats.isRepeat(body(40), nowMs))
    expect(times).toEqual([false, true, true, false])
  })

  it.each([0, 3, 4, 19, 37, 38])('is none where byte %i of 39 differs', (at) => {
    const repeats = createRepeats()
    repeats.isRepeat(body(39), 0)
    expect(repeats.isRepeat(body(39, [at, 8]), 0)).toBe(false)
    expect(repeats.isRepeat(body(39), 0)).toBe(true)
  })

  it('is none of another length, nor of nothing', () => {
    const repeats = createRepeats()
    expect([0, 0, 3, 4, 5].map((size) => repeats.isRepeat(body(size), 0))).toEqual(
      Array(5).fill(false),
    )
  })

  it('is seen wherever in memory the body lies', () => {
    const repeats = createRepeats()
    repeats.isRepeat(body(40), 0)
    expect(repeats.isRepeat(body(43).subarray(3), 0)).toBe(true)
  })

  it('is forgotten once 256 others came', () => {
    const repeats = createRepeats()
    repeats.isRepeat(body(8), 0)
    for (let n = 0; n < 256; n++) repeats.isRepeat(body(8, [0, n], [1, 1]), 0)
    expect(repeats.isRepeat(body(8), 0)).toBe(false)
  })

  it('is told apart among many bodies that hardly differ', () => {
    const repeats = createRepeats()
    const words = new Uint32Array(16)
    let taken = 0
    for (let n = 0; n < 50_000; n++) {
      words[n % 16]! += 0x80000000
      words[(n * 7) % 16]! += 1
      if (repeats.isRepeat(new Uint8Array(words.buffer), 0)) taken++
    }
    expect(taken).toBe(0)
  })
})
