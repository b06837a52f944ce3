// Settings files replaced in one step, so that nobody reads half of one.

import {
  closeSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { codeOf, type DiskFile, readDiskFile } from './disk-file.ts'
import { SetupError } from './setup-error.ts'

/** Settings may come to hold keys. */
const NEW_FILE_MODE = 0o600
const NEW_DIR_MODE = 0o700

/**
 * Readers see the old text or the new one, never half of it.
 * @throws {SetupError} where it cannot be written, or was changed since it was read
 */
export function replaceDiskFile(file: DiskFile, text: string): void {
  const current = readDiskFile(file.path)
  if (current.text !== file.text || current.exists !== file.exists) {
    throw new SetupError(`${file.path} was changed just now: try again`)
  }
  try {
    mkdirSync(dirname(file.realPath), { recursive: true, mode: NEW_DIR_MODE })
    writeAtomically(file.realPath, file.bom + text)
  } catch (error) {
    throw new SetupError(`cannot write ${file.path}: ${codeOf(error)}`, { cause: error })
  }
}

/** @returns the outermost directory that has to be made for a file; undefined where none has */
export function findNewDir({ realPath }: DiskFile): string | undefined {
  let newDir: string | undefined
  for (let dir = dirname(realPath); !existsSync(dir); dir = dirname(dir)) newDir = dir
  return newDir
}

/**
 * @param newDir the outermost directory made for it, which goes too where nothing else is in it
 * @throws {SetupError}
 */
export function deleteDiskFile({ path, realPath }: DiskFile, newDir: string | undefined): void {
  try {
    rmSync(realPath)
  } catch (error) {
    throw new SetupError(`cannot remove ${path}: ${codeOf(error)}`, { cause: error })
  }
  if (newDir !== undefined) removeEmptyDirs(dirname(realPath), newDir)
}

function removeEmptyDirs(dir: string, outermost: string): void {
  if (dir !== outermost && !dir.startsWith(`${outermost}/`)) return
  try {
    rmdirSync(dir)
  } catch {
    // Something else came into it.
    return
  }
  removeEmptyDirs(dirname(dir), outermost)
}

/**
 * A temporary file in the same directory takes the place of the old one, with its mode and owner.
 * @throws {NodeJS.ErrnoException}
 */
export function writeAtomically(path: string, text: string): void {
  const old = statSync(path, { throwIfNoEntry: false })
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)
  const fd = openSync(temporary, 'wx', NEW_FILE_MODE)
  try {
    try {
      writeFileSync(fd, text)
      if (old !== undefined) copyOwner(fd, old)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

function copyOwner(fd: number, { uid, gid, mode }: Stats): void {
  fchownSync(fd, uid, gid)
  fchmodSync(fd, mode & 0o7777)
}
