// Where this user's agents keep their settings, from the environment.

import { basename, isAbsolute, join } from 'node:path'
import { homeDirectory } from '../runtime/user.ts'
import type { Places } from './agent-setup.ts'

/** The XDG specification says to ignore a variable whose path is not absolute. */
export function toPlaces(env: Places['env']): Places {
  const absolute = (value: string | undefined) =>
    value !== undefined && isAbsolute(value) ? value : undefined
  const home = homeDirectory(env)
  return {
    home,
    configHome: absolute(env.XDG_CONFIG_HOME) ?? join(home, '.config'),
    env,
    shell: basename(env.SHELL ?? ''),
  }
}
