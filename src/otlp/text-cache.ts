// Turns bytes into strings, and gives back the same string where the same short text came before.

const SLOTS = 2048
const MAX_LENGTH = 64

/**
 * Telemetry repeats itself: session ids, event, tool and model names. Comparing
 * bytes costs less than making a string, and leaves nothing to collect. Bounded
 * to 2,048 texts of at most 64 bytes.
 */
const texts: string[] = Array.from({ length: SLOTS }, () => '')
/** The bytes of each text, and how many there are; no text has none. */
const textBytes = new Uint8Array(SLOTS * MAX_LENGTH)
const textLengths = new Uint8Array(SLOTS)

/** Reads `bytes[start, end)` as UTF-8; what is not UTF-8 becomes U+FFFD. */
function readText(bytes: Buffer, start: number, end: number): string {
  const length = end - start
  if (length > MAX_LENGTH) return bytes.toString('utf8', start, end)
  if (length === 0) return ''
  const slot = slotOf(bytes, start, end)
  if (isCached(slot, bytes, start, length)) return texts[slot]!
  const text = bytes.toString('utf8', start, end)
  texts[slot] = text
  const offset = slot * MAX_LENGTH - start
  for (let index = start; index < end; index++) textBytes[offset + index] = bytes[index]!
  textLengths[slot] = length
  return text
}

/**
 * Reads at most `maxLength` characters (UTF-16 units) and never half a surrogate pair.
 */
export function readTextUpTo(bytes: Buffer, start: number, end: number, maxLength: number): string {
  if (end - start <= maxLength) return readText(bytes, start, end)
  // No character takes more than three bytes a UTF-16 unit.
  const text = bytes.toString('utf8', start, Math.min(end, start + maxLength * 3 + 3))
  return cutText(text, maxLength)
}

/** Cuts to at most `maxLength` UTF-16 units, and never within a surrogate pair. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  const last = text.charCodeAt(maxLength - 1)
  const splitsPair = last >= 0xd800 && last < 0xdc00
  return text.slice(0, splitsPair ? maxLength - 1 : maxLength)
}

/** Ids differ at their ends, times in their last digits, names in their middle. */
function slotOf(bytes: Buffer, start: number, end: number): number {
  const last = end - 1
  const middle = (start + last) >> 1
  let hash = (end - start) ^ (bytes[start]! << 3)
  hash ^= (bytes[middle]! << 5) ^ (bytes[last]! << 1)
  // Safe for one byte too: 0 >> 0 stays on it.
  hash ^=
    (bytes[start + ((last - start) >> 2)]! << 7) ^ (bytes[last - (last > start ? 1 : 0)]! << 4)
  return (hash ^ (hash >>> 11)) & (SLOTS - 1)
}

function isCached(slot: number, bytes: Buffer, start: number, length: number): boolean {
  if (textLengths[slot] !== length) return false
  const offset = slot * MAX_LENGTH
  for (let index = 0; index < length; index++) {
    if (textBytes[offset + index] !== bytes[start + index]) return false
  }
  return true
}
