// GNOME on Wayland: only an extension may tell and focus the windows of others.

import { runProgram } from '../program.ts'
import type { Compositor } from './compositor.ts'

interface Listed {
  readonly id: number
  readonly pid: number
  readonly focus?: boolean
}

const isGnome = (desktop: string | undefined) => (desktop ?? '').split(':').includes('GNOME')

export const gnome: Compositor = {
  id: 'gnome',
  name: 'GNOME',
  needs: 'the extension Window Calls',
  checked: 'against its documentation, with a program that answers alike',
  async find(env) {
    if (!isGnome(env.XDG_CURRENT_DESKTOP) || !env.WAYLAND_DISPLAY) return undefined
    const call = (method: string, ...args: string[]) => callExtension(env, method, args)
    return {
      async windows() {
        const windows = JSON.parse(parseText(await call('List'))) as Listed[]
        return windows.map(({ id, pid, focus = false }) => {
          return { id: String(id), pid, x11Id: null, isFocused: focus }
        })
      },
      async focus({ id }) {
        await call('Activate', id)
      },
    }
  },
}

const NAME = 'org.gnome.Shell.Extensions.Windows'
const TO_EXTENSION = ['--dest', 'org.gnome.Shell', '--object-path', `/${NAME.replaceAll('.', '/')}`]

async function callExtension(
  env: NodeJS.ProcessEnv,
  method: string,
  args: readonly string[],
): Promise<string> {
  const call = ['call', '--session', ...TO_EXTENSION, '--method', `${NAME}.${method}`, ...args]
  const { stdout, exitCode } = await runProgram(['gdbus', ...call], env)
  if (exitCode === 0) return stdout
  throw new Error(
    'GNOME lets no program see or focus windows; the extension Window Calls allows it',
  )
}

/** gdbus prints a tuple of one text, quoted as in Python: `('[…]',)`. */
export function parseText(printed: string): string {
  const quoted = /^\((['"])([\s\S]*)\1,\)\s*$/.exec(printed)?.[2]
  if (quoted === undefined) throw new Error('GNOME answered in an unknown form')
  return quoted.replaceAll(/\\(.)/g, '$1')
}
