// The decoded form of OTLP data that the rest of the program reads: flat records with only the attributes that were asked for.

/** A decoded AnyValue. Lists keep their order; nested maps and bytes are not kept. */
export type AttributeValue = string | number | boolean | readonly AttributeValue[]

/** Attributes by name. An attribute sent without a value (`"value":{}`) is absent. */
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>

/** The process that exported a record. `serviceName` is '' where the resource has none. */
export interface Resource {
  readonly serviceName: string
  readonly attributes: Attributes
}

/** A log record. Times are Unix milliseconds with fractions, 0 where unset. */
export interface LogRecord {
  readonly signal: 'logs'
  readonly resource: Resource
  /** The attribute `event.name`, else LogRecord.event_name, else ''. */
  readonly name: string
  /** time_unix_nano, else observed_time_unix_nano. */
  readonly timeMs: number
  /**
   * The body where the service's selection asks for it, read like an attribute's
   * value (opencode sends the list `['loop', '{"session.id":…}']`); else undefined.
   */
  readonly body: AttributeValue | undefined
  /** Lower-case hex, '' where absent. */
  readonly traceId: string
  readonly attributes: Attributes
}

/** Events kept of one span; also what OpenTelemetry's SDKs keep by default. */
export const MAX_SPAN_EVENTS = 128

/** An event inside a span. */
export interface SpanEvent {
  readonly name: string
  readonly timeMs: number
  readonly attributes: Attributes
}

/** A finished span. Times are Unix milliseconds with fractions. */
export interface SpanRecord {
  readonly signal: 'traces'
  readonly resource: Resource
  readonly name: string
  readonly startMs: number
  readonly endMs: number
  /** Lower-case hex, '' where absent. */
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  /** True where the status code is ERROR (2). */
  readonly failed: boolean
  readonly attributes: Attributes
  /** The first `MAX_SPAN_EVENTS`. */
  readonly events: readonly SpanEvent[]
}

/** One point of a sum or a gauge. */
export interface MetricPoint {
  readonly signal: 'metrics'
  readonly resource: Resource
  readonly name: string
  readonly value: number
  readonly startMs: number
  readonly timeMs: number
  /** How `value` relates to earlier points; a gauge counts as cumulative. */
  readonly temporality: 'delta' | 'cumulative'
  readonly attributes: Attributes
}

export type Signal = 'logs' | 'traces' | 'metrics'
export type OtlpRecord = LogRecord | SpanRecord | MetricPoint

/**
 * What is worth decoding, per exporting service. The decoder skips everything
 * else without building objects for it: a Codex turn exports 600 KB of spans of
 * which some twenty matter.
 */
export interface Selection {
  /** The wanted parts of one service's telemetry; called once per resource. */
  forService(serviceName: string): ServiceSelection
}

export interface ServiceSelection {
  /** Attribute names to keep, on resources, records, spans, span events and points alike. */
  readonly attributes: ReadonlySet<string>
  /** Those of them that are kept whole, however long. */
  readonly whole?: ReadonlySet<string> | undefined
  /** Span names to keep; 'all' where names are not known beforehand. */
  readonly spans: ReadonlySet<string> | 'all'
  /** Metric names to keep. */
  readonly metrics: ReadonlySet<string>
  /** Whether log bodies are read. */
  readonly bodies: boolean
}

export interface DecodeLimits {
  /** Records, spans or points per request; the rest is rejected (counted in partial_success). */
  readonly maxRecords: number
  /** Characters kept of one attribute value or body; longer strings are cut. */
  readonly maxValueLength: number
}

export interface Decoded {
  readonly records: readonly OtlpRecord[]
  /** Records present in the request, wanted or not. */
  readonly received: number
  /** Records dropped because of the limits or because a single record was unusable. */
  readonly rejected: number
  /** Why, for partial_success.error_message; '' where nothing was rejected. */
  readonly message: string
}
