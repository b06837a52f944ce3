// What must hold for every sink, run over each of them.

import { expect, test } from 'vitest'
import type { LineSink } from '../../src/sinks/sink.ts'
import { until } from '../until.ts'
import { type NotingClock, numberedLines } from './support.ts'

/** A sink with one reader attached. */
export interface SinkFixture {
  readonly sink: LineSink
  readonly clock: NotingClock
  /** All that the reader has read so far. */
  readonly read: () => string
  /** Keeps the reader from reading, and lets it go on. */
  readonly pause: () => void
  readonly resume: () => void
}

/** @param open gives a new sink whose reader is there already; it cleans up after itself */
export function describeSink(open: () => Promise<SinkFixture>): void {
  test('lines arrive in order and whole, whatever their size', async () => {
    const { sink, read } = await open()
    const before = sink.stats().written
    const lines = [10, 5000, 70_000, 0, 200_000, 1].flatMap((size, n) =>
      numberedLines(n, n + 1, size),
    )
    sink.write(lines.slice(0, 2))
    sink.write([])
    sink.write(lines.slice(2))
    await until(() => numbersIn(read()).length === lines.length)
    expect(read().endsWith(lines.join(''))).toBe(true)
    await until(() => sink.stats().written === before + lines.length)
    expect(sink.stats()).toMatchObject({ dropped: 0, errors: 0 })
    await sink[Symbol.asyncDispose]()
  })

  test('a reader that stops loses the oldest lines, whole, and they are counted', async () => {
    const { sink, read, pause, resume } = await open()
    pause()
    const last = 20_000
    for (let n = 0; n < last; n += 200) sink.write(numberedLines(n, n + 200, 500))
    expect(sink.stats().dropped).toBeGreaterThan(0)
    resume()
    await until(() => numbersIn(read()).at(-1) === last - 1)
    const seen = numbersIn(read())
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect(seen.length).toBe(last - sink.stats().dropped)
    await sink[Symbol.asyncDispose]()
  })

  test('what was written before the end arrives', async () => {
    const { sink, read } = await open()
    sink.write(numberedLines(0, 100, 1000))
    await sink[Symbol.asyncDispose]()
    await until(() => numbersIn(read()).length === 100)
    expect(numbersIn(read())).toEqual(Array.from({ length: 100 }, (_, n) => n))
  })

  test('the end comes in time although the reader has stopped, and may be asked for twice', async () => {
    const { sink, clock, pause } = await open()
    pause()
    sink.write(numberedLines(0, 2000, 1000))
    clock.waitsMs.length = 0
    await Promise.all([sink[Symbol.asyncDispose](), sink[Symbol.asyncDispose]()])
    await sink[Symbol.asyncDispose]()
    expect(toSum(clock.waitsMs)).toBeLessThan(3000)
    expect(sink.stats().dropped).toBeGreaterThan(0)
  })

  test('writing after the end does nothing but count', async () => {
    const { sink, read } = await open()
    await sink[Symbol.asyncDispose]()
    const { dropped } = sink.stats()
    sink.write(numberedLines(0, 3))
    expect(sink.stats().dropped).toBe(dropped + 3)
    expect(numbersIn(read())).toEqual([])
  })
}

const toSum = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0)

/** The numbers of the complete lines; throws at one that is not whole. */
function numbersIn(text: string): number[] {
  const complete = text.split('\n').slice(0, -1)
  return complete.flatMap((line) => (JSON.parse(line) as { n?: number }).n ?? [])
}
