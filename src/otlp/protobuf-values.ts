// Reads attributes and their values from protobuf, and only those that are wanted.

import type { AttributeBag } from './attribute-bag.ts'
import { MalformedOtlpError } from './malformed.ts'
import type { AttributeValue } from './records.ts'
import { readTextUpTo } from './text-cache.ts'
import { EVENT_NAME_KEY, type Wanted } from './wanted.ts'
import type { WireReader } from './wire-reader.ts'

/** Lists within lists that are followed; a real attribute has one level. */
const MAX_DEPTH = 16

const KEY = 0x0a
const VALUE = 0x12

/**
 * Reads the KeyValue that ends at `end` into `bag`, if its key is wanted and it has a value.
 * @returns the value where the key is `event.name`
 */
export function readAttribute(
  reader: WireReader,
  end: number,
  wanted: Wanted,
  maxLength: number,
  bag: AttributeBag,
): AttributeValue | undefined {
  const { bytes, pos } = reader
  reader.end = end
  const keyLength = bytes[pos + 1]!
  const keyEnd = pos + 2 + keyLength
  // As every exporter writes it: a key of less than 128 bytes, then the value.
  const isUsual = bytes[pos] === KEY && keyLength < 128 && keyEnd < end && bytes[keyEnd] === VALUE
  if (!isUsual) return readUnusualAttribute(reader, end, wanted, maxLength, bag)
  const key = wanted.keys.find(bytes, pos + 2, keyEnd)
  if (key < 0) {
    reader.pos = end
    return undefined
  }
  reader.pos = keyEnd + 1
  const value = readValue(reader, reader.enter(), lengthOf(key, wanted, maxLength), 0)
  return value === undefined ? undefined : keep(key, value, wanted, bag)
}

const lengthOf = (key: number, { whole }: Wanted, maxLength: number): number =>
  whole?.has(key) ? Infinity : maxLength

/** The same for a long key, or fields in another order. */
function readUnusualAttribute(
  reader: WireReader,
  end: number,
  wanted: Wanted,
  maxLength: number,
  bag: AttributeBag,
): AttributeValue | undefined {
  let key = wanted.keys.find(reader.bytes, 0, 0)
  let value: AttributeValue | undefined
  while (reader.pos < end) {
    const tag = reader.uint32()
    if (tag === KEY) {
      const keyEnd = reader.enter()
      key = wanted.keys.find(reader.bytes, reader.pos, keyEnd)
      reader.pos = keyEnd
    } else if (tag === VALUE) {
      value = readValue(reader, reader.enter(), lengthOf(key, wanted, maxLength), 0)
      reader.end = end
    } else reader.skip(tag)
  }
  return key < 0 || value === undefined ? undefined : keep(key, value, wanted, bag)
}

function keep(
  key: number,
  value: AttributeValue,
  { keys, keepsEventName }: Wanted,
  bag: AttributeBag,
): AttributeValue | undefined {
  if (key !== EVENT_NAME_KEY) {
    bag[keys.names[key]!] = value
    return undefined
  }
  if (keepsEventName) bag['event.name'] = value
  return value
}

/**
 * Reads the AnyValue that ends at `end`.
 * @returns undefined where it is unset, a map or bytes
 */
export function readValue(
  reader: WireReader,
  end: number,
  maxLength: number,
  depth: number,
): AttributeValue | undefined {
  let value: AttributeValue | undefined
  reader.end = end
  while (reader.pos < end) {
    const tag = reader.uint32()
    switch (tag) {
      case 0x0a:
        value = readString(reader, maxLength)
        break
      case 0x10:
        value = reader.int64() !== 0
        break
      case 0x18:
        value = reader.int64()
        break
      case 0x21:
        value = reader.double()
        break
      case 0x2a:
        value = readList(reader, reader.enter(), maxLength, depth + 1)
        reader.end = end
        break
      default:
        reader.skip(tag)
    }
  }
  return value
}

/** Reads a string field, cut to `maxLength` characters. */
export function readString(reader: WireReader, maxLength: number): string {
  const end = reader.enter()
  const text = readTextUpTo(reader.bytes, reader.pos, end, maxLength)
  reader.pos = end
  return text
}

function readList(
  reader: WireReader,
  end: number,
  maxLength: number,
  depth: number,
): AttributeValue[] {
  if (depth > MAX_DEPTH) throw new MalformedOtlpError('nested too deeply')
  const list: AttributeValue[] = []
  reader.end = end
  while (reader.pos < end) {
    const tag = reader.uint32()
    if (tag !== 0x0a) {
      reader.skip(tag)
      continue
    }
    const value = readValue(reader, reader.enter(), maxLength, depth)
    reader.end = end
    if (value !== undefined) list.push(value)
  }
  return list
}
