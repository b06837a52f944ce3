// The FIFO as a file: created, checked, opened without waiting, removed only if it is still ours.

import { execFile } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  linkSync,
  lstatSync,
  openSync,
  renameSync,
  type Stats,
  unlinkSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { currentUid } from '../../runtime/paths.ts'

const run = promisify(execFile)

/** Which file it is, whatever its name. The time of birth is needed: an inode's number is given again once its file is gone. */
export interface FileIdentity {
  readonly dev: number
  readonly ino: number
  readonly birthtimeMs: number
}

/**
 * Creates a FIFO with mode 0600, or keeps one of ours that is there. Node has
 * no mkfifo(3), so the program of that name does it.
 * @throws {Error} when something else is there or it cannot be created
 */
export async function makeFifo(path: string): Promise<FileIdentity> {
  const existing = inspectFifo(path)
  if (existing !== undefined) return existing
  let failure: Error | undefined
  try {
    await run('mkfifo', ['-m', '600', '--', path])
  } catch (error) {
    failure = toMakeError(path, error as NodeJS.ErrnoException & { stderr?: string })
  }
  // Where there is no /proc it fails at setting the mode of what it has made.
  const made = inspectFifo(path)
  if (made === undefined) throw failure ?? new Error(`${path} vanished just after it was created`)
  return made
}

/**
 * @returns the identity of our FIFO at `path`, with its mode put right; undefined when nothing is there
 * @throws {Error} when something else is there, which is left as it is
 */
function inspectFifo(path: string): FileIdentity | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return undefined
  const problem = fifoProblem(stat)
  if (problem !== undefined) throw toRefusal(path, problem)
  if ((stat.mode & 0o777) !== 0o600) chmodSync(path, 0o600)
  return { dev: stat.dev, ino: stat.ino, birthtimeMs: stat.birthtimeMs }
}

function toRefusal(path: string, problem: string): Error {
  return new Error(`${path} ${problem}; it is left untouched: remove it or choose another path`)
}

function fifoProblem(stat: Stats): string | undefined {
  if (stat.isSymbolicLink()) return 'is a symbolic link, not a named pipe'
  if (!stat.isFIFO()) return 'exists and is not a named pipe'
  if (stat.uid !== currentUid()) return `is a named pipe of another user (${stat.uid})`
  return undefined
}

/**
 * Others must not be able to replace what is in it: the directory is ours or
 * root's, and nobody else may write to it, unless it is sticky like /tmp.
 * @throws {Error} naming the directory and what is wrong
 */
export function checkDirectory(path: string): void {
  const dir = dirname(path)
  const stat = lstatSync(`${dir}/.`, { throwIfNoEntry: false })
  if (stat === undefined) throw new Error(`cannot create ${path}: ${dir} does not exist`)
  const isTrusted = stat.uid === currentUid() || stat.uid === 0
  const isSafe = (stat.mode & 0o022) === 0 || (stat.mode & 0o1000) !== 0
  if (!isTrusted || !isSafe)
    throw new Error(`cannot use ${path}: other users can change files in ${dir}`)
}

/**
 * Opens the writing end without waiting; tells in one call all that is needed most of the time.
 * @returns a descriptor, `unread` while nobody has the FIFO open for reading, or `missing`
 * @throws {Error} when something else is there
 */
export function openWriter(path: string): number | 'unread' | 'missing' {
  let fd: number
  try {
    fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENXIO') return 'unread'
    if (code === 'ENOENT') return 'missing'
    inspectFifo(path)
    throw error
  }
  const problem = fifoProblem(fstatSync(fd))
  if (problem === undefined) return fd
  closeSync(fd)
  throw toRefusal(path, problem)
}

/** Puts `spare` where nothing is. @throws {Error} when something came to be there after all, or `spare` is gone */
export function placeFifo(spare: string, path: string): void {
  try {
    linkSync(spare, path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Error(`${path} was removed and cannot be created again: ${code}`, { cause: error })
  }
  unlinkSync(spare)
}

/** Puts `spare` in the place of the FIFO that is there, which lives on nameless for those who have it open. */
export function replaceFifo(spare: string, path: string): void {
  renameSync(spare, path)
}

/**
 * Removes `path` if it is still the FIFO `identity`. A reader that is just opening it would wait for
 * ever, so it is opened for writing while its name is removed: such a reader then sees an end.
 * @throws {Error} when it cannot be looked at
 */
export function removeIfSame(path: string, identity: FileIdentity | undefined): void {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (!stat?.isFIFO() || !isSameFile(stat, identity)) return
  let writer: number | undefined
  try {
    // For reading as well, which never waits and never fails for want of a reader.
    writer = openSync(path, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOFOLLOW)
  } catch {
    // No descriptor is left, say: the name has to go all the same.
  }
  try {
    unlinkSync(path)
  } catch {
    // Its directory may be going away too; then there is nothing left to tidy.
  }
  if (writer !== undefined) closeSync(writer)
}

function isSameFile(a: FileIdentity, b: FileIdentity | undefined): boolean {
  return a.dev === b?.dev && a.ino === b.ino && a.birthtimeMs === b.birthtimeMs
}

function toMakeError(path: string, error: NodeJS.ErrnoException & { stderr?: string }): Error {
  const isMissing = error.code === 'ENOENT'
  const why = isMissing
    ? 'the program mkfifo (coreutils) was not found'
    : error.stderr?.trim() || error.message
  return new Error(`cannot create the named pipe ${path}: ${why}`, { cause: error })
}
