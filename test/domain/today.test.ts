// What a day's totals count: every growth once, whatever restarts, ends and begins anew.

import type { Usage } from '../../src/domain/event.ts'
import { addUsage, createLedger, totalsOf } from '../../src/domain/session/usage.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDayLedger, type DayLedger } from '../../src/domain/views/today.ts'
import { sessionView } from './support/changes.ts'
import { at } from './support/events.ts'
import { type Scenario, scenario } from './support/scenario.ts'

const day = '2026-11-26'

/** A session whose totals grow, as one run of the daemon sees them. */
function createGrowing(id = 's') {
  const usage = createLedger()
  let turns = 0
  return (ledger: DayLedger, amount: Usage, more = 0, on = day) => {
    addUsage(usage, 'logs', 'm', amount)
    return ledger.count(sessionView({ id, totals: totalsOf(usage), turns: (turns += more) }), on)
  }
}

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
  it('of sessions that earlier runs counted, when they are heard of again', () => {
    const past = { input: 10, output: 3, costUsd: 1 }
    const run = scenario().play(at(0, { usage: past }).prompt(), at(500).reply(), at(510).span())
    const ledger = createDayLedger()
    const countAll = (into: DayLedger, { changes }: Scenario) =>
      changes.map(({ session }) => into.count(session, day))
    countAll(ledger, run)
    const sum = { input: 10, output: 3, cached: 0, costUsd: 1, turns: 1 }
    expect(ledger.of(day)).toEqual(sum)

    const next = createDayLedger(ledger.days(), run.remembered())
    const again = run.restart().play(at(9000).prompt())
    expect(countAll(next, again)).toEqual([false])
    expect(next.of(day)).toEqual(sum)
    again.play(at(9500, { usage: { input: 4, costUsd: 0.5 } }).reply(), at(9510).span())
    countAll(next, again)
    expect(next.of(day)).toEqual({ input: 14, output: 3, cached: 0, costUsd: 1.5, turns: 2 })
  })

  it('nor is anything taken back where a session was forgotten and begins anew', () => {
    const ledger = createDayLedger()
    createGrowing()(ledger, { input: 10 }, 2)
    createGrowing()(ledger, { input: 4 }, 1)
    expect(ledger.of(day)).toMatchObject({ input: 14, turns: 3 })
  })

  it('of very many sessions those that were seen last', () => {
    const ledger = createDayLedger()
    const count = (id: number) => ledger.count(sessionView({ id: `s${id}`, turns: 1 }), day)
    for (let id = 0; id < 12_001; id++) expect(count(id)).toBe(true)
    expect([count(1), count(0)]).toEqual([false, true])
  })
})

it('the days and the sessions add up to all that was used, whatever the order, the days and the restarts', () => {
  const days = ['2026-11-25', day, '2026-11-27']
  const step = fc.record({
    id: fc.constantFrom('a', 'b', 'c'),
    input: fc.nat(1000),
    on: fc.constantFrom(...days),
    restarts: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      let ledger = createDayLedger()
      let run = scenario()
      const used = new Map<string, number>()
      for (const [index, { id, input, on, restarts }] of steps.entries()) {
        const told = run.changes.length
        const more = { id, usage: { input } }
        run.play(at(index * 1000, more).prompt(), at(index * 1000 + 10, { id }).span('ok'))
        for (const { session } of run.changes.slice(told)) ledger.count(session, on)
        used.set(id, (used.get(id) ?? 0) + input)
        expect(run.view(id)).toMatchObject({
          totals: { input: used.get(id) },
          turns: steps.slice(0, index + 1).filter((other) => other.id === id).length,
        })
        if (!restarts) continue
        ledger = createDayLedger(ledger.days(), run.remembered())
        run = run.restart()
      }
      const sum = (field: 'input' | 'turns') =>
        days.reduce((all, on) => all + ledger.of(on)[field], 0)
      expect(sum('input')).toBe(steps.reduce((all, { input }) => all + input, 0))
      expect(sum('turns')).toBe(steps.length)
    }),
  )
})
