// From the words of a command line to an exit code.

import { CliError, EX_CONFIG, EX_USAGE, type ProgramIo } from '../commands/command.ts'
import { commandEntries } from '../commands/registry.ts'
import { SettingsError, toProblemLine } from '../config/errors.ts'
import { fail } from './fail.ts'

/**
 * Runs one command line.
 * @param args without the interpreter and the program's file
 * @returns the exit code; expected failures are told on stderr
 * @throws whatever a bug throws
 */
export async function runCommandLine(args: readonly string[], io: ProgramIo): Promise<number> {
  const [first, ...rest] = args
  const quick = commandEntries.find(({ name }) => name === first)?.quick
  const code = await quick?.(rest, io)
  if (code !== undefined) return code
  const { dispatch } = await import('./dispatch.ts')
  try {
    return await dispatch(args, io)
  } catch (error) {
    if (error instanceof SettingsError) {
      const isUsage = error.problems.every(({ source }) => source === 'flag')
      return fail(io, error.problems.map(toProblemLine), isUsage ? EX_USAGE : EX_CONFIG)
    }
    if (error instanceof CliError) return fail(io, error.message.split('\n'), error.exitCode)
    throw error
  }
}
