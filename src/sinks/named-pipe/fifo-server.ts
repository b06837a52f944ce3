// Gives every reader of one path a FIFO of its own.

import { closeSync } from 'node:fs'
import { Socket } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { createLogLimiter } from '../../runtime/log.ts'
import { LinePump } from '../../runtime/line-pump.ts'
import type { Timer } from '../../runtime/clock.ts'
import type { SinkContext } from '../context.ts'
import type { SinkStats } from '../sink.ts'
import * as fifo from './fifo.ts'

/** A reader that opens the pipe waits this long at most. Looking costs about 0.05 % of a core. */
const LOOK_INTERVAL_MS = 400
/** After a failure (directory gone, path taken): it needs a person, so there is no hurry. */
const LOOK_AGAIN_MS = 2000
const FLUSH_TIMEOUT_MS = 1000
const LOG_EVERY_MS = 60_000
/** Each holds a descriptor and up to 4 MiB of waiting lines, shared with others that wait for the same ones. */
const MAX_READERS = 32

/**
 * What a FIFO's reader leaves unread stays inside for the next one, which then
 * begins in the middle of a line; and two readers steal each other's bytes.
 * The writer cannot prevent either: it learns that a reader left only when it
 * writes again, often after the next has come. So each reader gets a fresh
 * FIFO: one with a reader is replaced at its path by an empty spare (an atomic
 * rename) *before* the first byte goes in. No byte is ever in a FIFO that
 * somebody can still open, so every reader begins with a whole line, the list.
 *
 * Readers are noticed by opening for writing now and then: O_NONBLOCK makes
 * that fail at once (ENXIO) while there is none. Opening for reading and
 * writing would always succeed, but then stale lines would fill the buffer and
 * a reader's leaving could not be seen; Node's fs.watch does not tell who
 * opens a file; and an open that waits would hold a thread hostage at exit.
 *
 * Two readers arriving within the same interval still share one FIFO, as ever.
 */
export class FifoServer {
  readonly #path: string
  readonly #sparePath: string
  readonly #context: SinkContext
  readonly #limit
  readonly #readers = new Set<LinePump>()
  #current: fifo.FileIdentity | undefined
  #spare: fifo.FileIdentity | undefined
  #timer: Timer | undefined
  #looking: Promise<void> = Promise.resolve()
  #stopped = false
  #written = 0
  #dropped = 0
  #errors = 0

  constructor(path: string, context: SinkContext) {
    this.#path = path
    this.#sparePath = join(dirname(path), `.${basename(path)}.next`)
    this.#context = context
    this.#limit = createLogLimiter(context.clock)
  }

  /** @throws {Error} when the path is taken by something else or nothing can be created there */
  async start(): Promise<void> {
    this.#current = await fifo.makeFifo(this.#path)
    // A reader may wait already; it is taken in once the daemon is up and has a list to show.
    this.#lookAfter(LOOK_INTERVAL_MS)
  }

  write(lines: readonly string[]): void {
    if (this.#readers.size === 0) this.#dropped += lines.length
    for (const reader of this.#readers) reader.push(lines)
  }

  stats(): SinkStats {
    let { written, dropped } = { written: this.#written, dropped: this.#dropped }
    for (const reader of this.#readers) {
      written += reader.stats().written
      dropped += reader.stats().dropped
    }
    return { written, dropped, errors: this.#errors, readers: this.#readers.size }
  }

  /** Flushes the readers for a second at most and removes the pipe, if it is still ours. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#timer?.cancel()
    await this.#looking
    // First the name, so that nobody opens a pipe that no one serves.
    this.#remove(this.#path, this.#current)
    this.#remove(this.#sparePath, this.#spare)
    const readers = [...this.#readers]
    await Promise.all(readers.map((reader) => reader.flush(this.#context.clock, FLUSH_TIMEOUT_MS)))
    for (const reader of readers) reader.close()
  }

  /** What cannot be removed is left: whoever stops has more to do. */
  #remove(path: string, identity: fifo.FileIdentity | undefined): void {
    try {
      fifo.removeIfSame(path, identity)
    } catch (error) {
      this.#context.log.warn(`cannot remove ${path}: ${(error as Error).message}`)
    }
  }

  #lookAfter(delayMs: number): void {
    if (this.#stopped) return
    const { clock } = this.#context
    this.#timer = clock.setTimer(clock.now() + delayMs, () => {
      this.#looking = this.#look().then(
        () => this.#lookAfter(LOOK_INTERVAL_MS),
        (error: Error) => {
          this.#errors++
          // It may be gone with its directory; one that is still there is used again.
          this.#spare = undefined
          this.#limit(error.message, LOG_EVERY_MS, () => this.#context.log.error(error.message))
          this.#lookAfter(LOOK_AGAIN_MS)
        },
      )
    })
  }

  /** Sees to it that the pipe is there, and takes in the reader that has opened it, if any. */
  async #look(): Promise<void> {
    while (!this.#stopped && this.#readers.size < MAX_READERS) {
      this.#spare ??= await fifo.makeFifo(this.#sparePath)
      const found = fifo.openWriter(this.#path)
      if (found === 'unread') return
      if (found === 'missing') this.#place()
      else this.#take(found)
    }
  }

  #place(): void {
    fifo.placeFifo(this.#sparePath, this.#path)
    this.#context.log.warn(`${this.#path} was removed; created again`)
    this.#useSpare()
  }

  #take(fd: number): void {
    try {
      fifo.replaceFifo(this.#sparePath, this.#path)
    } catch (error) {
      // Served where it is, it could leave bytes behind; it sees an end and opens the pipe again.
      closeSync(fd)
      throw error
    }
    this.#useSpare()
    this.#serve(fd)
  }

  #useSpare(): void {
    this.#current = this.#spare
    this.#spare = undefined
  }

  #serve(fd: number): void {
    // A Socket on a FIFO is libuv's pipe: told by the kernel when there is room again.
    const socket = new Socket({ fd, readable: false, writable: true })
    const reader: LinePump = new LinePump(socket, () => {
      this.#readers.delete(reader)
      this.#written += reader.stats().written
      this.#dropped += reader.stats().dropped
    })
    this.#readers.add(reader)
    reader.push([this.#context.snapshotLine()])
  }
}
