// Looks projects up a few at a time and not for long: each waits in a thread of a small pool, on a network disk maybe forever.

import { basename } from 'node:path'
import { createLimiter } from '../runtime/limiter.ts'
import { homeDirectory } from '../runtime/user.ts'
import { findProject } from './project.ts'

/** Half of the pool, of which the process has one: what else reads and writes files goes on. */
const limit = createLimiter(2)

/** Chosen: a disk that has not answered by then is taken not to. */
const PATIENCE_MS = 1_000

/**
 * The project that a directory belongs to, as `findProject` tells it; the directory's
 * own name where its disk, or those of two lookups before it, do not answer.
 */
export function lookUpProject(
  directory: string,
  home: string = homeDirectory(),
): Promise<string | undefined> {
  return new Promise((found, failed) => {
    const giveUp = setTimeout(() => found(basename(directory)), PATIENCE_MS).unref()
    limit(() => findProject(directory, home))
      .finally(() => clearTimeout(giveUp))
      .then(found, failed)
  })
}
