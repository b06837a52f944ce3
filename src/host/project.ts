// Finds the project that a directory belongs to.

import { open, readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'

export interface Project {
  /** Top directory of the working tree; the directory itself where there is no repository. */
  readonly root: string
  /**
   * The top directory's name. Of a linked worktree it is the worktree's: agents
   * are given one each so as not to be mixed up.
   */
  readonly name: string
  /** Name of the repository that the worktree belongs to; otherwise as `name`. */
  readonly repository: string
}

/**
 * Reads `.git` as git does, without running it. A repository that is the home
 * directory itself (settings kept in git) does not make everything under it one
 * project. Never rejects; asynchronous because a directory may be on a slow disk.
 * @param directory absolute
 * @returns undefined for the home directory and the root, which are no project
 */
export async function findProject(
  directory: string,
  home: string = homedir(),
): Promise<Project | undefined> {
  for (let root = directory; root !== dirname(root) && root !== home; root = dirname(root)) {
    const gitDirectory = await findGitDirectory(root)
    if (gitDirectory === undefined) continue
    const repository = await findRepository(gitDirectory)
    return { root, name: basename(root), repository: repository ?? basename(root) }
  }
  if (directory === home || directory === dirname(directory)) return undefined
  const name = basename(directory)
  return { root: directory, name, repository: name }
}

/** @returns what `.git` in `root` is or points to; undefined where that is no repository */
async function findGitDirectory(root: string): Promise<string | undefined> {
  const path = join(root, '.git')
  try {
    const target = (await stat(path)).isFile() ? await readPointer(path, root) : path
    return target !== undefined && (await stat(join(target, 'HEAD'))).isFile() ? target : undefined
  } catch {
    return undefined
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

/** Only a linked worktree's git directory has a file `commondir`, which leads to the repository's own. */
async function findRepository(gitDirectory: string): Promise<string | undefined> {
  const pointer = await readFile(join(gitDirectory, 'commondir'), 'utf8').catch(() => undefined)
  if (pointer === undefined) return undefined
  const common = resolve(gitDirectory, pointer.trim())
  // `repo/.git` and `repo/.bare` are in the repository, `repo.git` is one itself.
  const named = basename(common).startsWith('.') ? dirname(common) : common
  return basename(named).replace(/\.git$/, '')
}
