// Unit files on disk: ours are written and removed, those of others are left alone.

import {
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { ServiceError } from './manager.ts'
import { UNIT_MARK_START } from './units.ts'

/** @param configHome `$XDG_CONFIG_HOME` or `~/.config` */
export const toUnitPath = (configHome: string, unit: string): string =>
  join(configHome, 'systemd', 'user', unit)

/**
 * @returns undefined where there is none
 * @throws {ServiceError} where it is not ours to replace
 */
export function readOwnUnit(path: string): string | undefined {
  const text = readText(path)
  if (text === undefined || text.startsWith(UNIT_MARK_START)) return text
  const isBuilt = realpathSync(path).startsWith('/nix/store/')
  const advice = isBuilt ? 'change the configuration that builds it' : 'move it away first'
  throw new ServiceError(`${path} was not written by this program: ${advice}`)
}

/** Whole or not at all. @throws {ServiceError} */
export function writeUnit(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(temporary, text, { mode: 0o644 })
    renameSync(temporary, path)
  } catch (error) {
    throw new ServiceError(`cannot write ${path}: ${codeOf(error)}`, { cause: error })
  }
}

/** @throws {ServiceError} */
export function removeUnit(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    throw new ServiceError(`cannot remove ${path}: ${codeOf(error)}`, { cause: error })
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new ServiceError(`cannot read ${path}: ${codeOf(error)}`, { cause: error })
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error)
}
