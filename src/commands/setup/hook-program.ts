// How an agent starts this program for its hooks.

import { accessSync, constants } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { programFile } from '../../version.ts'

const NAME = 'otel-ai-monitor'

/**
 * The words before the subcommand: the bare name where it is installed, which
 * outlives an update, or else the files that run now.
 */
export function findProgram(searchPath = ''): readonly string[] {
  const dirs = searchPath.split(':').filter((dir) => isAbsolute(dir) && !isTemporary(dir))
  return dirs.some((dir) => isExecutable(join(dir, NAME)))
    ? [NAME]
    : [process.execPath, programFile]
}

/** npm adds such a directory to the PATH only for programs that it starts itself. */
const isTemporary = (dir: string): boolean => /\/node_modules\/\.bin\/?$/.test(dir)

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
