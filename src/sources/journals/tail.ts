// Reads what was appended to a file, line by line, and never much at a time.

import { readSync, type Stats } from 'node:fs'
import { withOwnFile } from '../../host/own-file.ts'

export interface Tail {
  /**
   * Hands on the lines that were completed since, of those whose beginning matches.
   * @returns whether there is more to be read
   */
  read(onLine: (line: string, offset: number) => void): boolean
  /** How often the file was found to be another one, or shorter than before. */
  replaced(): number
}

const CHUNK_BYTES = 64 * 1024
/** At a time: some 1 ms. */
const MAX_CHUNKS = 16
/** Longer lines are left out. */
const MAX_LINE_BYTES = 1024 * 1024
/** Of a file that is there already only the end matters: what went before is over. */
const MAX_BACKLOG_BYTES = 1024 * 1024
/** Enough to tell what a line is about. */
const HEAD_BYTES = 256
const NEWLINE = 10

/** @param head what the beginning of a line must match */
export function createTail(path: string, head: RegExp): Tail {
  let file = ''
  let offset = 0
  /** The beginning of the line that is not complete yet, where it may matter. */
  let parts: Buffer[] = []
  let partBytes = 0
  /** Whether the rest of the current line does not matter. */
  let isSkipping = false
  let replacedCount = 0

  function begin({ size }: Stats, isFirst: boolean): void {
    // A file in another's place is read from its end: nothing tells how what is in it goes together
    // with what was read before.
    const start = isFirst ? size - MAX_BACKLOG_BYTES : size
    if (!isFirst) replacedCount++
    // One byte before: where that ends a line, the next one is whole.
    offset = Math.max(0, start - 1)
    isSkipping = offset > 0
    forget()
  }

  function forget(): void {
    parts = []
    partBytes = 0
  }

  function keep(bytes: Buffer): void {
    if (isSkipping || bytes.length === 0) return
    // Copied, for the chunk is used again.
    parts.push(Buffer.from(bytes))
    partBytes += bytes.length
    const isTold = partBytes < HEAD_BYTES || matches(parts.length === 1 ? parts[0]! : joined())
    if (isTold && partBytes <= MAX_LINE_BYTES) return
    isSkipping = true
    forget()
  }

  function joined(): Buffer {
    if (parts.length > 1) parts = [Buffer.concat(parts)]
    return parts[0]!
  }

  const matches = (line: Buffer) => head.test(line.toString('latin1', 0, HEAD_BYTES))

  function take(chunk: Buffer, onLine: (line: string, offset: number) => void): void {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const rest = chunk.subarray(start, end)
      start = end + 1
      const isWhole = !isSkipping && partBytes + rest.length <= MAX_LINE_BYTES
      const line = partBytes === 0 ? rest : Buffer.concat([...parts, rest])
      isSkipping = false
      forget()
      if (isWhole && matches(line)) onLine(line.toString(), offset + start)
    }
    keep(chunk.subarray(start))
    offset += chunk.length
  }

  function readOn(
    fd: number,
    stat: Stats,
    onLine: (line: string, offset: number) => void,
  ): boolean {
    const found = `${stat.dev}:${stat.ino}`
    if (found !== file || stat.size < offset) begin(stat, file === '')
    file = found
    const bytes = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, Math.max(stat.size - offset, 0)))
    for (let chunks = 0; chunks < MAX_CHUNKS && offset < stat.size; chunks++) {
      const length = readSync(fd, bytes, 0, bytes.length, offset)
      if (length === 0) return false
      take(bytes.subarray(0, length), onLine)
    }
    return offset < stat.size
  }

  return {
    read: (onLine) => withOwnFile(path, (fd, stat) => readOn(fd, stat, onLine)) === true,
    replaced: () => replacedCount,
  }
}
