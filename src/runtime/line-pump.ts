// Feeds lines to a stream that may be slow: bounded, drop-oldest, and never half a line.

import type { Writable } from 'node:stream'
import { BoundedQueue } from './bounded-queue.ts'
import type { Clock } from './clock.ts'

/** Room for a burst of a thousand changes. Readers share the strings, so many stalled ones cost little more than one. */
const BOUNDS = { maxItems: 4096, maxWeight: 4 * 1024 * 1024 }

/** One write carries about as much as a pipe holds; more would only be beyond dropping. */
const MAX_CHUNK_CHARS = 64 * 1024

export interface LinePumpStats {
  readonly written: number
  readonly dropped: number
}

/**
 * At most one chunk of whole lines is with the stream; the rest waits here,
 * where it can still be dropped. What the stream has begun, it finishes.
 */
export class LinePump {
  readonly #stream: Writable
  readonly #queue = new BoundedQueue<string>(BOUNDS)
  readonly #onClosed: (error: Error | undefined) => void
  #inFlight = 0
  #written = 0
  #lost = 0
  #error: Error | undefined
  #closed = false
  #waiters: (() => void)[] = []

  /**
   * @param stream is the pump's from now on, errors included
   * @param onClosed called once, when the stream ended by itself or by `close`
   */
  constructor(stream: Writable, onClosed: (error: Error | undefined) => void) {
    this.#stream = stream
    this.#onClosed = onClosed
    stream.on('error', (error) => (this.#error ??= error))
    stream.on('close', () => this.#finish())
  }

  /** Returns at once and never throws. @param lines each ending in "\n" */
  push(lines: readonly string[]): void {
    if (this.#closed) {
      this.#lost += lines.length
      return
    }
    for (const line of lines) this.#queue.push(line)
    this.#pump()
  }

  stats(): LinePumpStats {
    return { written: this.#written, dropped: this.#lost + this.#queue.dropped }
  }

  /**
   * Waits until everything is written or the stream has closed, but no longer than `timeoutMs`.
   * @returns whether nothing waits any more
   */
  async flush(clock: Clock, timeoutMs: number): Promise<boolean> {
    if (this.#closed || this.#isDrained()) return true
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = clock.setTimer(clock.now() + timeoutMs, resolve)
    this.#waiters.push(resolve)
    await promise
    timer.cancel()
    return this.#closed || this.#isDrained()
  }

  /** Closes the stream at once; what still waits is lost and counted. */
  close(): void {
    this.#stream.destroy()
    this.#finish()
  }

  #isDrained(): boolean {
    return this.#inFlight === 0 && this.#queue.size === 0
  }

  #pump(): void {
    if (this.#inFlight > 0 || this.#closed) return
    const chunk = this.#queue.take(MAX_CHUNK_CHARS)
    if (chunk.length === 0) return this.#release()
    this.#inFlight = chunk.length
    this.#stream.write(chunk.join(''), (error) => this.#onWritten(error))
  }

  #onWritten(error: Error | null | undefined): void {
    if (this.#closed) return
    if (error) {
      this.#error ??= error
      this.#stream.destroy()
      return
    }
    this.#written += this.#inFlight
    this.#inFlight = 0
    this.#pump()
  }

  #finish(): void {
    if (this.#closed) return
    this.#closed = true
    this.#lost += this.#inFlight + this.#queue.clear()
    this.#inFlight = 0
    this.#release()
    this.#onClosed(this.#error)
  }

  #release(): void {
    for (const resolve of this.#waiters.splice(0)) resolve()
  }
}
