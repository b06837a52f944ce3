// `hook`: what an agent runs for its hooks.

import { z } from 'zod'
import { hookKinds } from '../agents/live/index.ts'
import type { Command } from './command.ts'
import { passHook } from './hook/pass-hook.ts'

const options = z.strictObject({
  agent: z
    .enum(hookKinds.map(({ agent }) => agent))
    .describe('agent whose hook this is')
    .meta({ placeholder: 'AGENT' }),
  json: z
    .string()
    .optional()
    .describe('what the hook says [standard input]')
    .meta({ placeholder: 'JSON' }),
})

export const hookCommand = {
  name: 'hook',
  summary: "Pass an agent's hook on to the daemon",
  options,
  positionals: ['agent', 'json'],
  settings: ['host', 'port'],
  async run({ agent, json }, { stdin, loadSettings }) {
    const kind = hookKinds.find((one) => one.agent === agent)!
    return passHook({ kind, json, stdin, toAddress: loadSettings })
  },
} satisfies Command<typeof options>
