// Copies of settings files as they were before they were overwritten.

import { constants, copyFileSync, rmSync } from 'node:fs'
import { codeOf, type DiskFile, readBytes } from './disk-file.ts'
import { SetupError } from './setup-error.ts'

const SUFFIX = '.otel-ai-monitor.bak'
/** Whoever has that many should look at them before there are more. */
const MAX_BACKUPS = 100

/** A copy that holds the text of a file. */
export interface Backup {
  readonly path: string
  /** Whether it was made for this; false where an earlier one holds the same. */
  readonly isNew: boolean
}

/**
 * Copies the file beside the path by which the agent knows it; earlier copies stay.
 * @returns undefined where there is no such file
 * @throws {SetupError} where there can be no copy
 */
export function backUp(file: DiskFile): Backup | undefined {
  if (!file.exists) return undefined
  for (const path of toBackupPaths(file.path)) {
    if (copyAnew(file, path)) return { path, isNew: true }
    if (holds(path, file)) return { path, isNew: false }
  }
  const message = `cannot back up ${file.path}: there are ${MAX_BACKUPS} backups beside it already`
  throw new SetupError(message)
}

/** Removes the copy that says the same as the file, which is then what it was. */
export function dropBackup(file: DiskFile): void {
  const path = toBackupPaths(file.path).find((one) => holds(one, file))
  if (path !== undefined) rmSync(path)
}

/** `….bak`, `….bak.1`, `….bak.2` and so on. */
function toBackupPaths(path: string): readonly string[] {
  return Array.from({ length: MAX_BACKUPS }, (_, index) =>
    index === 0 ? path + SUFFIX : `${path}${SUFFIX}.${index}`,
  )
}

/** @returns false where something has that name */
function copyAnew({ path, realPath }: DiskFile, backup: string): boolean {
  try {
    copyFileSync(realPath, backup, constants.COPYFILE_EXCL)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw new SetupError(`cannot back up ${path}: ${codeOf(error)}`, { cause: error })
  }
}

function holds(backup: string, { bom, text }: DiskFile): boolean {
  try {
    return readBytes(backup)?.equals(Buffer.from(bom + text)) === true
  } catch {
    // What cannot be read is no copy of ours.
    return false
  }
}
