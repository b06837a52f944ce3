// Settings files as they are on disk, and whether they may be written.

import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs'
import { SetupError } from './setup-error.ts'

const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants
const BOM = '\ufeff'

/** A file as it was read. */
export interface DiskFile {
  readonly path: string
  /** Where it is once all links are followed, so that a link stays one. */
  readonly realPath: string
  readonly exists: boolean
  /** Without a byte order mark. */
  readonly text: string
  readonly bom: string
}

/**
 * @returns an empty text where there is no such file
 * @throws {SetupError} where it cannot be read, or is no UTF-8 text
 */
export function readDiskFile(path: string): DiskFile {
  const realPath = resolveLinks(path)
  const bytes = readBytes(realPath)
  if (bytes === undefined) return { path, realPath, exists: false, text: '', bom: '' }
  const text = decode(path, bytes)
  const bom = text.startsWith(BOM) ? BOM : ''
  return { path, realPath, exists: true, text: text.slice(bom.length), bom }
}

/**
 * Why the file must not be written, in words that say what to do instead.
 * @param nixStore where Nix keeps what it builds
 */
export function findObstacle(
  { path, realPath, exists }: DiskFile,
  nixStore = '/nix/store',
): string | undefined {
  if (realPath.startsWith(`${nixStore}/`)) {
    return `${path} is built by Nix: add these settings to the configuration that makes it (home-manager)`
  }
  if (!exists) return undefined
  const canWrite = (statSync(realPath).mode & 0o222) !== 0 && isAllowed(realPath)
  if (canWrite) return undefined
  return `${path} is read-only: make it writable (chmod u+w), or add these settings where it comes from`
}

function resolveLinks(path: string): string {
  try {
    return realpathSync(path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw toReadError(path, error)
    const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
    if (isLink) throw new SetupError(`${path} is a link to a file that is not there`)
    return path
  }
}

/**
 * @returns undefined where there is no such file
 * @throws {SetupError} for devices and pipes too: reading them may never end, and a file must not take their place
 */
export function readBytes(path: string): Buffer | undefined {
  let fd: number | undefined
  try {
    // Without O_NONBLOCK this would wait until somebody opens the other end of a pipe.
    fd = openSync(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
    const stat = fstatSync(fd)
    if (stat.isFile() || stat.isDirectory()) return readFileSync(fd)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw toReadError(path, error)
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
  throw new SetupError(`${path} is not a regular file`)
}

function decode(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw new SetupError(`${path} is not UTF-8 text`, { cause: error })
  }
}

function isAllowed(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function toReadError(path: string, error: unknown): SetupError {
  return new SetupError(`cannot read ${path}: ${codeOf(error)}`, { cause: error })
}

/** The system's code, such as `EACCES`; the error itself in words where it has none. */
export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error)
}
