// `completions`: prints the script that makes a shell complete this program's words.

import { z } from 'zod'
import { toBashScript } from '../cli/completions/bash.ts'
import { toFishScript } from '../cli/completions/fish.ts'
import { toZshScript } from '../cli/completions/zsh.ts'
import type { Command } from './command.ts'
import { commandEntries } from './registry.ts'

const scripts = { bash: toBashScript, zsh: toZshScript, fish: toFishScript } as const

const options = z.strictObject({
  shell: z.enum(['bash', 'zsh', 'fish']).describe('which shell').meta({ placeholder: 'SHELL' }),
})

export const completionsCommand = {
  name: 'completions',
  summary: 'Print a completion script for bash, zsh or fish',
  options,
  positionals: ['shell'],
  async run({ shell }, io) {
    const commands = await Promise.all(commandEntries.map(({ load }) => load()))
    io.stdout.write(scripts[shell](commands))
    return 0
  },
} satisfies Command<typeof options>
