// Makes a directory and those it is in, for this user alone, also where the kernel lets nobody do so.

import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * As mkdir does with `recursive` and the mode 0700, as the XDG base directory
 * specification asks; but that one tries for ever, and hears no signal, where
 * a directory that exists takes no other, as /proc does.
 * @throws {Error} with the system's code
 */
export async function makeDirs(dir: string): Promise<void> {
  const isThere = await stat(dir).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (isThere || dir === dirname(dir)) return
  await makeDirs(dirname(dir))
  await mkdir(dir, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    // Another process was as quick, or it is a file, which whoever writes there is told.
    if (error.code !== 'EEXIST') throw error
  })
}
