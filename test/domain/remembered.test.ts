// Totals that go on over restarts of the daemon, whichever signals tell them, and however.

import { describe, expect, it } from 'vitest'
import { at, type Circumstances } from './support/events.ts'
import { scenario } from './support/scenario.ts'

/** One turn that used this. */
function turn(ms: number, more: Circumstances) {
  const { id = 's' } = more
  return [at(ms, more).prompt(), at(ms + 500, { id }).reply(), at(ms + 510, { id }).span()] as const
}
const counts = (ms: number, more: Circumstances) => at(ms, more).activity()
const usage = { input: 10, output: 3, cacheRead: 5, costUsd: 0.5 }
const model = { model: 'm' }

describe('a session that is heard of again after a restart', () => {
  it('keeps its turns, tokens, cost and counters', () => {
    const more = { usage, about: model, counters: { toolCalls: 2, errors: 1 } }
    const before = scenario().play(...turn(0, more))
    const after = before.restart()
    expect(after.ids()).toEqual([])
    after.play(at(9000, { usage: { input: 1 }, about: model }).prompt())
    const { totals, turns } = before.view()!
    expect(after.view()).toMatchObject({
      turns,
      totals: { ...totals, input: 11, models: { m: { ...totals.models.m, input: 11 } } },
    })
    expect(after.restart().play(at(9900).prompt()).view()).toMatchObject({
      turns,
      totals: after.view()!.totals,
    })
  })

  it('counts once what a signal tells that is behind the others', () => {
    const before = scenario().play(...turn(0, { usage }))
    const late: Circumstances = { usage, source: 'metrics' }
    const after = before.restart().play(at(9000).prompt(), counts(9010, late))
    expect(after.view()?.totals).toMatchObject({ input: 10, costUsd: 0.5 })
    after.play(counts(9020, { usage: { input: 2 }, source: 'metrics' }))
    expect(after.view()?.totals.input).toBe(12)
  })

  it('has a cost only where one was told', () => {
    const before = scenario().play(...turn(0, { usage: { input: 1 } }))
    expect(before.restart().play(at(9000).prompt()).view()?.totals.costUsd).toBeNull()
  })

  it('names models as it did, whatever they are called', () => {
    const before = scenario().play(...turn(0, { usage, about: { model: '__proto__' } }))
    const { models } = before.restart().play(at(9000).prompt()).view()!.totals
    expect(Object.entries(models)).toEqual([['__proto__', expect.objectContaining({ input: 10 })]])
  })
})

describe('sums since the agent began', () => {
  const sums = (ms: number, input: number, more: Circumstances = {}) =>
    counts(ms, { usage: { input }, source: 'metrics', sumSince: 0, about: model, ...more })
  const before = () => scenario().play(at(0).prompt(), sums(100, 10))
  const after = () => before().restart().play(at(9000).prompt())
  const inputOf = (play: ReturnType<typeof after>) => play.view()?.totals.input

  it('contain what was counted of them, also where several make up one', () => {
    const play = after().play(sums(9100, 7), sums(9100, 8))
    expect(inputOf(play)).toBe(15)
    expect(inputOf(play.play(sums(9200, 4)))).toBe(19)
  })

  it('do not contain what another process of the session told', () => {
    expect(inputOf(after().play(sums(9100, 7, { sumSince: 5000 })))).toBe(17)
  })

  it('nor what was told of another model', () => {
    const play = after().play(sums(9100, 7, { about: { model: 'other' } }))
    expect(inputOf(play)).toBe(17)
  })

  it('are whole where nothing was counted before', () => {
    expect(inputOf(before())).toBe(10)
  })

  it('contain their costs and counters too, and no senseless number is taken off', () => {
    const more = { counters: { activeSeconds: 8, linesAdded: 3 }, usage: { costUsd: 2 } }
    const told = (ms: number, { costUsd, ...counters }: Record<string, number>) =>
      sums(ms, 0, { counters, usage: { costUsd } })
    const play = scenario()
      .play(at(0).prompt(), sums(100, 0, more))
      .restart()
    play.play(at(9000).prompt(), told(9100, { activeSeconds: Number.NaN, costUsd: -1 }))
    play.play(told(9100, { activeSeconds: 9, linesAdded: 3, costUsd: 2.5 }))
    expect(play.view()?.totals).toMatchObject({ activeSeconds: 9, linesAdded: 3, costUsd: 2.5 })
  })
})

describe('what is kept', () => {
  const keys = (play: ReturnType<typeof scenario>) => play.remembered().map(({ key }) => key)

  it('is of sessions that counted something, and go by a name of their own', () => {
    const play = scenario().play(at(0, { id: 'idle' }).started())
    play.play(at(0, { id: '', origin: '1', usage }).prompt(), ...turn(10, { id: 'used', usage }))
    expect(play.ids()).toHaveLength(3)
    expect(keys(play)).toEqual(['claude-code\0used'])
  })

  it('is of live ones, ended ones and those of earlier runs, and of the last 256', () => {
    const ended = scenario().play(...turn(0, { usage }), at(900).exits())
    expect(keys(ended)).toEqual(['claude-code\0s'])
    const next = ended.restart()
    expect(keys(next)).toEqual(['claude-code\0s'])
    for (let id = 0; id < 255; id++) next.play(at(9000 + id, { id: `${id}`, usage }).prompt())
    expect([keys(next).length, keys(next)[0]]).toEqual([256, 'claude-code\0s'])
    next.play(at(9900, { id: 'more', usage }).prompt())
    expect([keys(next).length, keys(next)[0]]).toEqual([256, 'claude-code\x000'])
  })
})
