// What the binary decoder makes of orders, limits and damage that no property test would hit upon.

import { describe, expect, test } from 'vitest'
import { decode } from '../../src/otlp/decode.ts'
import { MalformedOtlpError } from '../../src/otlp/malformed.ts'
import type { LogRecord, Signal, SpanRecord } from '../../src/otlp/records.ts'
import { limits, select } from './support/selections.ts'
import { attribute, field, fixed64, group, number, request } from './support/wire.ts'

const selection = select({
  attributes: new Set(['session.id', 'tags', 'n']),
  spans: new Set(['turn']),
  metrics: new Set(['cost']),
})

const binary = (signal: Signal, body: Uint8Array, some = limits) =>
  decode(signal, 'protobuf', body, selection, some)

const logOf = (...fields: number[][]) =>
  binary('logs', request(fields.flat())).records[0] as LogRecord
const spanOf = (...fields: number[][]) =>
  binary('traces', request(fields.flat())).records[0] as SpanRecord

describe('order does not matter', () => {
  test('a resource after its records', () => {
    const resource = field(1, field(1, attribute('service.name', 'codex')))
    const logs = field(2, field(2, field(6, attribute('session.id', 's'))))
    const { records } = binary('logs', Buffer.from(field(1, logs, resource)))
    expect(records[0]?.resource.serviceName).toBe('codex')
  })

  test('a value before its key', () => {
    const reversed = [...field(2, field(1, 's1')), ...field(1, 'session.id')]
    expect(logOf(field(6, reversed)).attributes).toEqual({ 'session.id': 's1' })
  })

  test('a span name after the attributes', () => {
    const span = spanOf(field(9, attribute('session.id', 's1')), field(5, 'turn'))
    expect(span.attributes).toEqual({ 'session.id': 's1' })
  })

  test('a metric name and temporality after the points', () => {
    const point = field(1, [...fixed64(4, 0x3ff0_0000_0000_0000n)])
    const metric = [...field(7, number(2, 1), point), ...field(1, 'cost')]
    expect(binary('metrics', request(metric)).records).toMatchObject([
      { name: 'cost', value: 1, temporality: 'delta' },
    ])
  })
})

describe('names and times', () => {
  test('the attribute event.name comes before the field', () => {
    const log = logOf(field(12, 'event src/x.rs:7'), field(6, attribute('event.name', 'prompt')))
    expect(log.name).toBe('prompt')
    // Not selected, so not among the attributes either.
    expect(log.attributes).toEqual({})
  })

  test('an event.name that is no text leaves the field', () => {
    const numeric = [...field(1, 'event.name'), ...field(2, number(3, 7))]
    expect(logOf(field(6, numeric), field(12, 'from field')).name).toBe('from field')
  })

  test('the observed time stands in for the time', () => {
    const observed = fixed64(11, 1_700_000_000_123_456_000n)
    expect(logOf(observed).timeMs).toBe(1_700_000_000_123.456)
    expect(logOf(observed, fixed64(1, 1_700_000_000_000_000_000n)).timeMs).toBe(1_700_000_000_000)
  })
})

describe('values', () => {
  test('are absent where they are unset', () => {
    expect(logOf(field(6, field(1, 'n'), field(2))).attributes).toEqual({})
    expect(logOf(field(6, field(1, 'n'))).attributes).toEqual({})
  })

  test('keep their sign', () => {
    const n = [...field(1, 'n'), ...field(2, number(3, -3))]
    expect(logOf(field(6, n)).attributes).toEqual({ n: -3 })
  })

  test('may have a key of more than 127 bytes', () => {
    const key = 'k'.repeat(200)
    const body = request(field(6, attribute(key, 'v')))
    const { records } = decode(
      'logs',
      'protobuf',
      body,
      select({ attributes: new Set([key]) }),
      limits,
    )
    expect(records[0]?.attributes).toEqual({ [key]: 'v' })
  })

  test('in lists pass over what is no value', () => {
    const list = field(2, field(5, number(9, 1), field(1, field(1, 'a')), field(1)))
    expect(logOf(field(6, field(1, 'tags'), list)).attributes).toEqual({ tags: ['a'] })
  })

  test('are passed over unread where nobody wants bodies', () => {
    const body = request(field(5, field(1, 'text')))
    const { records } = decode('logs', 'protobuf', body, select({ bodies: false }), limits)
    expect((records[0] as LogRecord).body).toBeUndefined()
  })

  test('are cut, and never within a character', () => {
    const long = attribute('session.id', `ab${'\u{1f600}'.repeat(9)}`)
    const cut = (maxValueLength: number) =>
      binary('logs', request(field(6, long)), { ...limits, maxValueLength }).records[0]?.attributes
    expect(cut(4)).toEqual({ 'session.id': 'ab\u{1f600}' })
    expect(cut(5)).toEqual({ 'session.id': 'ab\u{1f600}' })
    expect(cut(20)).toEqual({ 'session.id': `ab${'\u{1f600}'.repeat(9)}` })
  })

  test('are kept to their ends where that is asked for', () => {
    const long = 'x'.repeat(200)
    const names = ['reply', 'session.id', 'y'.repeat(200)] as const
    const wanted = select({ attributes: new Set(names), whole: new Set([names[0], names[2]]) })
    const body = request(names.flatMap((name) => field(6, attribute(name, long))))
    const attributes = names.map((key) => ({ key, value: { stringValue: long } }))
    const json = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ attributes }] }] }] }
    const few = { ...limits, maxValueLength: 4 }
    const kept = { reply: long, 'session.id': 'xxxx', [names[2]]: long }
    expect(decode('logs', 'protobuf', body, wanted, few).records[0]?.attributes).toEqual(kept)
    const text = Buffer.from(JSON.stringify(json))
    expect(decode('logs', 'json', text, wanted, few).records[0]?.attributes).toEqual(kept)
  })
})

describe('one bad record is rejected alone', () => {
  const good = field(6, attribute('session.id', 's'))
  const bad: Record<string, number[]> = {
    'a field longer than its record': [0x32, 0x7f, 1],
    'a wire type that does not exist': [0x37],
    'a number that never ends': [0x10, ...Array.from({ length: 11 }, () => 0xff)],
    'a tag that never ends': Array.from({ length: 6 }, () => 0xff),
    'a tag of more than 32 bits': [0xff, 0xff, 0xff, 0xff, 0x7f],
    'half a number': [0x10, 0x80],
    'half a time': [0x09, 1, 2],
    'field number 0': [0x00, 0x00],
    'a group that does not end': [0x83, 0x04, 0x08, 1],
    'a group that ends as another': [0x83, 0x04, 0x8c, 0x04],
    'the end of no group': [0x84, 0x04],
    'a group of number 0': group(64, [0x03, 0x04]),
    'groups too deep': Array.from({ length: 101 }).reduce<number[]>(
      (inner) => group(64, inner),
      [],
    ),
    'a trace id of 17 bytes': field(9, '1'.repeat(17)),
    'a list of lists of lists': field(6, field(1, 'tags'), field(2, nested(40))),
  }

  function nested(depth: number): number[] {
    return depth === 0 ? number(3, 1) : field(5, field(1, nested(depth - 1)))
  }

  test.each(Object.entries(bad))('%s', (_, record) => {
    const decoded = binary('logs', request(good, record, good))
    expect(decoded.records).toHaveLength(2)
    expect(decoded).toMatchObject({ received: 3, rejected: 1, message: '1 could not be decoded' })
  })

  test('spans and points too', () => {
    expect(binary('traces', request([...field(5, 'turn'), 0x0f]))).toMatchObject({ rejected: 1 })
    const metric = [...field(1, 'cost'), ...field(5, field(1, [0x0f]))]
    expect(binary('metrics', request(metric))).toMatchObject({ received: 1, rejected: 1 })
  })
})

describe('the request as a whole is malformed where', () => {
  const bad: Record<string, number[]> = {
    'it is text': [...Buffer.from('hello world')],
    'it ends too early': [...request(field(6, attribute('n', 'v')))].slice(0, -1),
    'its resources are numbers': number(1, 5),
    'its scopes are numbers': field(1, number(2, 5)),
    'its records are numbers': field(1, field(2, number(2, 5))),
    'a resource cannot be read': field(1, field(1, field(1, [0x0f]))),
    'a length has more than 32 bits': [0x0a, 0xff, 0xff, 0xff, 0xff, 0x7f],
  }
  test.each(Object.entries(bad))('%s', (_, body) => {
    expect(() => binary('logs', Buffer.from(body))).toThrow(MalformedOtlpError)
  })
})

describe('limits', () => {
  test('reject what is over them, and say so', () => {
    const logs = Array.from({ length: 5 }, () => field(6, attribute('session.id', 's')))
    const some = { ...limits, maxRecords: 3 }
    const message = '2 over the limit of 3 a request'
    const decoded = binary('logs', request(...logs), some)
    expect(decoded).toMatchObject({ received: 5, rejected: 2, message })
    expect(decoded.records).toHaveLength(3)
    const spans = Array.from({ length: 5 }, () => field(5, 'turn'))
    expect(binary('traces', request(...spans), some)).toMatchObject({ rejected: 2, message })
    const points = Array.from({ length: 5 }, () => field(1, fixed64(6, 1n)))
    const metric = [...field(1, 'cost'), ...field(7, ...points)]
    expect(binary('metrics', request(metric), some)).toMatchObject({ rejected: 2, message })
  })

  test.each([
    ['resources', 6, (count: number) => Array(count).fill(field(1)).flat()],
    ['scopes', 5, (count: number) => field(1, Array(count).fill(field(2)).flat())],
    ['metrics', 4, (count: number) => [...request(...Array.from({ length: count }, () => []))]],
  ])('hold for %s, too', (_, most, of) => {
    const some = { ...limits, maxRecords: 2 }
    const read = (count: number) => binary('metrics', Buffer.from(of(count)), some)
    expect(read(most).received).toBe(0)
    expect(() => read(most + 1)).toThrow('too many resources, scopes and metrics')
  })
})

test('texts and ids that are remembered do not change with the body they came from', () => {
  const log = [...field(9, '1'.repeat(16)), ...field(6, attribute('session.id', 'first'))]
  const body = request(log)
  const before = binary('logs', body).records
  const copy = structuredClone(before)
  const changed = Buffer.from(
    body.toString('latin1').replaceAll('1', '2').replace('first', 'other'),
  )
  body.set(changed)
  expect(before).toEqual(copy)
  expect(binary('logs', body).records).toMatchObject([
    { traceId: '32'.repeat(16), attributes: { 'session.id': 'other' } },
  ])
  expect(binary('logs', request(log)).records).toEqual(copy)
})

test('attributes inherit nothing', () => {
  const { attributes } = logOf(field(6, attribute('session.id', 's')))
  expect(attributes['toString']).toBeUndefined()
  expect(attributes['__proto__']).toBeUndefined()
})

test('an empty body is an empty request', () => {
  const empty = { records: [], received: 0, rejected: 0, message: '' }
  expect(binary('logs', new Uint8Array(0))).toEqual(empty)
})
