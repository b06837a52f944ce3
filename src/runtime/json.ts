// JSON from outside, which may be none.

/** @returns undefined for what is not JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** @returns undefined for what is not an object written as JSON */
export function parseRecord(text: string): Readonly<Record<string, unknown>> | undefined {
  const value = parseJson(text)
  const isRecord = typeof value === 'object' && value !== null
  return isRecord ? (value as Readonly<Record<string, unknown>>) : undefined
}

/** @returns Unix ms of an ISO 8601 time, to the millisecond; undefined for what is none */
export function toTimeMs(value: unknown): number | undefined {
  const timeMs = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isFinite(timeMs) ? timeMs : undefined
}
