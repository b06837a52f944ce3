// When a capture's requests arrived in Unix time: told by the capture, or worked out from the records in it.

import { gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import { decode } from '../otlp/decode.ts'
import { isGzip, signalOf } from '../otlp/http.ts'
import type { OtlpRecord, Selection, Signal } from '../otlp/records.ts'
import type { CaptureLine } from './capture.ts'

export interface Request {
  readonly line: CaptureLine
  /** Unix ms. */
  readonly arrivalMs: number
  readonly records: readonly OtlpRecord[]
}

type Decoded = Omit<Request, 'arrivalMs'>

export interface Timeline {
  /** Unix ms of the capture's start. */
  readonly startMs: number
  readonly requests: readonly Request[]
  /** Requests that could not be used, and why. */
  readonly problems: readonly string[]
}

const limits = { maxRecords: 1_000_000, maxValueLength: 4_096 }

/** Decodes a capture's requests and sets them on the wall clock. Refused ones are left out: what they held never came in. */
export function toTimeline(lines: readonly CaptureLine[], selection: Selection): Timeline {
  const problems: string[] = []
  const decoded: Decoded[] = []
  for (const [index, line] of lines.entries()) {
    const signal = signalOf(line.path)
    if (!signal) continue
    try {
      decoded.push({ line, records: decodeLine(line, signal, selection) })
    } catch (error) {
      problems.push(`request ${index + 1}: ${(error as Error).message}`)
    }
  }
  const startMs = startOf(decoded)
  const requests = decoded
    .filter(({ line }) => line.status == null || line.status === 200)
    .map(({ line, records }) => ({ line, records, arrivalMs: startMs + line.t_ms }))
  return { startMs, requests, problems }
}

function decodeLine(
  line: CaptureLine,
  signal: Signal,
  selection: Selection,
): readonly OtlpRecord[] {
  const body = inflate(Buffer.from(line.body_base64, 'base64'), line.content_encoding ?? '')
  const encoding = line.content_type.includes('json') ? 'json' : 'protobuf'
  return decode(signal, encoding, body, selection, limits).records
}

function inflate(body: Buffer, encoding: string): Buffer {
  if (encoding === 'deflate') return inflateSync(body)
  if (encoding === 'zstd') return zstdDecompressSync(body)
  return isGzip(body) ? gunzipSync(body) : body
}

/**
 * A record is made before it arrives, so the start is no earlier than the newest
 * record's time less its arrival; a record exported at once makes that exact.
 */
function startOf(decoded: readonly Decoded[]): number {
  for (const { line } of decoded) if (line.unix_ms !== undefined) return line.unix_ms - line.t_ms
  let startMs = 0
  for (const { line, records } of decoded)
    for (const record of records) {
      const timeMs = record.signal === 'traces' ? record.endMs : record.timeMs
      startMs = Math.max(startMs, timeMs - line.t_ms)
    }
  return Math.ceil(startMs)
}
