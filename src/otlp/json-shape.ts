// Looks at how JSON text is nested and how much there is in it, before anything is built from it.

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a
/** Of FNV-1a, which is short and good enough to tell names apart. */
const HASH_PRIME = 0x01000193

export interface ShapeLimits {
  /** Brackets within brackets. */
  readonly depth: number
  /** Objects and lists altogether: each takes many times the memory of its two bytes. */
  readonly containers: number
  /**
   * Rows of names that objects begin with: the parser makes a class for each, and takes seconds
   * over a million of them.
   */
  readonly kinds: number
}

/** @returns what there is too much of, if anything; whether the text is valid JSON is not checked */
export function excessOf(text: Uint8Array, limits: ShapeLimits): string | undefined {
  let depth = 0
  let containers = 0
  let textStart = 0
  let textEnd = 0
  const kinds = new Set<number>()
  /** The kind so far of the object at each depth. */
  const kindAt = new Int32Array(limits.depth + 1)
  for (let at = 0; at < text.length; at++) {
    const byte = text[at]!
    if (byte === QUOTE) {
      textStart = at + 1
      at = textEnd = stringEnd(text, textStart)
    } else if (byte === COLON) {
      kindAt[depth] = hash(kindAt[depth]!, text, textStart, textEnd)
      kinds.add(kindAt[depth]!)
      if (kinds.size > limits.kinds) return 'too many different names'
    }
    // '[' and '{', ']' and '}' differ in one bit only.
    else if ((byte | 0x20) === 0x7b) {
      if (++depth > limits.depth) return 'nested too deeply'
      if (++containers > limits.containers) return 'too many values'
      kindAt[depth] = 0
    } else if ((byte | 0x20) === 0x7d) depth--
  }
  return undefined
}

/** Adds a name to the hash of those before it. */
function hash(before: number, text: Uint8Array, start: number, end: number): number {
  let hashed = ~before
  for (let at = start; at < end; at++) hashed = Math.imul(hashed ^ text[at]!, HASH_PRIME)
  return hashed
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
