// A set of names that is asked with bytes, so that a name nobody wants never becomes a string.

/** Names found by hash, compared byte by byte. */
export class NameSet {
  readonly names: readonly string[]
  /** The names' bytes, one after the other, and where each starts. */
  private readonly bytes: Buffer
  private readonly starts: Uint32Array
  /** Index + 1 into `names`, by hash with linear probing; 0 is a free slot. */
  private readonly slots: Uint16Array
  private readonly mask: number

  constructor(names: Iterable<string>) {
    this.names = [...new Set(names)]
    this.bytes = Buffer.from(this.names.join(''))
    this.starts = new Uint32Array(this.names.length + 1)
    // An eighth full at most: a name that is not wanted mostly meets a free slot.
    const size = 2 ** Math.ceil(Math.log2(this.names.length * 8 + 8))
    this.slots = new Uint16Array(size)
    this.mask = size - 1
    for (const [index, name] of this.names.entries()) this.insert(index, Buffer.from(name))
  }

  /** @returns the index in `names` of the name in `bytes[start, end)`, or -1 */
  find(bytes: Buffer, start: number, end: number): number {
    let slot = hashOf(bytes, start, end) & this.mask
    for (;;) {
      const index = this.slots[slot]! - 1
      if (index < 0 || this.isName(index, bytes, start, end)) return index
      slot = (slot + 1) & this.mask
    }
  }

  private isName(index: number, bytes: Buffer, start: number, end: number): boolean {
    const own = this.bytes
    const ownStart = this.starts[index]!
    const length = this.starts[index + 1]! - ownStart
    if (length !== end - start) return false
    for (let at = 0; at < length; at++) {
      if (own[ownStart + at] !== bytes[start + at]) return false
    }
    return true
  }

  private insert(index: number, name: Buffer): void {
    this.starts[index + 1] = this.starts[index]! + name.length
    let slot = hashOf(name, 0, name.length) & this.mask
    while (this.slots[slot] !== 0) slot = (slot + 1) & this.mask
    this.slots[slot] = index + 1
  }
}

function hashOf(bytes: Buffer, start: number, end: number): number {
  const length = end - start
  if (length === 0) return 0
  const middle = bytes[start + (length >> 1)]!
  return length * 7 + bytes[start]! * 31 + middle * 131 + bytes[end - 1]! * 17
}
