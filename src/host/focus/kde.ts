// KDE Plasma on Wayland, by the program kdotool: KWin itself only runs scripts that are given to it.

import { runProgram } from '../program.ts'
import type { Compositor, Window } from './compositor.ts'

const isPlasma = (desktop: string | undefined) => (desktop ?? '').split(':').includes('KDE')

export const kde: Compositor = {
  id: 'kde',
  name: 'KDE Plasma',
  needs: 'kdotool',
  checked: 'against its documentation, with a program that answers alike',
  async find(env) {
    if (!isPlasma(env.XDG_CURRENT_DESKTOP) || !env.WAYLAND_DISPLAY) return undefined
    const run = (...args: string[]) => kdotool(env, args)
    return {
      async windows(pids) {
        const active = (await run('getactivewindow')).trim()
        const windows: Window[] = []
        for (const pid of pids) {
          // Without --all it leaves out other desktops; some versions need the empty pattern.
          const ids = (await run('search', '--all', '--pid', String(pid), ''))
            .split('\n')
            .filter(Boolean)
          for (const id of ids) windows.push({ id, pid, x11Id: null, isFocused: id === active })
        }
        return windows
      },
      async focus({ id }) {
        await run('windowactivate', id)
      },
    }
  },
}

async function kdotool(env: NodeJS.ProcessEnv, args: readonly string[]): Promise<string> {
  const run = runProgram(['kdotool', ...args], env)
  const { stdout, exitCode } = await run.catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new Error('KDE Plasma needs kdotool for this') : error
  })
  if (exitCode !== 0) throw new Error(`kdotool ${args[0]} failed`)
  return stdout
}
