import { rm } from 'node:fs/promises'

/**
 * Removes a directory of a test with all that is in it, and does nothing
 * where it is gone. Programs that end at that moment may still write there,
 * which the retries outlast; `rmSync` does not retry for a directory that is
 * not empty.
 */
export function removeTree(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 10 })
}
