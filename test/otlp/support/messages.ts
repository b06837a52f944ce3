// Arbitrary export requests, as the plain objects that protobufjs encodes.

import fc from 'fast-check'
import type { Signal } from '../../../src/otlp/records.ts'

export const keys = [
  'event.name',
  'session.id',
  'service.name',
  '__proto__',
  'toString',
  'ключ',
  'k',
  '',
]
export const names = ['turn', 'turn.end', 'ход', '']

const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.constantFrom(...keys))
// Not the zero below zero, which JSON.stringify writes as the other one.
const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
const int64 = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -5, max: 300 })).map(String)

const anyValue: fc.Arbitrary<object> = fc.letrec<{ value: object }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.record({ stringValue: text }),
    fc.record({ boolValue: fc.boolean() }),
    fc.record({ intValue: int64 }),
    fc.record({ doubleValue: double }),
    fc.constant({}),
    fc.record({ arrayValue: fc.record({ values: fc.array(tie('value'), { maxLength: 3 }) }) }),
    fc.record({ kvlistValue: fc.constant({ values: [{ key: 'k', value: { boolValue: true } }] }) }),
  ),
})).value

const attributes = fc.array(
  fc.record(
    { key: fc.constantFrom(...keys, 'unwanted', 'x'.repeat(200)), value: anyValue },
    { requiredKeys: ['key'] },
  ),
  { maxLength: 6 },
)
// To the microsecond: the doubles that both encodings go through keep no more.
const nanos = fc.integer({ min: 0, max: 2 ** 51 }).map((micros) => `${micros}000`)
const hexId = (size: number) =>
  fc
    .uint8Array({ minLength: size, maxLength: size })
    .map((bytes) => Buffer.from(bytes).toString('hex'))

const log = fc.record(
  {
    timeUnixNano: nanos,
    observedTimeUnixNano: nanos,
    severityNumber: fc.integer({ min: 0, max: 24 }),
    severityText: text,
    body: anyValue,
    attributes,
    traceId: hexId(16),
    spanId: hexId(8),
    eventName: text,
  },
  { requiredKeys: [] },
)

const span = fc.record(
  {
    traceId: hexId(16),
    spanId: hexId(8),
    parentSpanId: hexId(8),
    name: fc.constantFrom(...names, 'unwanted'),
    kind: fc.integer({ min: 0, max: 5 }),
    startTimeUnixNano: nanos,
    endTimeUnixNano: nanos,
    attributes,
    events: fc.array(
      fc.record({ timeUnixNano: nanos, name: text, attributes }, { requiredKeys: [] }),
      {
        maxLength: 3,
      },
    ),
    status: fc.record(
      { code: fc.integer({ min: 0, max: 2 }), message: text },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
)

const point = fc.oneof(
  fc.record({ timeUnixNano: nanos, startTimeUnixNano: nanos, asInt: int64, attributes }),
  fc.record({ timeUnixNano: nanos, asDouble: double }),
  fc.record({ attributes }),
)
const dataPoints = fc.array(point, { maxLength: 3 })
const metric = fc.oneof(
  fc.record({
    name: fc.constantFrom(...names, 'unwanted'),
    sum: fc.record({ dataPoints, aggregationTemporality: fc.integer({ min: 0, max: 2 }) }),
  }),
  fc.record({ name: fc.constantFrom(...names, 'unwanted'), gauge: fc.record({ dataPoints }) }),
)

const resource = fc.record({ attributes }, { requiredKeys: [] })
const scope = fc.record({ name: text }, { requiredKeys: [] })
const few = { maxLength: 3 }

/** Export requests in OTLP/JSON's form. */
export const requests: Readonly<Record<Signal, fc.Arbitrary<Record<string, unknown>>>> = {
  logs: fc.record({
    resourceLogs: fc.array(
      fc.record(
        {
          resource,
          scopeLogs: fc.array(fc.record({ scope, logRecords: fc.array(log, few) }), few),
        },
        { requiredKeys: ['scopeLogs'] },
      ),
      few,
    ),
  }),
  traces: fc.record({
    resourceSpans: fc.array(
      fc.record(
        { resource, scopeSpans: fc.array(fc.record({ scope, spans: fc.array(span, few) }), few) },
        { requiredKeys: ['scopeSpans'] },
      ),
      few,
    ),
  }),
  metrics: fc.record({
    resourceMetrics: fc.array(
      fc.record(
        {
          resource,
          scopeMetrics: fc.array(fc.record({ scope, metrics: fc.array(metric, few) }), few),
        },
        { requiredKeys: ['scopeMetrics'] },
      ),
      few,
    ),
  }),
}

const idKeys = new Set(['traceId', 'spanId', 'parentSpanId'])

/** The same with ids as bytes, as protobufjs wants them. */
export function withByteIds(value: unknown, key = ''): unknown {
  if (idKeys.has(key) && typeof value === 'string') return Buffer.from(value, 'hex')
  if (Array.isArray(value)) return value.map((item) => withByteIds(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, withByteIds(item, name)]),
  )
}

/** The same under the names of the .proto file: `timeUnixNano` as `time_unix_nano`. */
export function withSnakeNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSnakeNames)
  if (typeof value !== 'object' || value === null) return value
  const toSnake = (name: string) =>
    name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [toSnake(name), withSnakeNames(item)]),
  )
}
