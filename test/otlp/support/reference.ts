// The reference decoder: protobufjs' own reflection over proto/, mapped in the plainest way.

import { fileURLToPath } from 'node:url'
import protobuf from 'protobufjs'
import type {
  Attributes,
  AttributeValue,
  OtlpRecord,
  Selection,
  ServiceSelection,
  Signal,
} from '../../../src/otlp/records.ts'

const root = protobuf.loadSync(fileURLToPath(new URL('../../../proto/otlp.proto', import.meta.url)))

/** The request messages by signal. */
export const requestTypes: Readonly<Record<Signal, protobuf.Type>> = {
  logs: root.lookupType('otlp.ExportLogsServiceRequest'),
  traces: root.lookupType('otlp.ExportTraceServiceRequest'),
  metrics: root.lookupType('otlp.ExportMetricsServiceRequest'),
}

interface AnyValue {
  stringValue?: string
  boolValue?: boolean
  intValue?: string
  doubleValue?: number
  arrayValue?: { values?: AnyValue[] }
}
type KeyValues = { key?: string; value?: AnyValue }[]
interface Log {
  timeUnixNano?: string
  observedTimeUnixNano?: string
  eventName?: string
  body?: AnyValue
  traceId?: Buffer
  attributes?: KeyValues
}
interface Span {
  traceId?: Buffer
  spanId?: Buffer
  parentSpanId?: Buffer
  name?: string
  startTimeUnixNano?: string
  endTimeUnixNano?: string
  attributes?: KeyValues
  events?: { timeUnixNano?: string; name?: string; attributes?: KeyValues }[]
  status?: { code?: number }
}
interface Point {
  startTimeUnixNano?: string
  timeUnixNano?: string
  asDouble?: number
  asInt?: string
  attributes?: KeyValues
}
interface Metric {
  name?: string
  sum?: { dataPoints?: Point[]; aggregationTemporality?: number }
  gauge?: { dataPoints?: Point[] }
}
interface Scope {
  logRecords?: Log[]
  spans?: Span[]
  metrics?: Metric[]
}
interface Group {
  resource?: { attributes?: KeyValues }
  scopeLogs?: Scope[]
  scopeSpans?: Scope[]
  scopeMetrics?: Scope[]
}

/** Decodes a body completely, then keeps what is selected. */
export function decodeByReflection(
  signal: Signal,
  body: Uint8Array,
  selection: Selection,
): OtlpRecord[] {
  const type = requestTypes[signal]
  const request = type.toObject(type.decode(body), { longs: String }) as Record<
    string,
    Group[] | undefined
  >
  const groups = request.resourceLogs ?? request.resourceSpans ?? request.resourceMetrics ?? []
  return groups.flatMap((group) => groupRecords(group, selection))
}

function groupRecords(group: Group, selection: Selection): OtlpRecord[] {
  const list = group.resource?.attributes
  const name = all(list)['service.name']
  const serviceName = typeof name === 'string' ? name : ''
  const wanted = selection.forService(serviceName)
  const resource = { serviceName, attributes: selected(list, wanted) }
  const scopes = group.scopeLogs ?? group.scopeSpans ?? group.scopeMetrics ?? []
  return scopes.flatMap((scope): OtlpRecord[] => [
    ...(scope.logRecords ?? []).map((log): OtlpRecord => {
      const eventName = all(log.attributes)['event.name']
      return {
        signal: 'logs',
        resource,
        name: typeof eventName === 'string' ? eventName : (log.eventName ?? ''),
        timeMs: ms(log.timeUnixNano) || ms(log.observedTimeUnixNano),
        body: wanted.bodies ? plain(log.body) : undefined,
        traceId: hex(log.traceId),
        attributes: selected(log.attributes, wanted),
      }
    }),
    ...(scope.spans ?? [])
      .filter((span) => wanted.spans === 'all' || wanted.spans.has(span.name ?? ''))
      .map((span): OtlpRecord => ({
        signal: 'traces',
        resource,
        name: span.name ?? '',
        startMs: ms(span.startTimeUnixNano),
        endMs: ms(span.endTimeUnixNano),
        traceId: hex(span.traceId),
        spanId: hex(span.spanId),
        parentSpanId: hex(span.parentSpanId),
        failed: span.status?.code === 2,
        attributes: selected(span.attributes, wanted),
        events: (span.events ?? []).map((event) => ({
          name: event.name ?? '',
          timeMs: ms(event.timeUnixNano),
          attributes: selected(event.attributes, wanted),
        })),
      })),
    ...(scope.metrics ?? [])
      .filter((metric) => wanted.metrics.has(metric.name ?? ''))
      .flatMap((metric) => points(metric, resource, wanted)),
  ])
}

function points(
  metric: Metric,
  resource: OtlpRecord['resource'],
  wanted: ServiceSelection,
): OtlpRecord[] {
  const list = (metric.sum ?? metric.gauge)?.dataPoints ?? []
  return list.flatMap((point): OtlpRecord[] => {
    const value = point.asDouble ?? (point.asInt === undefined ? undefined : Number(point.asInt))
    if (value === undefined) return []
    return [
      {
        signal: 'metrics',
        resource,
        name: metric.name ?? '',
        temporality: metric.sum?.aggregationTemporality === 1 ? 'delta' : 'cumulative',
        value,
        startMs: ms(point.startTimeUnixNano),
        timeMs: ms(point.timeUnixNano),
        attributes: selected(point.attributes, wanted),
      },
    ]
  })
}

/** To the microsecond, as the program keeps times. */
function ms(nanos: string | undefined): number {
  return Math.round(Number(nanos ?? 0) / 1000) / 1000
}

function hex(id: Buffer | undefined): string {
  return id?.toString('hex') ?? ''
}

function all(list: KeyValues = []): Record<string, AttributeValue | undefined> {
  const known = list.map(({ key = '', value }) => [key, plain(value)] as const)
  return Object.fromEntries(known.filter(([, value]) => value !== undefined))
}

function selected(list: KeyValues | undefined, { attributes }: ServiceSelection): Attributes {
  return Object.fromEntries(Object.entries(all(list)).filter(([key]) => attributes.has(key)))
}

function plain(value: AnyValue = {}): AttributeValue | undefined {
  if (value.stringValue !== undefined) return value.stringValue
  if (value.boolValue !== undefined) return value.boolValue
  if (value.intValue !== undefined) return Number(value.intValue)
  if (value.doubleValue !== undefined) return value.doubleValue
  const list = value.arrayValue && (value.arrayValue.values ?? [])
  return list?.map(plain).filter((item) => item !== undefined)
}
