// Serves the export requests: receive, decompress, decode, answer, and only then hand on.

import type { FastifyReply, FastifyRequest } from 'fastify'
import { decode, type Encoding, identify } from '../../otlp/decode.ts'
import { contentTypes } from '../../otlp/http.ts'
import type { OtlpRecord, Selection, Signal } from '../../otlp/records.ts'
import { encodeExportResponse } from '../../otlp/responses.ts'
import { receiveBody } from './body.ts'
import { compressionOf, encodingOf } from './content.ts'
import type { ReceiverCounters } from './counters.ts'
import { compressionIn, decompress } from './decompress.ts'
import { createHeldBytes } from './held-bytes.ts'
import type { OtlpHttpLimits } from './options.ts'
import { Problem } from './problem.ts'

/** The wanted records of one request. */
export interface RecordBatch {
  readonly records: readonly OtlpRecord[]
  /** When the request was complete, in Unix milliseconds. */
  readonly arrivalMs: number
  /** The connection it came by; the same for all batches of one connection. */
  readonly origin: string
}

/** A good request as it came, decompressed. */
export interface RawRequest {
  readonly signal: Signal
  readonly encoding: Encoding
  readonly body: Uint8Array
  /** As in the batch. */
  readonly arrivalMs: number
  readonly userAgent: string | null
  readonly remotePort: number | null
}

export interface ExportRouteContext {
  readonly limits: OtlpHttpLimits
  readonly counters: ReceiverCounters
  readonly selection: Selection
  now(): number
  originOf(request: FastifyRequest): string
  /** Called once the answer is being written. */
  onAnswered(batch: RecordBatch, raw: RawRequest): void
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => void

/**
 * @param path the signal the path stands for; undefined where the body has to tell
 * @returns a handler that sends a `Problem` or `MalformedOtlpError` for what is to be answered with an
 * error. It takes no promises for plain bodies, nor Fastify's way with them: that costs nearly as much as decoding.
 */
export function createExportRoute(context: ExportRouteContext): (path?: Signal) => Handler {
  const { limits, counters, selection } = context
  const heldBytes = createHeldBytes(limits.maxHeldBytes)

  function readPlainBody(
    request: FastifyRequest,
    done: (received: Uint8Array | Problem) => void,
  ): void {
    const declared = compressionOf(request.headers)
    const lease = heldBytes.lease()
    const conclude = (received: Uint8Array | Problem): void => {
      // Decoding follows in the same turn: nothing else can be held meanwhile.
      lease.release()
      done(received)
    }
    receiveBody(request.raw, limits.maxBodyBytes, lease, (received) => {
      const compression = received instanceof Problem ? 'none' : compressionIn(received, declared)
      if (received instanceof Problem || compression === 'none') conclude(received)
      else
        void decompress(received, compression, limits.maxDecompressedBytes, lease).then(
          conclude,
          conclude,
        )
    })
  }

  function serve(
    path: Signal | undefined,
    encoding: Encoding,
    body: Uint8Array,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    const signal = path ?? identify(encoding, body)
    if (signal === undefined) throw new Problem(404, 'post to /v1/logs, /v1/traces or /v1/metrics')
    const arrivalMs = context.now()
    const decoded = decode(signal, encoding, body, selection, limits)
    count(counters, signal, decoded.received, decoded.rejected)
    const answer = encodeExportResponse(signal, encoding, decoded.rejected, decoded.message)
    // A text goes out in one write with the headers, bytes in a second one.
    const payload = answer.length === 0 ? '' : answer
    void reply.header('content-type', contentTypes[encoding]).send(payload)
    const { records } = decoded
    const origin = context.originOf(request)
    const userAgent = request.headers['user-agent'] ?? null
    const remotePort = request.socket.remotePort ?? null
    context.onAnswered(
      { records, arrivalMs, origin },
      { signal, encoding, body, arrivalMs, userAgent, remotePort },
    )
  }

  return (path) => (request, reply) => {
    const encoding = encodingOf(request.headers)
    if (encoding === undefined) throw unsupportedType()
    readPlainBody(request, (received) => {
      try {
        if (received instanceof Problem) throw received
        serve(path, encoding, received, request, reply)
      } catch (error) {
        void reply.send(error)
      }
    })
  }
}

function count(counters: ReceiverCounters, signal: Signal, received: number, rejected: number) {
  const counter = counters[signal]
  counter.requests++
  counter.records += received
  counter.rejected += rejected
}

function unsupportedType(): Problem {
  return new Problem(415, 'content-type must be application/x-protobuf or application/json')
}
