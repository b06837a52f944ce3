// The bound of all that is remembered by name.

interface Remembered<K> {
  readonly size: number
  keys(): Iterator<K>
  delete(key: K): boolean
}

/** Takes out of a map or set what was put in first, so that at most `max` are left. */
export function forgetOldest<K>(kept: Remembered<K>, max: number): void {
  while (kept.size > max) kept.delete(kept.keys().next().value)
}
