// Builds records from parsed OTLP/JSON.

import {
  field,
  isObject,
  type JsonObject,
  objects,
  toAttributes,
  toId,
  toMs,
  toNumber,
  toText,
  toValue,
} from './json-values.ts'
import {
  type LogRecord,
  MAX_SPAN_EVENTS,
  type MetricPoint,
  type Resource,
  type ServiceSelection,
  type SpanRecord,
} from './records.ts'

/** Whose records are being read, what of them is wanted, and how much of a text is kept. */
export interface JsonExporter {
  readonly resource: Resource
  readonly selection: ServiceSelection
  readonly maxLength: number
}

const onlyEventName = { attributes: new Set(['event.name']) }

/** @param log a LogRecord message */
export function toLogRecord(log: JsonObject, exporter: JsonExporter): LogRecord {
  const { resource, selection, maxLength } = exporter
  const name = toAttributes(log.attributes, onlyEventName, maxLength)['event.name']
  return {
    signal: 'logs',
    resource,
    name:
      typeof name === 'string' ? name : toText(field(log, 'eventName', 'event_name'), maxLength),
    timeMs:
      toMs(field(log, 'timeUnixNano', 'time_unix_nano')) ||
      toMs(field(log, 'observedTimeUnixNano', 'observed_time_unix_nano')),
    body: selection.bodies ? toValue(log.body, maxLength) : undefined,
    traceId: toId(field(log, 'traceId', 'trace_id')),
    attributes: toAttributes(log.attributes, selection, maxLength),
  }
}

/** @param span a Span message @returns undefined where its name is not wanted */
export function toSpanRecord(span: JsonObject, exporter: JsonExporter): SpanRecord | undefined {
  const { resource, selection, maxLength } = exporter
  const name = toText(span.name, maxLength)
  if (selection.spans !== 'all' && !selection.spans.has(name)) return undefined
  const code = isObject(span.status) ? span.status.code : undefined
  return {
    signal: 'traces',
    resource,
    name,
    startMs: toMs(field(span, 'startTimeUnixNano', 'start_time_unix_nano')),
    endMs: toMs(field(span, 'endTimeUnixNano', 'end_time_unix_nano')),
    traceId: toId(field(span, 'traceId', 'trace_id')),
    spanId: toId(field(span, 'spanId', 'span_id')),
    parentSpanId: toId(field(span, 'parentSpanId', 'parent_span_id')),
    failed: code === 'STATUS_CODE_ERROR' || toNumber(code) === 2,
    attributes: toAttributes(span.attributes, selection, maxLength),
    events: objects(span.events)
      .slice(0, MAX_SPAN_EVENTS)
      .map((event) => ({
        name: toText(event.name, maxLength),
        timeMs: toMs(field(event, 'timeUnixNano', 'time_unix_nano')),
        attributes: toAttributes(event.attributes, selection, maxLength),
      })),
  }
}

/** The points of one metric. `series` is undefined where they are only counted. */
export interface JsonPoints {
  readonly series: Pick<MetricPoint, 'resource' | 'name' | 'temporality'> | undefined
  readonly points: readonly JsonObject[]
}

/** @param metric a Metric message */
export function toPoints(metric: JsonObject, exporter: JsonExporter): JsonPoints {
  const name = toText(metric.name, exporter.maxLength)
  const wanted = exporter.selection.metrics.has(name)
  const readable = [metric.sum, metric.gauge].find(isObject)
  const data =
    readable ??
    [
      metric.histogram,
      field(metric, 'exponentialHistogram', 'exponential_histogram'),
      metric.summary,
    ].find(isObject)
  const points = data ? objects(field(data, 'dataPoints', 'data_points')) : []
  if (!wanted || !readable) return { series: undefined, points }
  const temporality = temporalityOf(readable)
  return { series: { resource: exporter.resource, name, temporality }, points }
}

/** A gauge has none, and counts as cumulative. */
function temporalityOf(data: JsonObject): MetricPoint['temporality'] {
  const temporality = field(data, 'aggregationTemporality', 'aggregation_temporality')
  const isDelta = temporality === 'AGGREGATION_TEMPORALITY_DELTA' || toNumber(temporality) === 1
  return isDelta ? 'delta' : 'cumulative'
}

/** @param point a NumberDataPoint message @returns undefined where it has no value */
export function toPoint(
  point: JsonObject,
  series: NonNullable<JsonPoints['series']>,
  { selection, maxLength }: JsonExporter,
): MetricPoint | undefined {
  const value = toNumber(field(point, 'asDouble', 'as_double') ?? field(point, 'asInt', 'as_int'))
  if (value === undefined) return undefined
  return {
    signal: 'metrics',
    ...series,
    value,
    startMs: toMs(field(point, 'startTimeUnixNano', 'start_time_unix_nano')),
    timeMs: toMs(field(point, 'timeUnixNano', 'time_unix_nano')),
    attributes: toAttributes(point.attributes, selection, maxLength),
  }
}
