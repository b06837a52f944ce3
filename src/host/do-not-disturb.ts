// Asks a command of the user's whether this is a moment to be left alone.

import { runProgram } from './program.ts'

/**
 * Commands answer in two ways: by their exit code, or by printing `true` or
 * `false` and exiting with 0 either way (`dunstctl is-paused`). Both are understood.
 * @throws {Error} when the command cannot be started or does not end in time
 */
export async function isDoNotDisturb(argv: readonly [string, ...string[]]): Promise<boolean> {
  const { stdout, exitCode } = await runProgram(argv)
  if (exitCode === null) throw new Error(`${argv[0]} did not end in time`)
  return exitCode === 0 && stdout.trim().toLowerCase() !== 'false'
}
