// Who runs this program, also where the system does not know the user: containers give numbers that are in no list.

import { userInfo } from 'node:os'
import { isAbsolute } from 'node:path'

type Env = Readonly<Record<string, string | undefined>>

/** What Debian says of users without one: nothing is there, and nobody else can put anything there. */
const NO_HOME = '/nonexistent'

/** `$HOME` where it is a path as it should be, or what the system knows: `os.homedir` takes any `$HOME`. */
export function homeDirectory(env: Env = process.env): string {
  const { HOME } = env
  return HOME !== undefined && isAbsolute(HOME) ? HOME : known(() => userInfo().homedir, NO_HOME)
}

/** Empty where nobody knows it. */
export function userName(env: Env = process.env): string {
  return known(() => userInfo().username, env.USER ?? '')
}

function known(ask: () => string, otherwise: string): string {
  try {
    return ask()
  } catch {
    return otherwise
  }
}
