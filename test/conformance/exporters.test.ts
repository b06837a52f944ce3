// The official OTLP exporters against the real server: every signal, both encodings, plain and compressed.

import { SpanStatusCode } from '@opentelemetry/api'
import { OTLPLogExporter as JsonLogExporter } from '@opentelemetry/exporter-logs-otlp-http'
import { OTLPLogExporter as ProtoLogExporter } from '@opentelemetry/exporter-logs-otlp-proto'
import { OTLPMetricExporter as JsonMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http'
import { OTLPMetricExporter as ProtoMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto'
import { OTLPTraceExporter as JsonTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as ProtoTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'
import {
  AggregationTemporality,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { select } from '../otlp/support/selections.ts'
import { openReceiver, type TestReceiver } from '../sources/otlp-http/support.ts'

const resource = resourceFromAttributes({ 'service.name': 'conformance', 'process.pid': 42 })
const selection = select({
  attributes: new Set(['process.pid', 'text', 'int', 'double', 'bool', 'list', 'none']),
  metrics: new Set(['tokens', 'temperature']),
})
const attributes = {
  text: 'жёлтый \u{1f600}',
  int: -7,
  double: 0.25,
  bool: false,
  list: ['a', 'b'],
  unwanted: 'x',
}
const decoded = { text: 'жёлтый \u{1f600}', int: -7, double: 0.25, bool: false, list: ['a', 'b'] }
const exporter = { serviceName: 'conformance', attributes: { 'process.pid': 42 } }

const encodings = [
  ['protobuf', ProtoLogExporter, ProtoTraceExporter, ProtoMetricExporter],
  ['JSON', JsonLogExporter, JsonTraceExporter, JsonMetricExporter],
] as const
const ways = encodings.flatMap(([encoding, ...exporters]) =>
  ['none', 'gzip'].map((compression) => [encoding, compression, exporters] as const),
)

/** As agents do, the compression is chosen by the environment. */
const optionsFor = ({ source }: TestReceiver, path: string, compression: string) => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_COMPRESSION', compression)
  onTestFinished(() => void vi.unstubAllEnvs())
  return { url: `http://localhost:${source.port}${path}` }
}

describe.each(ways)('%s, compression %s', (_, compression, exporters) => {
  const [LogExporter, TraceExporter, MetricExporter] = exporters

  test('logs', async () => {
    const receiver = await openReceiver({}, { selection })
    const logExporter = new LogExporter(optionsFor(receiver, '/v1/logs', compression))
    const processors = [new BatchLogRecordProcessor({ exporter: logExporter })]
    const provider = new LoggerProvider({ resource, processors })
    const logger = provider.getLogger('test')
    const timestamp = new Date(1_700_000_000_123)
    logger.emit({ timestamp, body: 'a body', eventName: 'from.field', attributes })
    logger.emit({ timestamp, attributes: { 'event.name': 'from.attribute' } })
    await provider.forceFlush()
    await receiver.until(() => receiver.batches.length === 1)
    expect(receiver.batches[0]?.records).toMatchObject([
      {
        signal: 'logs',
        resource: exporter,
        name: 'from.field',
        timeMs: 1_700_000_000_123,
        body: 'a body',
        attributes: decoded,
      },
      { name: 'from.attribute', attributes: {} },
    ])
    expect(receiver.source.counters().logs).toEqual({
      requests: 1,
      records: 2,
      rejected: 0,
      bad: 0,
    })
    await provider.shutdown()
  })

  test('traces', async () => {
    const receiver = await openReceiver({}, { selection })
    const traceExporter = new TraceExporter(optionsFor(receiver, '/v1/traces', compression))
    const spanProcessors = [new BatchSpanProcessor({ exporter: traceExporter })]
    const provider = new TracerProvider({ resource, spanProcessors })
    const span = provider
      .getTracer('test')
      .startSpan('turn', { attributes, startTime: 1_700_000_000_000 })
    span.addEvent('profile', { int: 1 }, 1_700_000_000_500)
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'no' })
    span.end(1_700_000_001_000)
    await provider.forceFlush()
    await receiver.until(() => receiver.batches.length === 1)
    const { traceId, spanId } = span.spanContext()
    expect(receiver.batches[0]?.records).toEqual([
      {
        signal: 'traces',
        resource: exporter,
        name: 'turn',
        startMs: 1_700_000_000_000,
        endMs: 1_700_000_001_000,
        traceId,
        spanId,
        parentSpanId: '',
        failed: true,
        attributes: decoded,
        events: [{ name: 'profile', timeMs: 1_700_000_000_500, attributes: { int: 1 } }],
      },
    ])
    await provider.shutdown()
  })

  test('metrics', async () => {
    const receiver = await openReceiver({}, { selection })
    const metricExporter = new MetricExporter({
      ...optionsFor(receiver, '/v1/metrics', compression),
      temporalityPreference: AggregationTemporality.DELTA,
    })
    const readers = [new PeriodicExportingMetricReader({ exporter: metricExporter })]
    const provider = new MeterProvider({ resource, readers })
    const meter = provider.getMeter('test')
    meter.createCounter('tokens').add(1200, { text: 'input' })
    meter.createGauge('temperature').record(-1.5)
    meter.createHistogram('duration').record(3)
    await provider.forceFlush()
    await receiver.until(() => receiver.batches.length === 1)
    expect(receiver.batches[0]?.records).toMatchObject([
      {
        signal: 'metrics',
        resource: exporter,
        name: 'tokens',
        value: 1200,
        temporality: 'delta',
        attributes: { text: 'input' },
      },
      { name: 'temperature', value: -1.5, temporality: 'cumulative' },
    ])
    // The histogram's point is counted, and not kept.
    expect(receiver.source.counters().metrics).toMatchObject({ records: 3, rejected: 0 })
    await provider.shutdown()
  })
})
