// Receives a request's body, within bounds.

import type { IncomingMessage } from 'node:http'
import type { Lease } from './held-bytes.ts'
import { Problem } from './problem.ts'

/**
 * @param maxBytes size of the body as sent
 * @throws {Problem} 413 as soon as it is known to be larger, 503 where the lease is used up,
 * 400 where the sender leaves in the middle
 */
export function receiveBody(
  request: IncomingMessage,
  maxBytes: number,
  lease: Lease,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0

    /** What is still to come is read and dropped, so that the sender gets to read the answer. */
    const refuse = (problem: unknown) => {
      chunks.length = 0
      request.removeAllListeners('data')
      request.resume()
      reject(problem)
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
        chunks.push(chunk)
      } catch (problem) {
        refuse(problem)
      }
    })
    request.once('end', () =>
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size)),
    )
    request.once('error', () => reject(new Problem(400, 'request body ended too early')))
  })
}

export function tooLarge(maxBytes: number): Problem {
  return new Problem(413, `body larger than ${maxBytes} bytes`)
}
