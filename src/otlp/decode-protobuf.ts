// Decodes a binary export request, skipping in place what nobody asked for.

import { readLogRecord } from './protobuf-logs.ts'
import { readMetric } from './protobuf-metrics.ts'
import { type ReadRecord, walkRequest } from './protobuf-envelope.ts'
import { readSpan } from './protobuf-spans.ts'
import type { Decoded, DecodeLimits, Selection, Signal } from './records.ts'
import { Tally } from './tally.ts'
import { WireReader } from './wire-reader.ts'

/**
 * @param body an Export…ServiceRequest of opentelemetry-proto 1.x
 * @throws {MalformedOtlpError} where the body is not one
 */
export function decodeProtobuf(
  signal: Signal,
  body: Uint8Array,
  selection: Selection,
  limits: DecodeLimits,
): Decoded {
  const tally = new Tally(limits)
  walkRequest(new WireReader(body), selection, tally, recordReaders[signal](tally))
  return tally.result()
}

const recordReaders: Readonly<Record<Signal, (tally: Tally) => ReadRecord>> = {
  logs: (tally) => oneByOne(readLogRecord, tally),
  traces: (tally) => oneByOne(readSpan, tally),
  metrics: (tally) => (reader, end, exporter) => {
    tally.enter()
    readMetric(reader, end, exporter, tally)
  },
}

function oneByOne(read: typeof readLogRecord | typeof readSpan, tally: Tally): ReadRecord {
  const { maxValueLength } = tally.limits
  return (reader, end, exporter) => {
    if (!tally.admit()) return
    try {
      tally.keep(read(reader, end, exporter, maxValueLength))
    } catch (error) {
      tally.refuse(error)
    }
  }
}
