// What every subcommand is: a name, a schema its flags, help and completions are derived from, and a function.

import type { Readable, Writable } from 'node:stream'
import type { z } from 'zod'
import type { SettingsPlace } from '../config/place.ts'
import type { ResolvedSettings } from '../config/resolve.ts'
import type { Settings } from '../config/settings.ts'

/** The outside world as a command sees it; tests pass their own. */
export interface CommandIo {
  readonly stdout: Writable
  readonly stderr: Writable
  readonly stdin: Readable
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isTTY: { readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean }
  /** Aborted when the user or the service manager asks the program to stop. */
  readonly signal: AbortSignal
  /** Unix milliseconds. */
  readonly now: () => number
  /**
   * The settings from defaults, file, environment and, where the command
   * accepts them, flags.
   * @throws {SettingsError} listing every problem; the program then exits 78, or 64 for flags.
   */
  readonly loadSettings: () => Settings
  /** The same for a command that shows settings: with problems and origins, never throwing. */
  readonly resolveSettings: () => ResolvedSettings
  /** Where the settings' file is. */
  readonly settingsPlace: SettingsPlace
}

/** What the process brings; the program adds the settings. */
export type ProgramIo = Omit<CommandIo, 'loadSettings' | 'resolveSettings' | 'settingsPlace'>

/**
 * One subcommand. Each key of `options` becomes a flag: `maxAge` → `--max-age`,
 * `quietPeriodMs` → `--quiet-period` in seconds, a boolean → `--x` and `--no-x`,
 * an array → a flag that may be repeated. The help text is the schema's
 * description; `.meta({ short: 'v', placeholder: 'FILE' })` refines it.
 */
export interface Command<Options extends z.ZodObject = z.ZodObject> {
  readonly name: string
  /** One line, no full stop. */
  readonly summary: string
  readonly options: Options
  /** Keys of `options` that are given as bare words, in order; an array takes the rest. */
  readonly positionals?: readonly (keyof z.output<Options> & string)[]
  /** The settings whose flags (`--port`, `--quiet-period`, …) are accepted too. */
  readonly settings?: 'all' | readonly (keyof Settings)[]
  /** @returns the exit code. Throw a `CliError` for an expected failure. */
  run(options: z.output<Options>, io: CommandIo): Promise<number>
}

/** Exit codes as sysexits.h has them. */
export const EX_USAGE = 64
export const EX_DATAERR = 65
export const EX_NOINPUT = 66
export const EX_UNAVAILABLE = 69
export const EX_SOFTWARE = 70
export const EX_CANTCREAT = 73
export const EX_IOERR = 74
export const EX_NOPERM = 77
export const EX_CONFIG = 78

/** An expected failure: its message is shown alone, without a stack. */
export class CliError extends Error {
  override readonly name: string = 'CliError'
  readonly exitCode: number

  /** @param exitCode one of the above; 1 otherwise */
  constructor(message: string, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}
