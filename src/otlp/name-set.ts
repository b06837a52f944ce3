// A set of names that is asked with bytes, so that a name nobody wants never becomes a string.

const encoder = new TextEncoder()

/** Names found by hash, compared byte by byte. */
export class NameSet {
  readonly names: readonly string[]
  private readonly encoded: readonly Uint8Array[]
  /** Index + 1 into `names`, by hash with linear probing; 0 is a free slot. */
  private readonly slots: Uint16Array
  private readonly mask: number

  constructor(names: Iterable<string>) {
    this.names = [...new Set(names)]
    this.encoded = this.names.map((name) => encoder.encode(name))
    // An eighth full at most: a name that is not wanted mostly meets a free slot.
    const size = 2 ** Math.ceil(Math.log2(this.names.length * 8 + 8))
    this.slots = new Uint16Array(size)
    this.mask = size - 1
    for (const [index, bytes] of this.encoded.entries()) this.insert(bytes, index + 1)
  }

  /** @returns the index in `names` of the name in `bytes[start, end)`, or -1 */
  find(bytes: Uint8Array, start: number, end: number): number {
    let slot = hashOf(bytes, start, end) & this.mask
    for (;;) {
      const entry = this.slots[slot]!
      if (entry === 0) return -1
      if (equals(this.encoded[entry - 1]!, bytes, start, end)) return entry - 1
      slot = (slot + 1) & this.mask
    }
  }

  private insert(bytes: Uint8Array, entry: number): void {
    let slot = hashOf(bytes, 0, bytes.length) & this.mask
    while (this.slots[slot] !== 0) slot = (slot + 1) & this.mask
    this.slots[slot] = entry
  }
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start
  if (length === 0) return 0
  const middle = bytes[start + (length >> 1)]!
  return length * 7 + bytes[start]! * 31 + middle * 131 + bytes[end - 1]! * 17
}

function equals(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false
  for (let index = 0; index < name.length; index++) {
    if (name[index] !== bytes[start + index]) return false
  }
  return true
}
