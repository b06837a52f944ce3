// Tells logs, traces and metrics apart by the shape of their records.

import { eachField } from './protobuf-envelope.ts'
import type { Signal } from './records.ts'
import { FIXED32, FIXED64, LENGTH_DELIMITED, VARINT, WireReader } from './wire-reader.ts'

/**
 * The wire type of each field of opentelemetry-proto 1.x by field number; they
 * disagree enough (field 1 is a time in logs, fields 7 and 11 differ in all
 * three) for a real record to fit one only.
 */
const shapes: Readonly<Record<Signal, Readonly<Record<number, number>>>> = {
  logs: {
    ...fields(FIXED64, 1, 11),
    ...fields(VARINT, 2, 7),
    ...fields(LENGTH_DELIMITED, 3, 5, 6, 9, 10, 12),
    ...fields(FIXED32, 8),
  },
  traces: {
    ...fields(LENGTH_DELIMITED, 1, 2, 3, 4, 5, 9, 11, 13, 15),
    ...fields(VARINT, 6, 10, 12, 14),
    ...fields(FIXED64, 7, 8),
    ...fields(FIXED32, 16),
  },
  metrics: fields(LENGTH_DELIMITED, 1, 2, 3, 5, 7, 9, 10, 11, 12),
}

function fields(wireType: number, ...numbers: number[]): Record<number, number> {
  return Object.fromEntries(numbers.map((number) => [number, wireType]))
}

/** Records looked at; a body of real telemetry tells with its first. */
const MAX_RECORDS = 100

/**
 * @returns the only signal that the records fit; undefined where that is none or several
 * @throws {MalformedOtlpError} where the body is not an export request of any kind
 */
export function identifyProtobuf(body: Uint8Array): Signal | undefined {
  let candidates: readonly Signal[] = ['logs', 'traces', 'metrics']
  let seen = 0
  const reader = new WireReader(body)
  eachField(reader, reader.end, 1, (resourceEnd) => {
    eachField(reader, resourceEnd, 2, (scopeEnd) => {
      eachField(reader, scopeEnd, 2, (recordEnd) => {
        if (seen++ < MAX_RECORDS) candidates = fitting(reader, recordEnd, candidates)
      })
    })
  })
  return candidates.length === 1 ? candidates[0] : undefined
}

function fitting(
  reader: WireReader,
  end: number,
  candidates: readonly Signal[],
): readonly Signal[] {
  let left = candidates
  reader.end = end
  while (reader.pos < end && left.length > 0) {
    const tag = reader.uint32()
    left = left.filter((signal) => shapes[signal][tag >>> 3] === (tag & 7))
    reader.skip(tag)
  }
  return left
}
