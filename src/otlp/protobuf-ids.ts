// Reads trace and span ids from protobuf.

import { MalformedOtlpError } from './malformed.ts'
import type { WireReader } from './wire-reader.ts'

const MAX_ID_BYTES = 16

let lastIdBytes = new Uint8Array(0)
let lastId = ''

/** Reads an id as lower-case hex; the records of a batch mostly share one. */
export function readId(reader: WireReader): string {
  const end = reader.enter()
  const start = reader.pos
  reader.pos = end
  const length = end - start
  if (length > MAX_ID_BYTES) throw new MalformedOtlpError('id longer than 16 bytes')
  if (length === lastIdBytes.length) {
    let index = 0
    while (index < length && lastIdBytes[index] === reader.bytes[start + index]) index++
    if (index === length) return lastId
  }
  // A copy: a view would keep the whole body, and change with it.
  lastIdBytes = new Uint8Array(reader.bytes.subarray(start, end))
  lastId = reader.bytes.toString('hex', start, end)
  return lastId
}
