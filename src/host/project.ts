// Finds the project that a directory belongs to.

import { open, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { homeDirectory } from '../runtime/user.ts'

/**
 * Reads `.git` as git does, without running it. A repository that is the home
 * directory itself (settings kept in git) does not make everything under it one
 * project. Never rejects; asynchronous because a directory may be on a slow disk.
 * @param directory absolute
 * @returns the name of the working tree's top directory, else the directory's own;
 * of a linked worktree it is the worktree's: agents are given one each so as not to be mixed up.
 * undefined for the home directory and the root, which are no project
 */
export async function findProject(
  directory: string,
  home: string = homeDirectory(),
): Promise<string | undefined> {
  for (let root = directory; root !== dirname(root) && root !== home; root = dirname(root)) {
    if (await isWorkingTree(root)) return basename(root)
  }
  if (directory === home || directory === dirname(directory)) return undefined
  return basename(directory)
}

/** Whether `.git` in `root` is a repository, or points to one. */
async function isWorkingTree(root: string): Promise<boolean> {
  const path = join(root, '.git')
  try {
    const target = (await stat(path)).isFile() ? await readPointer(path, root) : path
    return target !== undefined && (await stat(join(target, 'HEAD'))).isFile()
  } catch {
    return false
  }
}

/** Longest path that Linux takes, and git's prefix. */
const MAX_POINTER_BYTES = 4096 + 10

/** Worktrees and submodules have a file `.git` that says `gitdir: <path>`. */
async function readPointer(path: string, root: string): Promise<string | undefined> {
  await using file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_POINTER_BYTES))
  const target = /^gitdir: (.+)/.exec(buffer.toString('utf8', 0, bytesRead))?.[1]
  return target === undefined ? undefined : resolve(root, target)
}
