// Decompresses a body, and stops as soon as it grows too large.

import type { Transform } from 'node:stream'
import { createGunzip, createInflate, createInflateRaw, createZstdDecompress } from 'node:zlib'
import { isGzip } from '../../otlp/http.ts'
import { tooLarge } from './body.ts'
import type { Compression } from './content.ts'
import type { Lease } from './held-bytes.ts'
import { Problem } from './problem.ts'

/** How a body is compressed; gzip shows in its first bytes too, since some senders leave out the header. */
export function compressionIn(body: Uint8Array, declared: Compression): Compression {
  // An empty body is an empty message, whatever it is said to be compressed with.
  if (body.length === 0) return 'none'
  return declared === 'none' && isGzip(body) ? 'gzip' : declared
}

/**
 * @param body as sent
 * @param maxBytes size after decompression
 * @throws {Problem} 413 once more than that came out, 503 where the lease is used up, 400 for damaged data
 */
export async function decompress(
  body: Uint8Array,
  compression: Exclude<Compression, 'none'>,
  maxBytes: number,
  lease: Lease,
): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  const stream = createDecompressor(compression, body)
  stream.end(body)
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > maxBytes) throw tooLarge(maxBytes)
      lease.take(chunk.length)
      chunks.push(chunk)
    }
  } catch (error) {
    throw error instanceof Problem ? error : new Problem(400, `damaged ${compression} data`)
  }
  return Buffer.concat(chunks, size)
}

function createDecompressor(
  compression: Exclude<Compression, 'none'>,
  body: Uint8Array,
): Transform {
  switch (compression) {
    case 'zstd':
      return createZstdDecompress()
    case 'deflate':
      // Meant is the zlib format, whose first byte names the method; some send bare deflate.
      return (body[0]! & 15) === 8 ? createInflate() : createInflateRaw()
    default:
      return createGunzip()
  }
}
