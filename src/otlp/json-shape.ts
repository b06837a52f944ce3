// Looks at how JSON text is nested and how much there is in it, before anything is built from it.

const QUOTE = 0x22
const BACKSLASH = 0x5c

export interface ShapeLimits {
  /** Brackets within brackets. */
  readonly depth: number
  /** Objects and lists altogether: each takes many times the memory of its two bytes. */
  readonly containers: number
}

/** @returns what there is too much of, if anything; whether the text is valid JSON is not checked */
export function excessOf(text: Uint8Array, limits: ShapeLimits): string | undefined {
  let depth = 0
  let containers = 0
  for (let at = 0; at < text.length; at++) {
    const byte = text[at]!
    if (byte === QUOTE) at = stringEnd(text, at + 1)
    // '[' and '{', ']' and '}' differ in one bit only.
    else if ((byte | 0x20) === 0x7b) {
      if (++depth > limits.depth) return 'nested too deeply'
      if (++containers > limits.containers) return 'too many values'
    } else if ((byte | 0x20) === 0x7d) depth--
  }
  return undefined
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
