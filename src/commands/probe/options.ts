// The flags of `probe`.

import { z } from 'zod'
import { programNames } from '../../agents/index.ts'

const MAX_NAMES = 32
const DEFAULT_WAIT_MS = 1000
const MAX_WAIT_MS = 3_600_000

/** Names that the script for bpftrace can hold without quoting. */
const nameList = z
  .string()
  .regex(
    /^[\w.+-]{1,64}(?:,[\w.+-]{1,64})*$/,
    'expected names of programs with commas between them',
  )
  .refine((text) => text.split(',').length <= MAX_NAMES, `expected at most ${MAX_NAMES} names`)

export const probeOptions = z.strictObject({
  action: z
    .enum(['install', 'uninstall'])
    .optional()
    .describe(
      'install: make it a service of the system, as root; uninstall: take that back; without one, it runs here',
    )
    .meta({ placeholder: 'ACTION' }),
  user: z
    .string()
    .min(1)
    .optional()
    .describe('whose agents are watched, and whose daemon is told [who called sudo]')
    .meta({ placeholder: 'NAME' }),
  processes: nameList
    .default(programNames.join(','))
    .describe("names of the agents' programs, with commas")
    .meta({ placeholder: 'NAMES' }),
  waitThreshold: z
    .int()
    .min(100)
    .max(MAX_WAIT_MS)
    .default(DEFAULT_WAIT_MS)
    .describe('milliseconds that a read of the terminal must take to count as waiting')
    .meta({ placeholder: 'MS' }),
  logLevel: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug'])
    .default('info')
    .describe('least severe message that is logged')
    .meta({ placeholder: 'LEVEL' }),
  socket: z
    .string()
    .min(1)
    .optional()
    .describe("the daemon's socket, where it is not in the user's runtime directory")
    .meta({ placeholder: 'PATH' }),
  status: z.boolean().default(false).describe('ask the daemon how the probe is'),
  dryRun: z
    .boolean()
    .default(false)
    .describe('with install and uninstall: print what would be done'),
})

export type ProbeOptions = z.output<typeof probeOptions>
