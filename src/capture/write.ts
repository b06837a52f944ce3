// Writes a capture: every request as one line, which is in the file at once.

import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { constants, createGzip } from 'node:zlib'
import type { Encoding } from '../otlp/decode.ts'
import { contentTypes, pathOf } from '../otlp/http.ts'
import type { Signal } from '../otlp/records.ts'
import type { Scrub } from './scrub.ts'

/** A request as it was received, decompressed. */
export interface CapturedRequest {
  readonly signal: Signal
  readonly encoding: Encoding
  readonly body: Uint8Array
  /** Milliseconds on the receiver's clock. */
  readonly arrivalMs: number
  readonly userAgent: string | null
  readonly remotePort: number | null
}

export interface CaptureOptions {
  /** Cleans the bodies; undefined keeps everything. */
  readonly scrub: Scrub | undefined
  /** What to add to the receiver's clock for Unix time. */
  readonly wallOffsetMs: () => number
  /** Told of the first failure to write, after which nothing more is written. */
  readonly onError: (error: Error) => void
}

export interface CaptureWriter {
  write(request: CapturedRequest): void
  /** Requests left out so far: what cannot be cleaned is not kept. */
  damaged(): number
  /** Those that came faster than they could be written. */
  late(): number
  /** Resolves when all is written or has failed; never rejects. */
  close(): Promise<void>
}

/** What waits for a slow disk, or to be compressed: an agent's largest request, and many others. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024

/**
 * Creates the file, gzip where its name ends in `.gz`, readable for its owner alone.
 * @throws {NodeJS.ErrnoException} where it cannot be created; `EEXIST` where it is there already
 */
export async function openCapture(file: string, options: CaptureOptions): Promise<CaptureWriter> {
  // Never over a file that is there: a capture cannot be made again.
  const end = createWriteStream(file, { flags: 'wx', mode: 0o600 })
  await once(end, 'open')
  let hasFailed = false
  end.on('error', (error) => {
    if (!hasFailed) options.onError(error)
    hasFailed = true
  })
  // Every line at once: where the recorder is killed, the file is all that is left.
  const start = file.endsWith('.gz') ? createGzip({ flush: constants.Z_SYNC_FLUSH }) : end
  if (start !== end) start.pipe(end)
  let startMs: number | undefined
  let damaged = 0
  let late = 0
  return {
    write(request) {
      startMs ??= request.arrivalMs
      if (hasFailed) return
      if (start.writableLength > MAX_WAITING_BYTES) return void late++
      try {
        start.write(toLine(request, startMs, options))
      } catch {
        // The receiver may use the rest of a request that is damaged in part.
        damaged++
      }
    },
    damaged: () => damaged,
    late: () => late,
    async close() {
      start.end()
      await finished(end).catch(() => undefined)
    },
  }
}

/** One line of the capture format. */
function toLine(
  { signal, encoding, body, arrivalMs, userAgent, remotePort }: CapturedRequest,
  startMs: number,
  { scrub, wallOffsetMs }: CaptureOptions,
): string {
  const kept = scrub ? scrub(signal, encoding, body) : body
  const line = {
    t_ms: Math.round(arrivalMs - startMs),
    unix_ms: Math.round(arrivalMs + wallOffsetMs()),
    method: 'POST',
    path: pathOf[signal],
    content_type: contentTypes[encoding],
    content_encoding: null,
    user_agent: scrub ? programOf(userAgent) : userAgent,
    remote_port: remotePort,
    body_base64: Buffer.from(kept).toString('base64'),
  }
  return `${JSON.stringify(line)}\n`
}

/** Products and versions, as senders are to name themselves; anything else is left out. */
const programOf = (userAgent: string | null): string | null =>
  userAgent !== null && /^(?:[A-Za-z][\w.-]{0,60}\/[\d.]{1,20} ?){1,4}$/.test(userAgent)
    ? userAgent
    : null
