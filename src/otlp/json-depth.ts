// Measures how deeply JSON text is nested, before anything is built from it.

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** @returns whether brackets nest deeper than `limit`; strings do not count, validity is not checked */
export function isNestedDeeper(text: Uint8Array, limit: number): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const byte = text[at]!
    if (byte === QUOTE) at = stringEnd(text, at + 1)
    // '[' and '{', ']' and '}' differ in one bit only.
    else if ((byte | 0x20) === 0x7b) {
      if (++depth > limit) return true
    } else if ((byte | 0x20) === 0x7d) depth--
  }
  return false
}

/** @returns the offset of the closing quote, or of the text's end */
function stringEnd(text: Uint8Array, from: number): number {
  let end = text.indexOf(QUOTE, from)
  while (end >= 0) {
    let backslashes = 0
    while (text[end - 1 - backslashes] === BACKSLASH) backslashes++
    if (backslashes % 2 === 0) return end
    end = text.indexOf(QUOTE, end + 1)
  }
  return text.length
}
