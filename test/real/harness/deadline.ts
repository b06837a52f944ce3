// Waiting for something to become true, with an end.

import { setTimeout as sleep } from 'node:timers/promises'

/** @throws {Error} naming what did not happen within `limitMs` */
export async function until<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  { limitMs, everyMs = 100 }: { readonly limitMs: number; readonly everyMs?: number },
): Promise<T> {
  const endMs = Date.now() + limitMs
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > endMs) throw new Error(`not within ${limitMs / 1000} s: ${what}`)
    await sleep(everyMs)
  }
}
