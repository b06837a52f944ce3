// Looks projects up a few at a time: each waits in a thread of a small pool, on a network disk that hangs forever.

import { createLimiter } from '../runtime/limiter.ts'
import { homeDirectory } from '../runtime/user.ts'
import { findProject, type Project } from './project.ts'

/** Half of the pool, of which the process has one: what else reads and writes files goes on. */
const limit = createLimiter(2)

/** The project that a directory belongs to, as `findProject` tells it; later ones wait for their turn. */
export function lookUpProject(
  directory: string,
  home: string = homeDirectory(),
): Promise<Project | undefined> {
  return limit(() => findProject(directory, home))
}
