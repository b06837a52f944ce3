// What every sink is: an output that takes NDJSON lines, or changes, and must never slow the rest down.

import type { SessionChange } from '../domain/change.ts'

/** Counters of one sink since it was opened. */
export interface SinkStats {
  readonly written: number
  /** Lines given up because the reader was slow or absent. */
  readonly dropped: number
  readonly errors: number
  /** Readers connected right now, where that can be known. */
  readonly readers: number | null
}

/**
 * An output for NDJSON lines. `write` returns at once, never throws and never
 * blocks; a sink that cannot keep up drops its oldest lines and counts them.
 */
export interface LineSink extends AsyncDisposable {
  readonly id: string
  /** @param lines complete lines, each ending in "\n". */
  write(lines: readonly string[]): void
  stats(): SinkStats
}

/** A sink for changes instead of lines. */
export interface ChangeSink extends AsyncDisposable {
  readonly id: string
  /** Returns at once and never throws. */
  change(changes: readonly SessionChange[]): void
  stats(): SinkStats
}
