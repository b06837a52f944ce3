// The decoder's front door: any signal, in either encoding.

import { decodeJson, identifyJson } from './decode-json.ts'
import { decodeProtobuf } from './decode-protobuf.ts'
import { identifyProtobuf } from './identify-protobuf.ts'
import type { Decoded, DecodeLimits, Selection, Signal } from './records.ts'

/** How OTLP/HTTP bodies are written: application/x-protobuf or application/json. */
export type Encoding = 'protobuf' | 'json'

/**
 * Decodes an export request, keeping only what `selection` asks for. A record
 * that cannot be decoded is rejected alone; the rest of its request is kept.
 * @param body the uncompressed body
 * @throws {MalformedOtlpError} where the body as a whole cannot be decoded
 */
export function decode(
  signal: Signal,
  encoding: Encoding,
  body: Uint8Array,
  selection: Selection,
  limits: DecodeLimits,
): Decoded {
  const decodeBody = encoding === 'json' ? decodeJson : decodeProtobuf
  return decodeBody(signal, body, selection, limits)
}

/**
 * Tells from a body alone which signal it carries, for senders that post to `/`.
 * @returns undefined where it could be several, or none
 * @throws {MalformedOtlpError} where the body cannot be read
 */
export function identify(encoding: Encoding, body: Uint8Array): Signal | undefined {
  return encoding === 'json' ? identifyJson(body) : identifyProtobuf(body)
}
