// The daemon's own files: replaced in one step, and read where nobody else can have put them there.

import { constants } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { currentUid } from './paths.ts'

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants

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

/**
 * @returns undefined for anything but a regular file of this user and of reasonable size
 * @throws {NodeJS.ErrnoException} where it cannot be read, such as ENOENT, and ELOOP for a symlink
 */
export async function readPrivateText(path: string, maxBytes: number): Promise<string | undefined> {
  const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  try {
    const stat = await file.stat()
    const isOwn = stat.isFile() && stat.uid === currentUid() && stat.size <= maxBytes
    return isOwn ? await file.readFile('utf8') : undefined
  } finally {
    await file.close()
  }
}
