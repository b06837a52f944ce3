// Totals: nothing counted twice, never falling, poisoned by nothing.

import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'
import { describe, expect, it } from 'vitest'
import { addCounters, addUsage, createLedger, totalsOf } from '../../src/domain/session/usage.ts'

describe('totals', () => {
  it('begin at nothing', () => {
    expect(totalsOf(createLedger())).toEqual({
      input: 0,
      output: 0,
      cacheRead: 0,
      cacheWrite: 0,
      reasoning: 0,
      costUsd: null,
      models: Object.create(null),
      toolCalls: 0,
      errors: 0,
      linesAdded: 0,
      linesRemoved: 0,
      activeSeconds: 0,
    })
  })

  it('are for each field the largest of the accounts, and never their sum', () => {
    const ledger = createLedger()
    addUsage(ledger, 'logs', 'm', { input: 10, output: 1, costUsd: 0.5 })
    addUsage(ledger, 'metrics', 'm', { input: 10, output: 4 })
    addUsage(ledger, 'traces', 'm', { input: 3, reasoning: 2, costUsd: 0.25 })
    expect(totalsOf(ledger)).toMatchObject({ input: 10, output: 4, reasoning: 2, costUsd: 0.5 })
    expect(totalsOf(ledger).models.m).toMatchObject({ input: 10, output: 4 })
  })

  it('do not fall when another account catches up or one is late', () => {
    const ledger = createLedger()
    addUsage(ledger, 'logs', 'm', { input: 10 })
    addUsage(ledger, 'metrics', 'm', { input: 4 })
    expect(totalsOf(ledger).input).toBe(10)
    addUsage(ledger, 'metrics', 'm', { input: 20 })
    expect(totalsOf(ledger).input).toBe(24)
  })

  it('take no harm from senseless numbers', () => {
    const ledger = createLedger()
    const senseless = [Number.NaN, -5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
    for (const input of senseless) addUsage(ledger, 'logs', 'm', { input, costUsd: input })
    addUsage(ledger, 'logs', 'm', { input: undefined, output: 2 })
    for (const errors of senseless) addCounters(ledger, { errors, activeSeconds: errors })
    expect(totalsOf(ledger)).toMatchObject({
      input: 0,
      output: 2,
      costUsd: 0,
      errors: 0,
      activeSeconds: 0,
    })
  })

  it('are kept per model, with the rest under "other"', () => {
    const ledger = createLedger()
    for (let n = 0; n < 30; n++) addUsage(ledger, 'logs', `model${n}`, { input: 1 })
    const { models, input } = totalsOf(ledger)
    expect(Object.keys(models)).toHaveLength(17)
    expect(models.other?.input).toBe(14)
    expect(input).toBe(30)
  })

  it('name no model that was not told, nor one that is a word of the language', () => {
    const ledger = createLedger()
    addUsage(ledger, 'logs', '', { input: 1 })
    addUsage(ledger, 'logs', '__proto__', { input: 1 })
    expect(Object.keys(totalsOf(ledger).models)).toEqual(['__proto__'])
    expect(totalsOf(ledger).input).toBe(2)
  })

  it('add up costs, null as long as none is told', () => {
    const ledger = createLedger()
    addUsage(ledger, 'logs', 'a', { input: 1 })
    expect(totalsOf(ledger).costUsd).toBeNull()
    for (const costUsd of [0.25, 0.5]) addUsage(ledger, 'logs', 'b', { costUsd })
    addUsage(ledger, 'logs', 'c', { costUsd: 1 })
    expect(totalsOf(ledger)).toMatchObject({ costUsd: 1.75, models: { b: { costUsd: 0.75 } } })
  })

  it('add up counters', () => {
    const ledger = createLedger()
    addCounters(ledger, { toolCalls: 1, linesAdded: 3 })
    addCounters(ledger, { toolCalls: 1, linesRemoved: 2, errors: 1, activeSeconds: 1.5 })
    expect(totalsOf(ledger)).toMatchObject({
      toolCalls: 2,
      errors: 1,
      linesAdded: 3,
      linesRemoved: 2,
      activeSeconds: 1.5,
    })
  })
})

describe('a session’s totals', () => {
  it('are told once a batch, with a state or by themselves', () => {
    const play = scenario().batch(
      at(0, { usage: { input: 1 } }).prompt(),
      at(0, { usage: { input: 1 } }).activity(),
      at(0, { usage: { input: 1 } }).activity(),
    )
    expect(play.changes.map(({ kind, session }) => [kind, session.totals.input])).toEqual([
      ['state', 1],
      ['usage', 3],
    ])
    play.batch(at(10).activity())
    expect(play.changes).toHaveLength(2)
  })

  it('count a helper’s tokens, but not its model or its state', () => {
    const about = { model: 'small', version: '2' }
    const play = scenario().play(at(0, { about: { model: 'big' } }).prompt())
    play.play(at(10, { helper: true, about, usage: { input: 4 } }).reply())
    expect(play.view()).toMatchObject({
      state: 'working',
      about: { model: 'big', version: '2' },
      totals: { input: 4, models: { small: { input: 4 } } },
    })
  })

  it('count a sub-agent’s tokens, but not its model', () => {
    const play = scenario().play(at(0, { about: { model: 'big' } }).prompt())
    const about = { model: 'small' }
    play.play(at(10, { foreignModel: true, about, usage: { input: 4 } }).reply({ sub: true }))
    expect(play.view()).toMatchObject({
      about: { model: 'big' },
      totals: { input: 4, models: { small: { input: 4 } } },
    })
  })

  it('of a helper alone show no session', () => {
    const play = scenario().play(at(0, { helper: true, usage: { input: 4 } }).reply())
    expect(play.changes).toEqual([])
  })

  it('make no session known', () => {
    const play = scenario().play(at(0, { usage: { input: 4 } }).activity())
    expect(play.changes).toEqual([])
  })
})

describe('what is told about a session', () => {
  it('is kept, added to and replaced, but not taken back', () => {
    const play = scenario().play(at(0, { about: { cwd: '/a', pid: 7 } }).prompt())
    play.play(at(10, { about: { cwd: undefined, project: 'p' } }).activity())
    expect(play.view()?.about).toEqual({ cwd: '/a', pid: 7, project: 'p' })
    play.play(at(20, { about: { cwd: '/b' } }).activity())
    expect(play.view()?.about).toEqual({ cwd: '/b', pid: 7, project: 'p' })
    const { about } = play.view()!
    play.play(at(30, { about: { cwd: '/b' } }).activity())
    expect(play.view()?.about).toBe(about)
  })
})
