// Reads spans from protobuf, passing over those whose name nobody wants.

import { createBag } from './attribute-bag.ts'
import type { Exporter } from './protobuf-envelope.ts'
import { readId } from './protobuf-ids.ts'
import { readAttribute, readString } from './protobuf-values.ts'
import { MAX_SPAN_EVENTS, type SpanEvent, type SpanRecord } from './records.ts'
import type { Wanted } from './wanted.ts'
import type { WireReader } from './wire-reader.ts'

const NAME = 0x2a
const STATUS_ERROR = 2

/**
 * Reads the Span that ends at `end`.
 * @returns undefined where its name is not wanted
 */
export function readSpan(
  reader: WireReader,
  end: number,
  { resource, wanted }: Exporter,
  maxLength: number,
): SpanRecord | undefined {
  const start = reader.pos
  reader.end = end
  if (!hasWantedName(reader, end, wanted)) return undefined
  reader.pos = start
  const attributes = createBag()
  const events: SpanEvent[] = []
  let traceId = ''
  let spanId = ''
  let parentSpanId = ''
  let name = ''
  let startMs = 0
  let endMs = 0
  let failed = false
  while (reader.pos < end) {
    const tag = reader.uint32()
    switch (tag) {
      case 0x0a:
        traceId = readId(reader)
        break
      case 0x12:
        spanId = readId(reader)
        break
      case 0x22:
        parentSpanId = readId(reader)
        break
      case NAME:
        name = readString(reader, maxLength)
        break
      case 0x39:
        startMs = reader.nanosAsMs()
        break
      case 0x41:
        endMs = reader.nanosAsMs()
        break
      case 0x4a:
        readAttribute(reader, reader.enter(), wanted, maxLength, attributes)
        break
      case 0x5a:
        if (events.length === MAX_SPAN_EVENTS) reader.skip(tag)
        else events.push(readEvent(reader, reader.enter(), wanted, maxLength))
        break
      case 0x7a:
        failed = readFailed(reader, reader.enter())
        break
      default:
        reader.skip(tag)
    }
    reader.end = end
  }
  return {
    signal: 'traces',
    resource,
    name,
    startMs,
    endMs,
    traceId,
    spanId,
    parentSpanId,
    failed,
    attributes,
    events,
  }
}

/** The name comes before the attributes in practice, so that an unwanted span is left early. */
function hasWantedName(reader: WireReader, end: number, { spans }: Wanted): boolean {
  if (spans === undefined) return true
  while (reader.pos < end) {
    const tag = reader.uint32()
    if (tag === NAME) {
      const nameEnd = reader.enter()
      return spans.find(reader.bytes, reader.pos, nameEnd) >= 0
    }
    reader.skip(tag)
  }
  // Not written: the empty name.
  return spans.find(reader.bytes, end, end) >= 0
}

function readEvent(reader: WireReader, end: number, wanted: Wanted, maxLength: number): SpanEvent {
  const attributes = createBag()
  let timeMs = 0
  let name = ''
  reader.end = end
  while (reader.pos < end) {
    const tag = reader.uint32()
    if (tag === 0x09) timeMs = reader.nanosAsMs()
    else if (tag === 0x12) name = readString(reader, maxLength)
    else if (tag === 0x1a) {
      readAttribute(reader, reader.enter(), wanted, maxLength, attributes)
      reader.end = end
    } else reader.skip(tag)
  }
  return { name, timeMs, attributes }
}

function readFailed(reader: WireReader, end: number): boolean {
  let code = 0
  reader.end = end
  while (reader.pos < end) {
    const tag = reader.uint32()
    if (tag === 0x18) code = reader.int64()
    else reader.skip(tag)
  }
  return code === STATUS_ERROR
}
