// `setup`: shows or writes the settings that make an agent send its telemetry here.

import { z } from 'zod'
import { agentSetups } from '../setup/index.ts'
import { SetupError } from '../setup/setup-error.ts'
import { CliError, type Command, EX_USAGE } from './command.ts'

const options = z.strictObject({
  agent: z
    .enum(agentSetups.map(({ id }) => id))
    .describe('agent whose telemetry is switched on')
    .meta({ placeholder: 'AGENT' }),
  apply: z.boolean().default(false).describe('write the settings instead of showing them'),
  undo: z.boolean().default(false).describe('take back what was applied'),
  force: z.boolean().default(false).describe('also replace values that say something else'),
  hooks: z.boolean().default(false).describe('also add its hooks, which tell sooner and exactly'),
  endpoint: z
    .string()
    .min(1)
    .optional()
    .describe('where the agent sends to [this host and port]')
    .meta({ placeholder: 'URL' }),
})

export type SetupOptions = z.output<typeof options>

/** Ends with 1 where something is in the way, and then nothing was written. */
export const setupCommand = {
  name: 'setup',
  summary: 'Switch on the telemetry of an agent, in its own settings',
  options,
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
} satisfies Command<typeof options>
