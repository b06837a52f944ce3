// `setup`: shows or writes the settings that make an agent send its telemetry here.

import { SetupError } from '../setup/setup-error.ts'
import { CliError, type Command, EX_USAGE } from './command.ts'
import { setupOptions } from './setup/options.ts'

/** Ends with 1 where something is in the way, and then nothing was written. */
export const setupCommand = {
  name: 'setup',
  summary: 'Switch on the telemetry of an agent, in its own settings',
  options: setupOptions,
  positionals: ['agent'],
  settings: ['host', 'port'],
  async run(given, io) {
    if (given.undo && (given.force || given.hooks || given.endpoint !== undefined)) {
      throw new CliError('--undo goes with neither --force nor --hooks nor --endpoint', EX_USAGE)
    }
    // The editors are not loaded for the sake of a help text.
    const { runSetup } = await import('./setup/run-setup.ts')
    try {
      return runSetup(given, io)
    } catch (error) {
      if (error instanceof SetupError) throw new CliError(error.message)
      throw error
    }
  },
} satisfies Command<typeof setupOptions>
