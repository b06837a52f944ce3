// `completions`: prints the script that makes a shell complete this program's words.

import { z } from 'zod'
import { toBashScript } from '../cli/completions/bash.ts'
import { toFishScript } from '../cli/completions/fish.ts'
import { toZshScript } from '../cli/completions/zsh.ts'
import type { Command } from './command.ts'

const scripts = { bash: toBashScript, zsh: toZshScript, fish: toFishScript } as const

const options = z.strictObject({
  shell: z.enum(['bash', 'zsh', 'fish']).describe('which shell').meta({ placeholder: 'SHELL' }),
})

/** @param loadCommands all of them, this one included */
export const toCompletionsCommand = (loadCommands: () => Promise<readonly Command[]>) =>
  ({
    name: 'completions',
    summary: 'Print a completion script for bash, zsh or fish',
    options,
    positionals: ['shell'],
    async run({ shell }, io) {
      io.stdout.write(scripts[shell](await loadCommands()))
      return 0
    },
  }) satisfies Command<typeof options>
