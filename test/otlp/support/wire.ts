// Writes protobuf by hand, also the kinds that no encoder would.

/** A varint of any size. */
export function varint(value: number | bigint): number[] {
  const bytes: number[] = []
  let left = BigInt.asUintN(64, BigInt(value))
  while (left > 127n) {
    bytes.push(Number(left & 127n) | 128)
    left >>= 7n
  }
  return [...bytes, Number(left)]
}

/** A length-delimited field. */
export function field(id: number, ...content: (number[] | string)[]): number[] {
  const bytes = content.flatMap((part) =>
    typeof part === 'string' ? [...Buffer.from(part)] : part,
  )
  return [...varint((id << 3) | 2), ...varint(bytes.length), ...bytes]
}

/** A varint field. */
export function number(id: number, value: number | bigint): number[] {
  return [...varint(id << 3), ...varint(value)]
}

/** A group: a field that ends with a tag of its own. */
export function group(id: number, ...content: number[][]): number[] {
  return [...varint((id << 3) | 3), ...content.flat(), ...varint((id << 3) | 4)]
}

/** A fixed64 field. */
export function fixed64(id: number, value: bigint): number[] {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(value)
  return [...varint((id << 3) | 1), ...bytes]
}

/** A string attribute. */
export function attribute(key: string, value: string): number[] {
  return [...field(1, key), ...field(2, field(1, value))]
}

/** An export request with these records. */
export function request(...records: number[][]): Buffer {
  return Buffer.from(field(1, field(2, ...records.map((record) => field(2, record)))))
}
