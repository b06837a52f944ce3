// Reads log records from protobuf.

import { createBag } from './attribute-bag.ts'
import type { Exporter } from './protobuf-envelope.ts'
import { readId } from './protobuf-ids.ts'
import { readAttribute, readString, readValue } from './protobuf-values.ts'
import type { AttributeValue, LogRecord } from './records.ts'
import type { WireReader } from './wire-reader.ts'

/** Reads the LogRecord that ends at `end`. */
export function readLogRecord(
  reader: WireReader,
  end: number,
  { resource, wanted }: Exporter,
  maxLength: number,
): LogRecord {
  const attributes = createBag()
  let timeMs = 0
  let observedMs = 0
  let name: unknown
  let eventName = ''
  let body: AttributeValue | undefined
  let traceId = ''
  reader.end = end
  while (reader.pos < end) {
    const tag = reader.uint32()
    switch (tag) {
      case 0x09:
        timeMs = reader.nanosAsMs()
        break
      case 0x2a:
        if (!wanted.bodies) reader.skip(tag)
        else body = readValue(reader, reader.enter(), maxLength, 0)
        break
      case 0x32:
        name = readAttribute(reader, reader.enter(), wanted, maxLength, attributes) ?? name
        break
      case 0x4a:
        traceId = readId(reader)
        break
      case 0x59:
        observedMs = reader.nanosAsMs()
        break
      case 0x62:
        eventName = readString(reader, maxLength)
        break
      default:
        reader.skip(tag)
    }
    reader.end = end
  }
  return {
    signal: 'logs',
    resource,
    name: typeof name === 'string' ? name : eventName,
    timeMs: timeMs === 0 ? observedMs : timeMs,
    body,
    traceId,
    attributes,
  }
}
