// The text of a capture file, plain or gzip. A recorder that was killed leaves one without its end: what it holds is used.

import { constants as bufferLimits } from 'node:buffer'
import { constants, gunzipSync } from 'node:zlib'
import { isGzip } from '../otlp/http.ts'

/** The largest file, packed and unpacked: all of it becomes one string. */
export const MAX_CAPTURE_BYTES = bufferLimits.MAX_STRING_LENGTH

/** What a file holds. */
interface CaptureText {
  readonly text: string
  /** Whether its end is missing; half a line is left out of the text. */
  readonly isCut: boolean
}

/** @throws {Error} where it is gzip, but damaged, or a bomb */
export function toCaptureText(bytes: Uint8Array): CaptureText {
  const { text, isCut } = isGzip(bytes) ? unzip(bytes) : { text: toText(bytes), isCut: false }
  const end = text.lastIndexOf('\n') + 1
  const rest = text.slice(end)
  const isHalf = isCut ? rest !== '' : end > 0 && rest.startsWith('{') && !isJson(rest)
  return isHalf ? { text: text.slice(0, end), isCut: true } : { text, isCut }
}

const bounds = { maxOutputLength: MAX_CAPTURE_BYTES }

function unzip(bytes: Uint8Array): CaptureText {
  try {
    return { text: toText(gunzipSync(bytes, bounds)), isCut: false }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'Z_BUF_ERROR') throw error
    const { Z_SYNC_FLUSH: finishFlush } = constants
    return { text: toText(gunzipSync(bytes, { ...bounds, finishFlush })), isCut: true }
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
