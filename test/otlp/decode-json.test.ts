// What the JSON decoder tolerates, and what it refuses.

import { describe, expect, test } from 'vitest'
import { decode, identify } from '../../src/otlp/decode.ts'
import { MalformedOtlpError } from '../../src/otlp/malformed.ts'
import type { Signal } from '../../src/otlp/records.ts'
import { limits, select } from './support/selections.ts'

const selection = select({ attributes: new Set(['n', 'list']), metrics: new Set(['cost']) })

const json = (signal: Signal, value: unknown, some = limits) => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return decode(signal, 'json', Buffer.from(text), selection, some)
}
const logs = (...logRecords: unknown[]) => ({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] })
const spans = (...list: unknown[]) => ({ resourceSpans: [{ scopeSpans: [{ spans: list }] }] })
const metrics = (...list: unknown[]) => ({
  resourceMetrics: [{ scopeMetrics: [{ metrics: list }] }],
})
const attributesOf = (value: unknown) =>
  json('logs', logs({ attributes: [{ key: 'n', value }] })).records[0]?.attributes

describe('numbers', () => {
  test.each([
    [{ intValue: 42 }, 42],
    [{ intValue: '42' }, 42],
    [{ intValue: '-9007199254740991' }, -9_007_199_254_740_991],
    [{ doubleValue: '1.5' }, 1.5],
    [{ doubleValue: 'Infinity' }, Number.POSITIVE_INFINITY],
    [{ doubleValue: 'NaN' }, Number.NaN],
    [{ int_value: '7' }, 7],
  ])('%j', (value, expected) => {
    expect(attributesOf(value)).toEqual({ n: expected })
  })

  test.each([
    { intValue: '' },
    { intValue: 'x' },
    { intValue: '1e999' },
    { doubleValue: true },
    {},
    null,
    7,
    [],
  ])('%j is no value', (value) => {
    expect(attributesOf(value)).toEqual({})
  })

  test('times are strings or numbers', () => {
    const records = json(
      'logs',
      logs({ timeUnixNano: '1700000000123000000' }, { observedTimeUnixNano: 1.7e18 }, {}),
    ).records
    expect(records).toMatchObject([
      { timeMs: 1_700_000_000_123 },
      { timeMs: 1_700_000_000_000 },
      { timeMs: 0 },
    ])
  })
})

describe('enums', () => {
  test.each([2, '2', 'STATUS_CODE_ERROR'])('status %j is an error', (code) => {
    expect(json('traces', spans({ status: { code } })).records).toMatchObject([{ failed: true }])
  })
  test.each([0, 1, 'STATUS_CODE_OK', undefined])('status %j is none', (code) => {
    expect(json('traces', spans({ status: { code } }, {})).records).toMatchObject([
      { failed: false },
      { failed: false },
    ])
  })
  test.each([
    [1, 'delta'],
    ['AGGREGATION_TEMPORALITY_DELTA', 'delta'],
    [2, 'cumulative'],
    [undefined, 'cumulative'],
  ])('temporality %j is %s', (aggregationTemporality, temporality) => {
    const sum = { aggregationTemporality, dataPoints: [{ asInt: '3' }] }
    expect(json('metrics', metrics({ name: 'cost', sum })).records).toMatchObject([
      { value: 3, temporality },
    ])
  })
})

describe('ids', () => {
  test.each([
    ['ABCDEF0123456789ABCDEF0123456789', 'abcdef0123456789abcdef0123456789'],
    ['not hex', ''],
    [5, ''],
  ])('%j', (traceId, expected) => {
    expect(json('logs', logs({ traceId })).records).toMatchObject([{ traceId: expected }])
  })
})

describe('tolerated', () => {
  test.each([
    {},
    { resourceLogs: null },
    { resourceLogs: 5 },
    { resourceLogs: [null, 5, {}, { scopeLogs: [null, {}] }, { resource: 5, scopeLogs: {} }] },
    { unknown: [{}] },
  ])('%j', (value) => {
    expect(json('logs', value)).toMatchObject({ records: [], rejected: 0 })
  })

  test('unknown kinds of metric are counted only', () => {
    const dataPoints = [{}, {}]
    const list = ['histogram', 'exponentialHistogram', 'summary'].map((kind) => ({
      name: 'cost',
      [kind]: { dataPoints },
    }))
    expect(json('metrics', metrics(...list, { name: 'cost' }, null))).toMatchObject({
      records: [],
      received: 6,
    })
    expect(json('metrics', metrics({ name: 'other', sum: { dataPoints } }))).toMatchObject({
      received: 2,
    })
  })

  test('a record that is no object is rejected alone', () => {
    const message = '1 could not be decoded'
    expect(json('logs', logs({}, 5))).toMatchObject({ received: 2, rejected: 1, message })
    expect(json('traces', spans('x', {}))).toMatchObject({ received: 2, rejected: 1, message })
  })

  test('half a surrogate pair is replaced, a whole one stays', () => {
    expect(attributesOf({ stringValue: 'a\uD800b\u{1F600}' })).toEqual({ n: 'a\uFFFDb\u{1F600}' })
  })

  test('keys that name parts of every object do no harm', () => {
    const text =
      '{"resourceLogs":[{"__proto__":{"polluted":1},"scopeLogs":[{"logRecords":[{"attributes":[{"key":"__proto__","value":{"stringValue":"x"}},{"key":"constructor","value":{"intValue":1}}]}]}]}]}'
    const { records } = decode(
      'logs',
      'json',
      Buffer.from(text),
      select({ attributes: new Set(['__proto__', 'constructor']) }),
      limits,
    )
    expect(Object.keys(records[0]?.attributes ?? {})).toEqual(['__proto__', 'constructor'])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  test('more records than the limit are rejected', () => {
    const some = { ...limits, maxRecords: 1 }
    expect(json('logs', logs({}, {}), some)).toMatchObject({ received: 2, rejected: 1 })
    expect(json('traces', spans({}, {}), some)).toMatchObject({ received: 2, rejected: 1 })
    const gauge = { dataPoints: [{ asDouble: 1 }, { asDouble: 2 }] }
    expect(json('metrics', metrics({ name: 'cost', gauge }), some)).toMatchObject({ rejected: 1 })
  })

  test('a service name that is no text', () => {
    const resource = { attributes: [{ key: 'service.name', value: { intValue: 5 } }] }
    const value = { resourceLogs: [{ resource, scopeLogs: [{ logRecords: [{}] }] }] }
    expect(json('logs', value).records).toMatchObject([{ resource: { serviceName: '' } }])
  })
})

test('limits hold for what records are in, too', () => {
  const some = { ...limits, maxRecords: 2 }
  const resources = (count: number) => ({ resourceLogs: Array.from({ length: count }, () => ({})) })
  const scopes = (count: number) => ({
    resourceSpans: [{ scopeSpans: Array.from({ length: count }, () => ({})) }],
  })
  const problem = 'too many resources, scopes and metrics'
  expect(json('logs', resources(6), some).rejected).toBe(0)
  expect(() => json('logs', resources(7), some)).toThrow(problem)
  expect(json('traces', scopes(5), some).rejected).toBe(0)
  expect(() => json('traces', scopes(6), some)).toThrow(problem)
  expect(json('metrics', metrics({}, {}, {}, {}), some).rejected).toBe(0)
  expect(() => json('metrics', metrics({}, {}, {}, {}, {}), some)).toThrow(problem)
})

describe('malformed', () => {
  test.each(['', '{', 'null', '[]', '5', '"x"', '{"a":}', '{} {}', `{"a":${'['.repeat(1e6)}`])(
    '%.20s',
    (text) => {
      expect(() => json('logs', text)).toThrow(MalformedOtlpError)
    },
  )

  test('nested too deeply, though it is valid', () => {
    const nested = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`
    expect(json('logs', nested(63)).received).toBe(0)
    expect(() => json('logs', nested(64))).toThrow('nested too deeply')
  })

  test('of more values than any sender has', () => {
    const text = (count: number) => `{"a":[{}${',{}'.repeat(count)}]}`
    expect(json('logs', text(1_000_000)).received).toBe(0)
    expect(() => json('logs', text(2_000_000))).toThrow('too many values')
  })

  test.each([
    ['in one object', (names: string[]) => `{${names.map((name) => `"${name}":1`).join(',')}}`],
    [
      'each in an object of its own',
      (names: string[]) => `{"a":[${names.map((name) => `{"${name}" : {}}`).join(',')}]}`,
    ],
  ])('of more names than OTLP has, %s', (_, toText) => {
    const names = (count: number) => Array.from({ length: count }, (_unused, at) => `n${at}`)
    expect(json('logs', toText(names(9_999))).received).toBe(0)
    expect(() => json('logs', toText(names(10_001)))).toThrow('too many different names')
  })

  test('of a few names in ever new orders', () => {
    const objects = Array.from({ length: 20_000 }, (_, which) => {
      const names = [0, 1, 2, 3].map(
        (at) => `"${'abcdefghijkl'[(which >> (at * 4)) & 15] ?? 'm'}":1`,
      )
      return `{${names.join(',')}}`
    })
    expect(() => json('logs', `{"a":[${objects.join(',')}]}`)).toThrow('too many different names')
  })

  test('brackets in texts do not nest', () => {
    const body = JSON.stringify({
      a: `${'[{'.repeat(100)}"\\`,
      b: '\\\\"'.repeat(50),
      c: '['.repeat(99),
    })
    expect(json('logs', body).received).toBe(0)
  })

  test('the message quotes nothing of the body', () => {
    expect(() => json('logs', '{"secret": hunter2}')).toThrow(/^not valid JSON$/)
  })
})

describe('identified by its list', () => {
  test.each([
    [{ resourceLogs: [] }, 'logs'],
    [{ resource_spans: [] }, 'traces'],
    [{ resourceMetrics: [] }, 'metrics'],
    [{}, undefined],
    [{ resourceLogs: [], resourceSpans: [] }, undefined],
    [{ resourceLogs: 5 }, undefined],
  ])('%j', (value, signal) => {
    expect(identify('json', Buffer.from(JSON.stringify(value)))).toBe(signal)
  })
})
