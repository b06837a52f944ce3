// How the program tells what went wrong.

import type { ProgramIo } from '../commands/command.ts'

export const PROGRAM = 'otel-ai-monitor'

/** @returns the exit code */
export function fail(
  io: ProgramIo,
  [first = '', ...rest]: readonly string[],
  exitCode: number,
): number {
  io.stderr.write([`${PROGRAM}: ${first}`, ...rest].map((text) => `${text}\n`).join(''))
  return exitCode
}
