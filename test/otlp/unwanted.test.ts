// What nobody asked for is counted, passed over, and harms nothing.

import { describe, expect, test } from 'vitest'
import { decode } from '../../src/otlp/decode.ts'
import type { Signal, SpanRecord } from '../../src/otlp/records.ts'
import { limits, select } from './support/selections.ts'
import { attribute, field, fixed64, group, number, request, varint } from './support/wire.ts'

const selection = select({
  attributes: new Set(['session.id', 'n']),
  spans: new Set(['turn']),
  metrics: new Set(['cost']),
})

const binary = (signal: Signal, body: Uint8Array) =>
  decode(signal, 'protobuf', body, selection, limits)

describe('what nobody wants', () => {
  test('is counted and not kept', () => {
    const points = field(1, fixed64(6, 1n))
    // Histograms, exponential histograms and summaries are counted, whatever their name.
    const metrics = [9, 10, 11].map((kind) => [...field(1, 'cost'), ...field(kind, points, points)])
    expect(binary('metrics', request(...metrics))).toEqual({
      records: [],
      received: 6,
      rejected: 0,
      message: '',
    })
    expect(binary('metrics', request(field(7, points)))).toMatchObject({ records: [], received: 1 })
    expect(
      binary('metrics', request([...number(4, 1), ...field(1, 'x'), ...field(5, points)])),
    ).toMatchObject({ received: 1 })
    expect(binary('traces', request(field(5, 'other'), number(6, 1)))).toMatchObject({
      records: [],
      received: 2,
    })
  })

  test('may be of any wire type', () => {
    const unknown = [
      ...number(50, 1),
      ...fixed64(51, 1n),
      ...varint((52 << 3) | 5),
      1,
      2,
      3,
      4,
      ...field(53, 'x'),
      ...group(54, number(1, 1), group(55, field(2, 'x')), group(54)),
    ]
    const resource = field(1, unknown, field(1, unknown, attribute('service.name', 's')))
    const record = [...unknown, ...field(6, attribute('session.id', 's'))]
    const body = [...unknown, ...field(1, unknown, resource, field(2, unknown, field(2, record)))]
    expect(binary('logs', Buffer.from(body)).records).toMatchObject([
      { attributes: { 'session.id': 's' } },
    ])
    const event = field(11, unknown, field(2, 'e'), field(3, unknown, attribute('n', 'v')))
    const span = [...unknown, ...field(5, 'turn'), ...event, ...field(15, unknown, number(3, 2))]
    expect(binary('traces', request(span)).records[0]).toMatchObject({
      failed: true,
      events: [{ name: 'e', attributes: { n: 'v' } }],
    })
    const point = field(
      1,
      unknown,
      fixed64(2, 5_000_000n),
      fixed64(3, 7_000_000n),
      fixed64(6, -2n + 2n ** 64n),
      field(7, attribute('n', 'v')),
    )
    const metric = [...unknown, ...field(1, 'cost'), ...field(7, unknown, point)]
    expect(binary('metrics', request(metric)).records).toMatchObject([
      { value: -2, startMs: 5, timeMs: 7, temporality: 'cumulative', attributes: { n: 'v' } },
    ])
  })

  test('is every event of a span but the first 128', () => {
    const events = Array.from({ length: 200 }, (_, index) => field(11, field(2, `e${index}`)))
    const body = request([...field(5, 'turn'), ...events.flat()])
    const fromBinary = binary('traces', body).records[0] as SpanRecord
    expect(fromBinary.events.map(({ name }) => name)).toEqual(
      Array.from({ length: 128 }, (_, index) => `e${index}`),
    )
    const span = { name: 'turn', events: Array.from({ length: 200 }, () => ({ name: 'e' })) }
    const json = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })
    const fromJson = decode('traces', 'json', Buffer.from(json), selection, limits)
    expect((fromJson.records[0] as SpanRecord).events).toHaveLength(128)
  })

  test('a point without a value is no record', () => {
    const metric = [...field(1, 'cost'), ...field(5, field(1, fixed64(3, 1n)))]
    expect(binary('metrics', request(metric))).toMatchObject({
      records: [],
      received: 1,
      rejected: 0,
    })
  })
})
