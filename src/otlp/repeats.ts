// Recognises a request that came before: a client that got no answer in time sends the same bytes once more.

const maxRemembered = 256
/** Clients give up sooner: five attempts over 9 s were seen. */
const rememberedMs = 60_000

export interface Repeats {
  /** Whether the same body came shortly before, by whatever connection. @param nowMs Unix ms */
  isRepeat(body: Uint8Array, nowMs: number): boolean
}

/** Remembers the bodies that came last by their length and a hash of 64 bits. */
export function createRepeats(): Repeats {
  const seen = new Map<string, number>()
  return {
    isRepeat(body, nowMs) {
      if (body.length === 0) return false
      const key = keyOf(body)
      const beforeMs = seen.get(key)
      seen.delete(key)
      seen.set(key, nowMs)
      if (seen.size > maxRemembered) seen.delete(seen.keys().next().value!)
      return beforeMs !== undefined && nowMs - beforeMs <= rememberedMs
    },
  }
}

/** Two multiplicative hashes over words of 32 bits: a few microseconds for a batch. */
function keyOf(body: Uint8Array): string {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const whole = body.length - (body.length % 4)
  let [one, other] = [0x811c9dc5, 0x9e3779b9]
  for (let at = 0; at < whole; at += 4) {
    const word = view.getInt32(at, true)
    one = Math.imul(one ^ word, 0x01000193)
    // Folds the high bits down, which multiplying alone never does.
    one ^= one >>> 15
    other = Math.imul(other ^ word, 0x85ebca6b)
    other ^= other >>> 13
  }
  for (let at = whole; at < body.length; at++) one = Math.imul(one ^ body[at]!, 0x01000193)
  return `${body.length}:${one}:${other}`
}
