// How metrics count: growth as it is told, or what sums grew by.

import { describe, expect, it } from 'vitest'
import type { OtlpRecord } from '../../src/otlp/records.ts'
import { interpret, nowMs, point } from './support/records.ts'

const session = { 'session.id': 's' }

describe('a metric', () => {
  const tokens = (value: number, more = {}) =>
    point('claude-code', 'claude_code.token.usage', value, { ...session, type: 'input' }, more)
  const cumulative = (value: number, more = {}) =>
    tokens(value, { temporality: 'cumulative', ...more })
  const inputs = (...records: OtlpRecord[]) =>
    interpret(...records).map(({ usage }) => usage?.amount.input)

  it('of deltas counts as it is', () => {
    expect(inputs(tokens(5), tokens(5))).toEqual([5, 5])
  })

  it('that is cumulative counts by its growth', () => {
    expect(inputs(cumulative(5), cumulative(5), cumulative(12))).toEqual([5, 0, 7])
  })

  it('that is cumulative tells since when, the first time', () => {
    const told = interpret(cumulative(5, { startMs: 7 }), cumulative(6, { startMs: 7 }), tokens(1))
    expect(told.map(({ sumSinceMs }) => sumSinceMs)).toEqual([7, undefined, undefined])
  })

  it('that starts over counts from nothing', () => {
    expect(inputs(cumulative(5), cumulative(2), cumulative(3))).toEqual([5, 2, 1])
    expect(inputs(cumulative(5), cumulative(6, { startMs: nowMs }))).toEqual([5, 6])
  })

  it('of another series counts apart', () => {
    const other = point(
      'claude-code',
      'claude_code.token.usage',
      7,
      { type: 'input', ...session, model: 'm' },
      { temporality: 'cumulative' },
    )
    expect(inputs(cumulative(5), other, cumulative(6))).toEqual([5, 7, 1])
  })

  it('is remembered among the last 4096 series', () => {
    const series = Array.from({ length: 4096 }, (_, n) => cumulative(1, { startMs: n }))
    expect(inputs(cumulative(5), ...series, cumulative(6)).at(-1)).toBe(6)
    expect(inputs(cumulative(5), ...series.slice(1), cumulative(6)).at(-1)).toBe(1)
  })
})
