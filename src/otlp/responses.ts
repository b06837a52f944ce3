// Encodes what an OTLP/HTTP server answers: export responses and google.rpc.Status.

import protobuf from 'protobufjs/minimal.js'
import type { Encoding } from './decode.ts'
import type { Signal } from './records.ts'

/** google.rpc.Code numbers this server uses. */
export const RPC_CODE = {
  invalidArgument: 3,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const

const rejectedField = {
  logs: 'rejectedLogRecords',
  traces: 'rejectedSpans',
  metrics: 'rejectedDataPoints',
} as const satisfies Record<Signal, string>

const success = { protobuf: Buffer.alloc(0), json: Buffer.from('{}') }

/**
 * Encodes an Export{Logs,Trace,Metrics}ServiceResponse.
 * @param rejected records dropped; 0 with no message is full success
 * @param message for the sender's developer
 */
export function encodeExportResponse(
  signal: Signal,
  encoding: Encoding,
  rejected: number,
  message: string,
): Uint8Array {
  if (rejected === 0 && message === '') return success[encoding]
  if (encoding === 'json') {
    // int64 is a string in proto3 JSON.
    const partialSuccess = { [rejectedField[signal]]: String(rejected), errorMessage: message }
    return Buffer.from(JSON.stringify({ partialSuccess }))
  }
  // The three responses differ in names only.
  const writer = protobuf.Writer.create().uint32(0x0a).fork()
  return writer.uint32(0x08).int64(rejected).uint32(0x12).string(message).ldelim().finish()
}

/**
 * Encodes a google.rpc.Status.
 * @param code a google.rpc.Code number
 */
export function encodeStatus(encoding: Encoding, code: number, message: string): Uint8Array {
  if (encoding === 'json') return Buffer.from(JSON.stringify({ code, message }))
  return protobuf.Writer.create().uint32(0x08).int32(code).uint32(0x12).string(message).finish()
}
