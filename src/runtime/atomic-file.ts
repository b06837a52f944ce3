// Private files replaced in one step, on the disk before they take their place.

import { constants } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants

/**
 * Readers see the old text or the new one, never half of it; what is at `path`
 * is replaced and never followed. The temporary file has a name of its own, so
 * that one which a crash left behind is replaced as well.
 * @throws {NodeJS.ErrnoException} with everything left as it was
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.otel-ai-monitor`)
  await rm(temporary, { force: true })
  const file = await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  try {
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
