// Reads single values out of parsed OTLP/JSON, tolerant of every spelling senders use.

import { type AttributeBag, createBag } from './attribute-bag.ts'
import { nanosToMs } from './nanos.ts'
import type { AttributeValue, ServiceSelection } from './records.ts'
import { cutText } from './text-cache.ts'

/** A parsed JSON object; nothing in it has been checked. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Neither a list nor null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A field under its JSON name or, as some senders write it, its name in the .proto file. */
export function field(object: JsonObject, camel: string, snake: string): unknown {
  return object[camel] ?? object[snake]
}

/** @returns the objects of a repeated field; [] where it is missing or something else */
export function objects(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

/**
 * A string, cut to `maxLength` characters; '' for anything else. Half a surrogate pair, which only
 * JSON can carry, is replaced: strict readers of the lines would refuse them.
 */
export function toText(value: unknown, maxLength: number): string {
  return typeof value === 'string' ? cutText(value.toWellFormed(), maxLength) : ''
}

/** Written as a number or, as proto3 JSON writes integers of 64 bits, as a string. */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return undefined
  // proto3 JSON has words for these three doubles only; any other word is no number.
  if (value === 'Infinity' || value === '-Infinity' || value === 'NaN') return Number(value)
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

/** Nanoseconds as a string or number, to milliseconds; 0 where missing. */
export function toMs(nanos: unknown): number {
  return nanosToMs(toNumber(nanos) ?? 0)
}

/** OTLP/JSON writes ids in hex, unlike other bytes. @returns '' for anything else */
export function toId(value: unknown): string {
  return typeof value === 'string' && /^(?:[0-9a-f]{2}){1,16}$/i.test(value)
    ? value.toLowerCase()
    : ''
}

/** An AnyValue; undefined where it is unset, a map or bytes. */
export function toValue(value: unknown, maxLength: number): AttributeValue | undefined {
  if (!isObject(value)) return undefined
  const text = field(value, 'stringValue', 'string_value')
  if (typeof text === 'string') return cutText(text.toWellFormed(), maxLength)
  const number =
    field(value, 'intValue', 'int_value') ?? field(value, 'doubleValue', 'double_value')
  if (number !== undefined) return toNumber(number)
  const flag = field(value, 'boolValue', 'bool_value')
  if (typeof flag === 'boolean') return flag
  const list = field(value, 'arrayValue', 'array_value')
  if (!isObject(list)) return undefined
  return objects(list.values)
    .map((item) => toValue(item, maxLength))
    .filter((item) => item !== undefined)
}

/** The selected attributes of a KeyValue list. */
export function toAttributes(
  list: unknown,
  { attributes: wanted, whole }: Pick<ServiceSelection, 'attributes' | 'whole'>,
  maxLength: number,
): AttributeBag {
  const bag = createBag()
  for (const { key, value } of objects(list)) {
    if (typeof key !== 'string' || !wanted.has(key)) continue
    const decoded = toValue(value, whole?.has(key) ? Infinity : maxLength)
    if (decoded !== undefined) bag[key] = decoded
  }
  return bag
}
