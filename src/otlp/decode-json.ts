// Decodes an OTLP/JSON export request.

import { type JsonExporter, toLogRecord, toPoint, toPoints, toSpanRecord } from './json-records.ts'
import { excessOf } from './json-shape.ts'
import { field, isObject, type JsonObject, objects, toAttributes } from './json-values.ts'
import { MalformedOtlpError } from './malformed.ts'
import type { Decoded, DecodeLimits, Selection, Signal } from './records.ts'
import { Tally } from './tally.ts'

/** An attribute that is a list nests eleven deep; a megabyte of real spans holds 32,000 containers; OTLP has a few dozen messages. */
const shapeLimits = { depth: 64, containers: 2_000_000, kinds: 10_000 }
/** As in the binary encoding. */
const MAX_SERVICE_NAME = 256

const onlyServiceName = { attributes: new Set(['service.name']) }

/** A field's name in JSON, and in the .proto file. */
type FieldNames = readonly [camel: string, snake: string]

/** The names of the lists of resources, scopes and records. */
const lists: Readonly<Record<Signal, readonly [FieldNames, FieldNames, FieldNames]>> = {
  logs: [
    ['resourceLogs', 'resource_logs'],
    ['scopeLogs', 'scope_logs'],
    ['logRecords', 'log_records'],
  ],
  traces: [
    ['resourceSpans', 'resource_spans'],
    ['scopeSpans', 'scope_spans'],
    ['spans', 'spans'],
  ],
  metrics: [
    ['resourceMetrics', 'resource_metrics'],
    ['scopeMetrics', 'scope_metrics'],
    ['metrics', 'metrics'],
  ],
}

/**
 * @param body an Export…ServiceRequest as OTLP/JSON; unknown fields are ignored, missing ones tolerated
 * @throws {MalformedOtlpError} where the body is not a JSON object, nested too deeply or not of OTLP's making
 */
export function decodeJson(
  signal: Signal,
  body: Uint8Array,
  selection: Selection,
  limits: DecodeLimits,
): Decoded {
  const tally = new Tally(limits)
  const read = readers[signal](tally)
  const [resources, scopes, records] = lists[signal]
  for (const group of objects(field(parseRoot(body), ...resources))) {
    tally.enter()
    const exporter = toExporter(group.resource, selection, limits.maxValueLength)
    for (const scope of objects(field(group, ...scopes))) {
      tally.enter()
      const list = field(scope, ...records)
      for (const record of Array.isArray(list) ? list : []) read(record, exporter)
    }
  }
  return tally.result()
}

/** @returns the signal whose list the root object has, if it is one signal's alone */
export function identifyJson(body: Uint8Array): Signal | undefined {
  const root = parseRoot(body)
  const signals = (['logs', 'traces', 'metrics'] as const).filter((signal) =>
    Array.isArray(field(root, ...lists[signal][0])),
  )
  return signals.length === 1 ? signals[0] : undefined
}

function parseRoot(body: Uint8Array): JsonObject {
  const excess = excessOf(body, shapeLimits)
  if (excess !== undefined) throw new MalformedOtlpError(excess)
  const root = parse(body)
  if (!isObject(root)) throw new MalformedOtlpError('not a JSON object')
  return root
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    // The parser's message quotes the body, which must not travel back or into a log.
    throw new MalformedOtlpError('not valid JSON')
  }
}

function toExporter(resource: unknown, selection: Selection, maxLength: number): JsonExporter {
  const list = isObject(resource) ? resource.attributes : undefined
  const name = toAttributes(list, onlyServiceName, MAX_SERVICE_NAME)['service.name']
  const serviceName = typeof name === 'string' ? name : ''
  const service = selection.forService(serviceName)
  const attributes = toAttributes(list, service, maxLength)
  return { resource: { serviceName, attributes }, selection: service, maxLength }
}

type ReadJson = (record: unknown, exporter: JsonExporter) => void

const readers: Readonly<Record<Signal, (tally: Tally) => ReadJson>> = {
  logs: (tally) => (log, exporter) => {
    if (tally.admit()) tally.attempt(() => toLogRecord(usable(log), exporter))
  },
  traces: (tally) => (span, exporter) => {
    if (tally.admit()) tally.attempt(() => toSpanRecord(usable(span), exporter))
  },
  metrics: (tally) => (metric, exporter) => {
    if (!isObject(metric)) return
    tally.enter()
    const { series, points } = toPoints(metric, exporter)
    for (const point of points) {
      if (tally.admit() && series) tally.attempt(() => toPoint(point, series, exporter))
    }
  },
}

function usable(record: unknown): JsonObject {
  if (!isObject(record)) throw new MalformedOtlpError('record is not an object')
  return record
}
