// Decoded records written by hand, and what the interpreter makes of them.

import type { AgentEvent } from '../../../src/domain/event.ts'
import { createInterpreter, type Batch } from '../../../src/interpret/interpret.ts'
import type {
  AttributeValue,
  LogRecord,
  MetricPoint,
  OtlpRecord,
  SpanRecord,
} from '../../../src/otlp/records.ts'

export const nowMs = 1_700_000_000_000

type Attributes = Record<string, AttributeValue | undefined>

const resource = (serviceName: string, attributes: Attributes = {}) => ({ serviceName, attributes })

export function log(
  service: string,
  name: string,
  attributes: Attributes = {},
  more: Partial<LogRecord> = {},
): LogRecord {
  return {
    signal: 'logs',
    resource: resource(service),
    name,
    timeMs: nowMs,
    body: undefined,
    traceId: '',
    attributes,
    ...more,
  }
}

export function span(
  service: string,
  name: string,
  attributes: Attributes = {},
  more: Partial<SpanRecord> = {},
): SpanRecord {
  return {
    signal: 'traces',
    resource: resource(service),
    name,
    startMs: nowMs - 1000,
    endMs: nowMs,
    traceId: '',
    spanId: 'c0ffee',
    parentSpanId: '',
    failed: false,
    attributes,
    events: [],
    ...more,
  }
}

export function point(
  service: string,
  name: string,
  value: number,
  attributes: Attributes = {},
  more: Partial<MetricPoint> = {},
): MetricPoint {
  return {
    signal: 'metrics',
    resource: resource(service),
    name,
    value,
    startMs: nowMs - 60_000,
    timeMs: nowMs,
    temporality: 'delta',
    attributes,
    ...more,
  }
}

const arrival: Omit<Batch, 'records'> = { arrivalMs: nowMs + 400, origin: '1' }

/** The events of records that come in one batch to a new interpreter. */
export const interpret = (...records: readonly OtlpRecord[]): AgentEvent[] =>
  createInterpreter().interpret({ ...arrival, records })

/** The one event of a record. */
export function eventOf(record: OtlpRecord): AgentEvent {
  const [event, ...rest] = interpret(record)
  if (!event || rest.length > 0) throw new Error('not one event')
  return event
}

export const happeningOf = (record: OtlpRecord): AgentEvent['happening'] =>
  eventOf(record).happening
