// The daemon's lines as they are.

import type { Format } from './format.ts'

/**
 * A consumer that keeps the last line must not go on showing sessions of a
 * daemon that is gone: it gets an empty list, marked `"connected":false`.
 */
export function createNdjson(): Format {
  return {
    onLine: (line) => line,
    onLost(nowMs) {
      const nothing = { sessions: [], has_working: false, has_waiting: false, connected: false }
      const timestamp = Math.floor(nowMs / 1000)
      return `${JSON.stringify({ type: 'session_list', timestamp, ...nothing })}\n`
    },
  }
}
