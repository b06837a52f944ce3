// Turns bytes into strings, and gives back the same string where the same short text came before.

const SLOTS = 2048
const MAX_LENGTH = 64

/**
 * Telemetry repeats itself: session ids, event, tool and model names. Comparing
 * bytes with a string at hand costs less than making a new one, and leaves
 * nothing to collect. Bounded to 2,048 texts of at most 64 characters.
 */
const cache: (string | undefined)[] = Array.from({ length: SLOTS })

/** Reads `bytes[start, end)` as UTF-8; what is not UTF-8 becomes U+FFFD. */
export function readText(bytes: Buffer, start: number, end: number): string {
  const length = end - start
  if (length > MAX_LENGTH) return bytes.toString('utf8', start, end)
  if (length === 0) return ''
  const slot = slotOf(bytes, start, end)
  const known = cache[slot]
  if (known !== undefined && isText(known, bytes, start, length)) return known
  const text = bytes.toString('utf8', start, end)
  cache[slot] = text
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
  let hash = (end - start) * 31 + bytes[start]!
  hash = hash * 31 + bytes[middle]!
  hash = hash * 31 + bytes[last]!
  hash = hash * 31 + bytes[last > start ? last - 1 : last]!
  hash = hash * 31 + bytes[middle > start ? middle - 1 : middle]!
  return (hash ^ (hash >>> 11)) & (SLOTS - 1)
}

/** Only ASCII can be equal: any other text has fewer characters than bytes, or other codes. */
function isText(text: string, bytes: Buffer, start: number, length: number): boolean {
  if (text.length !== length) return false
  for (let index = 0; index < length; index++) {
    if (text.charCodeAt(index) !== bytes[start + index]) return false
  }
  return true
}
