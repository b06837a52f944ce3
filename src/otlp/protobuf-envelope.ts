// Walks what the three export requests have in common: resources, then scopes, then records.

import { createBag } from './attribute-bag.ts'
import { MalformedOtlpError } from './malformed.ts'
import { readAttribute } from './protobuf-values.ts'
import type { DecodeLimits, Resource, Selection } from './records.ts'
import type { Tally } from './tally.ts'
import { type Wanted, wantedFor } from './wanted.ts'
import { type WireReader, LENGTH_DELIMITED } from './wire-reader.ts'

/** Whose records are being read, and what of them is wanted. */
export interface Exporter {
  readonly resource: Resource
  readonly wanted: Wanted
}

/** Reads the record that starts at the reader and ends at `end`. */
export type ReadRecord = (reader: WireReader, end: number, exporter: Exporter) => void

/**
 * Calls `readRecord` for every log record, span or metric of an export request.
 * @throws {MalformedOtlpError} where the messages around the records do not fit together, or are too many
 */
export function walkRequest(
  reader: WireReader,
  selection: Selection,
  tally: Tally,
  readRecord: ReadRecord,
): void {
  eachField(reader, reader.end, 1, (resourceEnd) => {
    tally.enter()
    const start = reader.pos
    // Before the resource is looked for, over and over them: it may come after its records.
    eachField(reader, resourceEnd, 2, () => tally.enter())
    reader.pos = start
    const exporter = readExporter(reader, resourceEnd, selection, tally.limits)
    reader.pos = start
    eachField(reader, resourceEnd, 2, (scopeEnd) => {
      eachField(reader, scopeEnd, 2, (recordEnd) => readRecord(reader, recordEnd, exporter))
    })
  })
}

/**
 * Calls `visit` with the end of every length-delimited field `number` before
 * `end`, with the reader at its start; wherever `visit` leaves the reader, it goes on after the field.
 */
export function eachField(
  reader: WireReader,
  end: number,
  number: number,
  visit: (fieldEnd: number) => void,
): void {
  const wantedTag = (number << 3) | LENGTH_DELIMITED
  reader.end = end
  while (reader.pos < end) {
    const tag = reader.uint32()
    if (tag === wantedTag) {
      const fieldEnd = reader.enter()
      visit(fieldEnd)
      reader.pos = fieldEnd
      reader.end = end
    } else {
      if (tag >>> 3 === number) throw new MalformedOtlpError(`field ${number} is not a message`)
      reader.skip(tag)
    }
  }
}

function readExporter(
  reader: WireReader,
  end: number,
  selection: Selection,
  limits: DecodeLimits,
): Exporter {
  const start = reader.pos
  const serviceName = readServiceName(reader, end)
  const wanted = wantedFor(selection, serviceName)
  const attributes = createBag()
  reader.pos = start
  eachAttribute(reader, end, (attributeEnd) => {
    readAttribute(reader, attributeEnd, wanted, limits.maxValueLength, attributes)
  })
  return { resource: { serviceName, attributes }, wanted }
}

const serviceNameOnly = wantedFor(
  {
    forService: () => ({
      attributes: new Set(['service.name']),
      spans: 'all',
      metrics: new Set(),
      bodies: false,
    }),
  },
  '',
)

/** Longer names are cut: a service name is looked up and shown, never stored in full. */
const MAX_SERVICE_NAME = 256

function readServiceName(reader: WireReader, end: number): string {
  const attributes = createBag()
  eachAttribute(reader, end, (attributeEnd) => {
    readAttribute(reader, attributeEnd, serviceNameOnly, MAX_SERVICE_NAME, attributes)
  })
  const name = attributes['service.name']
  return typeof name === 'string' ? name : ''
}

function eachAttribute(reader: WireReader, end: number, visit: (end: number) => void): void {
  eachField(reader, end, 1, (resourceEnd) => eachField(reader, resourceEnd, 1, visit))
}
