// Keeps the bodies of all requests together within a bound, whatever each of them may hold.

import { Problem } from './problem.ts'

const RETRY_AFTER_SECONDS = '1'

/** What one request holds of the shared allowance. */
export interface Lease {
  /** @throws {Problem} 503 where all requests together would hold too much; later it may fit */
  take(bytes: number): void
  /** Gives everything back; further calls do nothing. */
  release(): void
}

/** @param maxBytes held by all leases together */
export function createHeldBytes(maxBytes: number): { lease(): Lease } {
  let held = 0
  return {
    lease() {
      let mine = 0
      return {
        take(bytes) {
          if (held + bytes > maxBytes) {
            throw new Problem(503, 'too much is being received at once', {
              'retry-after': RETRY_AFTER_SECONDS,
            })
          }
          held += bytes
          mine += bytes
        },
        release() {
          held -= mine
          mine = 0
        },
      }
    },
  }
}
