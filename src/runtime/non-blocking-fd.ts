// Writing to an inherited descriptor (stdout, stderr) without ever waiting for whoever reads it.

import { constants, fstatSync, openSync, write, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { Writable } from 'node:stream'
import { isatty } from 'node:tty'
import type { Clock } from './clock.ts'

/** Full for now: a stopped terminal, a full disk. The rest of the line is kept and tried again. */
const RETRY_AFTER_MS: Readonly<Record<string, number>> = {
  EAGAIN: 20,
  EINTR: 1,
  ENOSPC: 1000,
  EDQUOT: 1000,
}

/**
 * Opens what `fd` refers to once more, non-blocking. O_NONBLOCK belongs to the
 * open file, which is shared with whoever gave it to us (a shell, its other
 * children); setting it there would break them.
 * @returns undefined where that cannot be: a socket, another user's pipe, no /proc
 */
function reopenNonBlocking(fd: number): number | undefined {
  const stat = fstatSync(fd)
  // A regular file never blocks, and opening it again would lose its position.
  if (!stat.isFIFO() && !isatty(fd)) return undefined
  try {
    return openSync(
      `/proc/self/fd/${fd}`,
      constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY,
    )
  } catch {
    return undefined
  }
}

/**
 * A stream that writes to `fd`. Node's own process.stdout writes to terminals and files synchronously.
 * @throws {Error} when `fd` is closed
 */
export function openFdStream(fd: number, clock: Clock): Writable {
  const stat = fstatSync(fd)
  const own = reopenNonBlocking(fd)
  if (!stat.isFIFO() && !stat.isSocket()) return createFileStream(own ?? fd, clock)
  const socket = new Socket({ fd: own ?? fd, readable: false, writable: true })
  // The next file opened would get the number of a closed descriptor 1, and stray prints with it.
  if (own === undefined) socket.once('close', () => openSync('/dev/null', constants.O_WRONLY))
  return socket
}

function createFileStream(fd: number, clock: Clock): Writable {
  const writeAll = (bytes: Buffer, done: (error?: Error | null) => void): void =>
    write(fd, bytes, (error, count) => {
      const retryMs = error?.code === undefined ? undefined : RETRY_AFTER_MS[error.code]
      if (retryMs !== undefined && !stream.destroyed) {
        clock.setTimer(clock.now() + retryMs, () => writeAll(bytes, done))
      } else if (error !== null || count === bytes.length) done(error)
      else writeAll(bytes.subarray(count), done)
    })
  const stream = new Writable({ write: (chunk: Buffer, _encoding, done) => writeAll(chunk, done) })
  return stream
}

/** A slow terminal's backlog; beyond it lines are lost. */
const MAX_BACKLOG_BYTES = 64 * 1024
const BACKLOG_RETRY_MS = 20

/**
 * For the log: writes at once where there is room, so that nothing is missing
 * after a crash, keeps a little where there is none, and never waits or throws.
 */
export function createTextWriter(fd: number): (text: string) => void {
  const target = reopenNonBlocking(fd) ?? fd
  /** Bytes, for a write may end within a character. */
  let backlog: Buffer = Buffer.alloc(0)

  function flush(): void {
    backlog = backlog.subarray(tryWrite(target, backlog))
    if (backlog.length > 0) setTimeout(flush, BACKLOG_RETRY_MS).unref()
  }

  return (text) => {
    const isWaiting = backlog.length > 0
    const bytes = Buffer.from(text)
    if (backlog.length + bytes.length > MAX_BACKLOG_BYTES) return
    backlog = isWaiting ? Buffer.concat([backlog, bytes]) : bytes
    if (!isWaiting) flush()
  }
}

/** @returns how many bytes are dealt with: all of them when nobody can read them any more */
function tryWrite(fd: number, bytes: Buffer): number {
  try {
    return writeSync(fd, bytes)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? 0 : bytes.length
  }
}
