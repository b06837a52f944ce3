// A process whose end a witness reports: how it ended is told, once, and hardly later.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createProc, type ProcessId } from '../../src/host/proc.ts'
import { openProcessWatch } from '../../src/host/process-watch.ts'
import { createVirtualClock } from '../../src/runtime/clock.ts'
import { writeProc } from './fake-proc.ts'

const five: ProcessId = { pid: 5, startTime: 1000 }

describe('a process whose end somebody reports', () => {
  function watchFive(isWitnessed: boolean) {
    const directory = writeProc({ 5: {} })
    const clock = createVirtualClock(0)
    const watch = openProcessWatch({
      clock,
      proc: createProc(directory),
      waiter: { wait: () => undefined },
      ptsDirectory: '/nonexistent',
      isWitnessed: () => isWitnessed,
    })
    onTestFinished(() => watch[Symbol.dispose]())
    const told: unknown[] = []
    watch.watchExit(five, (ending) => told.push([clock.now(), ending]))
    clock.advanceTo(5000)
    return { clock, watch, told, end: () => rmSync(join(directory, '5'), { recursive: true }) }
  }

  test('is told how it ended', () => {
    const { clock, watch, told, end } = watchFive(true)
    end()
    watch.report(6, { code: 0 })
    watch.report(5, { signal: 11 })
    clock.advanceTo(9000)
    expect(told).toEqual([[5000, { signal: 11 }]])
  })

  test('is told once, by the report, where its end was noticed first', () => {
    const { clock, watch, told, end } = watchFive(true)
    end()
    watch.poke(five)
    clock.advanceTo(5100)
    expect(told).toEqual([])
    watch.report(5, { code: 3 })
    clock.advanceTo(9000)
    expect(told).toEqual([[5100, { code: 3 }]])
  })

  test('is not waited for much longer where the report stays away, whatever else hints at it', () => {
    const { clock, watch, told, end } = watchFive(true)
    end()
    for (let atMs = 5000; atMs < 5500; atMs += 40) {
      clock.advanceTo(atMs)
      watch.poke()
    }
    expect(told).toEqual([[5150, undefined]])
  })

  test('is not waited for at all without a witness', () => {
    const { clock, watch, told, end } = watchFive(false)
    end()
    watch.poke(five)
    clock.advanceTo(9000)
    expect(told).toEqual([[5000, undefined]])
  })

  test('lives on where the report was about another of its number', () => {
    const { clock, watch, told, end } = watchFive(false)
    watch.report(5, { signal: 9 })
    clock.advanceTo(9000)
    expect(told).toEqual([])
    end()
    watch.poke(five)
    clock.advanceTo(9500)
    expect(told).toEqual([[9000, undefined]])
  })
})
