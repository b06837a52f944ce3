// Reads protobuf wire format from bytes in place: no message objects, no bounds beyond `end`.

import { MalformedOtlpError } from './malformed.ts'
import { nanosToMs } from './nanos.ts'

const scratch = new DataView(new ArrayBuffer(8))

const TWO_TO_32 = 4_294_967_296

/** Wire types, the low three bits of a tag. */
export const VARINT = 0
export const FIXED64 = 1
export const LENGTH_DELIMITED = 2
export const FIXED32 = 5
/** A field of older versions of the language, which ends with a tag of its own. */
const START_GROUP = 3
const END_GROUP = 4

/** As deep as other readers of protobuf go. */
const MAX_GROUP_DEPTH = 100

/**
 * A cursor over one body. `end` is the end of the message being read: callers
 * narrow it to a submessage with `enter`, and put it back afterwards. Every
 * method throws `MalformedOtlpError` rather than read past it.
 */
export class WireReader {
  readonly bytes: Buffer
  pos = 0
  end: number

  constructor(body: Uint8Array) {
    // One kind of array for every caller keeps the hot loops monomorphic.
    this.bytes = Buffer.isBuffer(body)
      ? body
      : Buffer.from(body.buffer, body.byteOffset, body.byteLength)
    this.end = body.byteLength
  }

  /** Reads a varint of up to 32 bits: a tag or a length. */
  uint32(): number {
    // Nearly all take one byte; kept apart so that this part is small enough to be inlined.
    const byte = this.pos < this.end ? this.bytes[this.pos]! : 128
    if (byte >= 128) return this.longUint32()
    this.pos++
    return byte
  }

  private longUint32(): number {
    const { bytes, end } = this
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      if (this.pos >= end) throw truncated()
      const byte = bytes[this.pos++]!
      value |= (byte & 127) << shift
      if (byte >= 128) continue
      // Four bits are left for the fifth byte.
      if (shift === 28 && byte > 15) break
      return value >>> 0
    }
    throw new MalformedOtlpError('number out of range')
  }

  /**
   * Reads the length of a length-delimited field.
   * @returns the offset at which it ends
   */
  enter(): number {
    const length = this.uint32()
    const fieldEnd = this.pos + length
    if (fieldEnd > this.end) throw truncated()
    return fieldEnd
  }

  /** Passes over a field whose tag was just read. */
  skip(tag: number): void {
    if (tag < 8) throw new MalformedOtlpError('field number 0')
    switch (tag & 7) {
      case LENGTH_DELIMITED:
        this.pos = this.enter()
        return
      case VARINT:
        this.int64()
        return
      case FIXED64:
        this.advance(8)
        return
      case FIXED32:
        this.advance(4)
        return
      case START_GROUP:
        this.skipGroup(tag)
        return
      default:
        throw new MalformedOtlpError(`wire type ${tag & 7}`)
    }
  }

  private skipGroup(start: number): void {
    try {
      this.passGroup(start >>> 3)
    } catch {
      // Which of its fields went on for too long says nothing: its end may be missing.
      throw new MalformedOtlpError('malformed group')
    }
  }

  private passGroup(first: number): void {
    const open = [first]
    while (open.length > 0) {
      const tag = this.uint32()
      const number = tag >>> 3
      if (number > 0 && (tag & 7) === START_GROUP) {
        if (open.push(number) > MAX_GROUP_DEPTH) throw new MalformedOtlpError('group too deep')
      } else if ((tag & 7) === END_GROUP) {
        if (open.pop() !== number) throw new MalformedOtlpError('group does not end')
      } else this.skip(tag)
    }
  }

  /** Reads a varint of 64 bits as a signed integer, rounded beyond 2^53. */
  int64(): number {
    const { bytes, end } = this
    let low = 0
    let high = 0
    for (let index = 0; index < 10; index++) {
      if (this.pos >= end) throw truncated()
      const byte = bytes[this.pos++]!
      const bits = byte & 127
      if (index < 4) low |= bits << (index * 7)
      else if (index === 4) {
        low |= bits << 28
        high = bits >> 4
      } else high |= bits << (index * 7 - 32)
      if (byte < 128) return high * TWO_TO_32 + (low >>> 0)
    }
    throw new MalformedOtlpError('number out of range')
  }

  /** Reads fixed64 nanoseconds as milliseconds. */
  nanosAsMs(): number {
    const start = this.advance(8)
    return nanosToMs(this.uint32At(start + 4) * TWO_TO_32 + this.uint32At(start))
  }

  /** Reads an sfixed64 as a signed integer, rounded beyond 2^53. */
  sfixed64(): number {
    const start = this.advance(8)
    return (this.uint32At(start + 4) | 0) * TWO_TO_32 + this.uint32At(start)
  }

  double(): number {
    const start = this.advance(8)
    scratch.setUint32(0, this.uint32At(start), true)
    scratch.setUint32(4, this.uint32At(start + 4), true)
    return scratch.getFloat64(0, true)
  }

  /** @returns where the passed bytes started */
  private advance(length: number): number {
    const start = this.pos
    if (start + length > this.end) throw truncated()
    this.pos = start + length
    return start
  }

  private uint32At(at: number): number {
    const { bytes } = this
    return (
      (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
    )
  }
}

function truncated(): MalformedOtlpError {
  return new MalformedOtlpError('message ends too early')
}
