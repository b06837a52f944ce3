// Waits for what nothing tells of.

import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Looks again and again until the answer is there; the test's own time limit ends it.
 *
 * @returns the first answer that is neither `undefined` nor `false`
 */
export async function until<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    await sleep(5)
  }
}
