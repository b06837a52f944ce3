// The text of a capture file, plain or gzip. A recorder that was killed leaves one without its end: what it holds is used.

import { constants, gunzipSync } from 'node:zlib'
import { isGzip } from '../otlp/http.ts'

/** What a file holds. */
interface CaptureText {
  readonly text: string
  /** Whether its end is missing; half a line is left out of the text. */
  readonly isCut: boolean
}

/** @throws {Error} where it is gzip, but damaged */
export function toCaptureText(bytes: Uint8Array): CaptureText {
  const { text, isCut } = isGzip(bytes) ? unzip(bytes) : { text: toText(bytes), isCut: false }
  const end = text.lastIndexOf('\n') + 1
  const rest = text.slice(end)
  const isHalf = isCut ? rest !== '' : end > 0 && rest.startsWith('{') && !isJson(rest)
  return isHalf ? { text: text.slice(0, end), isCut: true } : { text, isCut }
}

function unzip(bytes: Uint8Array): CaptureText {
  try {
    return { text: toText(gunzipSync(bytes)), isCut: false }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'Z_BUF_ERROR') throw error
    const { Z_SYNC_FLUSH: finishFlush } = constants
    return { text: toText(gunzipSync(bytes, { finishFlush })), isCut: true }
  }
}

const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
