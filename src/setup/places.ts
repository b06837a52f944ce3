// Where this user's agents keep their settings, from the environment.

import { basename, isAbsolute, join, resolve } from 'node:path'
import { homeDirectory } from '../runtime/user.ts'
import type { Places } from './agent-setup.ts'

/** They move an agent's or a shell's files, and may be relative to where it is started. */
const DIRECTORY_VARIABLES = [
  'CLAUDE_CONFIG_DIR',
  'CODEX_HOME',
  'COPILOT_HOME',
  'GEMINI_CLI_HOME',
  'QWEN_HOME',
  'ZDOTDIR',
]

/** The XDG specification says to ignore a variable whose path is not absolute. */
export function toPlaces(env: Places['env']): Places {
  const absolute = (value: string | undefined) =>
    value !== undefined && isAbsolute(value) ? value : undefined
  const home = homeDirectory(env)
  return {
    home,
    configHome: absolute(env.XDG_CONFIG_HOME) ?? join(home, '.config'),
    env: { ...env, ...toAbsolute(env) },
    shell: basename(env.SHELL ?? ''),
  }
}

/** What is written is recorded by its path, which must name the same file from everywhere. */
function toAbsolute(env: Places['env']): Places['env'] {
  const given = DIRECTORY_VARIABLES.flatMap((name) => {
    const value = env[name]
    return value ? [[name, resolve(value)] as const] : []
  })
  return Object.fromEntries(given)
}
