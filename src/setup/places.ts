// Where this user's agents keep their settings, from the environment.

import { homedir } from 'node:os'
import { basename, isAbsolute, join } from 'node:path'
import type { Places } from './agent-setup.ts'

/** The XDG specification says to ignore a variable whose path is not absolute. */
export function toPlaces(env: Places['env']): Places {
  const absolute = (value: string | undefined) =>
    value !== undefined && isAbsolute(value) ? value : undefined
  const home = absolute(env.HOME) ?? homedir()
  return {
    home,
    configHome: absolute(env.XDG_CONFIG_HOME) ?? join(home, '.config'),
    env,
    shell: basename(env.SHELL ?? ''),
  }
}
