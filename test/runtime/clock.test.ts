import { expect, test, vi } from 'vitest'
import { createVirtualClock, systemClock, toMoment } from '../../src/runtime/clock.ts'

test('virtual timers run in order, each at its own time, also those set on the way', () => {
  const clock = createVirtualClock(1000)
  const seen: [string, number][] = []
  const note = (name: string) => () => void seen.push([name, clock.now()])
  clock.setTimer(3000, note('late'))
  clock.setTimer(2000, () => {
    note('early')()
    clock.setTimer(2500, note('nested'))
  })
  clock.setTimer(500, note('past'))
  clock.setTimer(2200, note('cancelled')).cancel()
  clock.setTimer(9000, note('never'))
  expect(clock.nextTimerAt()).toBe(500)
  clock.advanceTo(5000)
  expect(seen).toEqual([
    ['past', 1000],
    ['early', 2000],
    ['nested', 2500],
    ['late', 3000],
  ])
  expect(clock.now()).toBe(5000)
  clock.advanceTo(4000)
  expect(clock.now()).toBe(5000)
  expect(clock.nextTimerAt()).toBe(9000)
})

test.each([
  ['now where nothing is told', undefined, 1500, 0],
  ['when it was told to', 1200, 1200, 300],
  ['now where another clock is ahead', 1800, 1500, 0],
])('what is heard of happened %s', (_, toldMs, timeMs, delayMs) => {
  const clock = { ...createVirtualClock(1000), wallOffsetMs: () => 500 }
  expect(toMoment(clock, toldMs)).toEqual({ timeMs, arrivalMs: 1000, delayMs })
})

test('the system clock waits for longer than setTimeout can', () => {
  vi.useFakeTimers({ now: 0 })
  try {
    const fn = vi.fn<() => void>()
    const monthMs = 30 * 86_400_000
    systemClock.setTimer(monthMs, fn)
    const cancelled = vi.fn<() => void>()
    const timer = systemClock.setTimer(monthMs, cancelled)
    vi.advanceTimersByTime(monthMs - 1)
    expect(fn).not.toHaveBeenCalled()
    timer.cancel()
    vi.advanceTimersByTime(1)
    expect(fn).toHaveBeenCalledOnce()
    expect(cancelled).not.toHaveBeenCalled()
  } finally {
    vi.useRealTimers()
  }
})
