// Cleans an attribute's or a body's value, of whatever kind it is.

interface ValueRules {
  readonly text: (text: string) => string
  readonly keepsNumber: boolean
}

/**
 * Keeps texts, flags, numbers and lists of them. Maps and bytes become an empty value: no rule
 * reads them, and they could hold anything.
 * @returns undefined for what is no value
 */
export function cleanAny(value: unknown, rules: ValueRules): object | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const own = new Map(Object.entries(value))
  // Messages of protobufjs inherit a value for every field that they lack.
  const read = (camel: string, snake: string): unknown => own.get(camel) ?? own.get(snake)
  const text = read('stringValue', 'string_value')
  if (typeof text === 'string') return { stringValue: rules.text(text) }
  const flag = read('boolValue', 'bool_value')
  if (typeof flag === 'boolean') return { boolValue: flag }
  for (const [camel, snake] of numberFields) {
    const number = read(camel, snake)
    if (number == null) continue
    return isNumberLike(number) ? { [camel]: rules.keepsNumber ? number : 0 } : {}
  }
  const list = (read('arrayValue', 'array_value') as { values?: unknown } | undefined)?.values
  if (!Array.isArray(list)) return {}
  return { arrayValue: { values: list.flatMap((item) => cleanAny(item, rules) ?? []) } }
}

const numberFields = [
  ['intValue', 'int_value'],
  ['doubleValue', 'double_value'],
] as const

/** JSON writes 64-bit integers as strings; protobufjs has an object for them. */
export const isNumberLike = (value: unknown): boolean =>
  typeof value === 'number' ||
  (typeof value === 'string' &&
    /^(?:-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|NaN|-?Infinity)$/i.test(value)) ||
  (typeof value === 'object' && value !== null && 'low' in value && 'high' in value)
