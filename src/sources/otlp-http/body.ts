// Receives a request's body, within bounds.

import type { IncomingMessage } from 'node:http'
import type { Lease } from './held-bytes.ts'
import { Problem, toProblem } from './problem.ts'

/** Pieces that may lie side by side; a body of an agent comes in a few. */
const MAX_PIECES = 256

/**
 * @param maxBytes size of the body as sent
 * @param done called once, with the body, or with a `Problem`: 413 as soon as it is known to be
 * larger, 503 where the lease is used up, 400 where the sender leaves in the middle
 */
export function receiveBody(
  request: IncomingMessage,
  maxBytes: number,
  lease: Lease,
  done: (received: Uint8Array | Problem) => void,
): void {
  const chunks: Buffer[] = []
  let blocks = 0
  let size = 0
  let isDone = false

  function finish(received: Uint8Array | Problem): void {
    if (isDone) return
    isDone = true
    done(received)
  }

  /**
   * A piece takes some 400 bytes besides its own: of a body that comes byte by
   * byte, that would be gigabytes. So every so many pieces become one block.
   */
  function keep(chunk: Buffer): void {
    chunks.push(chunk)
    if (chunks.length - blocks < MAX_PIECES) return
    chunks.push(Buffer.concat(chunks.splice(blocks)))
    blocks++
  }

  /** What is still to come is read and dropped, so that the sender gets to read the answer. */
  function refuse(problem: unknown): void {
    chunks.length = 0
    request.removeAllListeners('data')
    request.resume()
    finish(toProblem(problem))
  }

  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    refuse(tooLarge(maxBytes))
    return
  }
  request.on('data', (chunk: Buffer) => {
    size += chunk.length
    try {
      if (size > maxBytes) throw tooLarge(maxBytes)
      lease.take(chunk.length)
      keep(chunk)
    } catch (problem) {
      refuse(problem)
    }
  })
  request.once('end', () => finish(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size)))
  request.once('error', () => finish(new Problem(400, 'request body ended too early')))
}

/** 413. */
export function tooLarge(maxBytes: number): Problem {
  return new Problem(413, `body larger than ${maxBytes} bytes`)
}
