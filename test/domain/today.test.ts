// What a day's totals count: every growth once, whatever restarts, ends and begins anew.

import type { Usage, UsageSource } from '../../src/domain/event.ts'
import { addUsage, createLedger, totalsOf } from '../../src/domain/session/usage.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDayLedger, type DayLedger } from '../../src/domain/views/today.ts'
import { sessionView } from './support/changes.ts'

const day = '2026-11-26'

/** A session whose totals grow, as one run of the daemon sees them. */
function createGrowing(id = 's', source: UsageSource = 'logs') {
  const usage = createLedger()
  let turns = 0
  return (ledger: DayLedger, amount: Usage, more = 0, on = day) => {
    addUsage(usage, source, 'm', amount)
    return ledger.count(sessionView({ id, totals: totalsOf(usage), turns: (turns += more) }), on)
  }
}

const restart = (ledger: DayLedger): DayLedger => createDayLedger(ledger.state())

describe('a day', () => {
  it('begins at nothing', () => {
    const nothing = { input: 0, output: 0, cached: 0, costUsd: null, turns: 0 }
    expect(createDayLedger().of(day)).toEqual(nothing)
  })

  it('is the sum of what its sessions grew by', () => {
    const ledger = createDayLedger()
    const [a, b] = [createGrowing('a'), createGrowing('b')]
    expect(a(ledger, { input: 10, output: 5, cacheRead: 100, cacheWrite: 1 })).toBe(true)
    a(ledger, { input: 1, costUsd: 0.5 }, 1)
    b(ledger, { output: 7, costUsd: 0.25 }, 1)
    const sum = { input: 11, output: 12, cached: 101, costUsd: 0.75, turns: 2 }
    expect(ledger.of(day)).toEqual(sum)
    expect(a(ledger, {})).toBe(false)
    expect(ledger.of(day)).toEqual(sum)
  })

  it('goes over at midnight in the middle of a session', () => {
    const ledger = createDayLedger()
    const grow = createGrowing()
    grow(ledger, { input: 10 }, 1)
    grow(ledger, { input: 3 }, 1, '2026-11-27')
    expect(ledger.of(day)).toMatchObject({ input: 10, turns: 1 })
    expect(ledger.of('2026-11-27')).toMatchObject({ input: 3, turns: 1 })
    expect(ledger.of('2026-11-28')).toMatchObject({ input: 0, turns: 0 })
  })

  it('is found again when the clock goes back, and forgotten in the end', () => {
    const ledger = createDayLedger()
    const grow = createGrowing()
    grow(ledger, { input: 10 })
    grow(ledger, { input: 1 }, 0, '2030-01-01')
    grow(ledger, { input: 2 })
    expect(ledger.of(day).input).toBe(12)
    for (const other of ['2026-11-27', '2026-11-28', '2026-11-29']) {
      grow(ledger, { input: 1 }, 0, other)
    }
    expect(ledger.of(day).input).toBe(0)
  })
})

describe('what was counted is not counted again', () => {
  it('after a restart in the middle of a session', () => {
    const ledger = createDayLedger()
    createGrowing()(ledger, { input: 10, costUsd: 1 }, 2)
    const next = restart(ledger)
    const grow = createGrowing()
    expect(next.of(day)).toEqual(ledger.of(day))
    grow(next, { input: 4, costUsd: 0.5 }, 1)
    grow(next, { input: 20 })
    expect(next.of(day)).toMatchObject({ input: 34, costUsd: 1.5, turns: 3 })
  })

  it('after a restart, where metrics tell sums since the agent began', () => {
    const ledger = createDayLedger()
    createGrowing('s', 'metrics')(ledger, { input: 10, output: 3, costUsd: 1 }, 2)
    const next = restart(restart(ledger))
    const grow = createGrowing('s', 'metrics')
    grow(next, { input: 12, output: 3, costUsd: 1.25 }, 1)
    expect(next.of(day)).toMatchObject({ input: 12, output: 3, costUsd: 1.25, turns: 3 })
    grow(next, { input: 1 })
    expect(restart(next).of(day).input).toBe(13)
  })

  it('but metrics that tell growth are counted from nothing', () => {
    const ledger = createDayLedger()
    createGrowing('s', 'metrics')(ledger, { input: 10, output: 3 })
    const next = restart(ledger)
    const grow = createGrowing('s', 'metrics')
    grow(next, { input: 4, output: 1 })
    grow(next, { input: 40, output: 10 })
    expect(next.of(day)).toMatchObject({ input: 54, output: 14 })
  })

  it('nor is anything taken back where a session was forgotten and begins anew', () => {
    const ledger = createDayLedger()
    createGrowing()(ledger, { input: 10 }, 2)
    createGrowing()(ledger, { input: 4 }, 1)
    expect(ledger.of(day)).toMatchObject({ input: 14, turns: 3 })
  })

  it('and of very many sessions the last ones are kept', () => {
    const ledger = createDayLedger()
    for (let n = 0; n < 13_000; n++) createGrowing(`s${n}`)(ledger, { input: 1 })
    expect(ledger.of(day).input).toBe(13_000)
    const { sessions } = ledger.state()
    expect([sessions.length, sessions.at(-1)?.key]).toEqual([256, 'claude-code\0s12999'])
  })
})

it('the days add up to all that was used, whatever the order, the days and the restarts', () => {
  const step = fc.record({
    id: fc.constantFrom('a', 'b', 'c'),
    input: fc.nat(1000),
    more: fc.nat(2),
    on: fc.constantFrom('2026-11-25', day, '2026-11-27'),
    restarts: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      let ledger = createDayLedger()
      let running = new Map<string, ReturnType<typeof createGrowing>>()
      for (const { id, input, more, on, restarts } of steps) {
        const grow = running.get(id) ?? createGrowing(id)
        running.set(id, grow)
        grow(ledger, { input }, more, on)
        if (!restarts) continue
        ledger = restart(ledger)
        running = new Map()
      }
      const sum = (field: 'input' | 'turns') =>
        ['2026-11-25', day, '2026-11-27'].reduce((all, on) => all + ledger.of(on)[field], 0)
      expect(sum('input')).toBe(steps.reduce((all, { input }) => all + input, 0))
      expect(sum('turns')).toBe(steps.reduce((all, { more }) => all + more, 0))
    }),
  )
})
