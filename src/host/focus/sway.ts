// sway, by its socket: it tells the process of every window.

import { readWindows, runCommand } from './i3-ipc.ts'
import { firstListening, listNewest } from './socket-call.ts'
import type { Compositor, Env } from './compositor.ts'

export const sway: Compositor = {
  id: 'sway',
  name: 'sway',
  needs: '',
  checked: 'sway 1.7, headless, two foot windows',
  async find(env) {
    const socket = await firstListening(candidates(env))
    if (socket === undefined) return undefined
    return {
      windows: () => readWindows(socket),
      focus: ({ id }) => runCommand(socket, `[con_id=${id}] focus`),
    }
  },
}

/** A service started before the compositor has no SWAYSOCK. */
function* candidates(env: Env): Generator<string> {
  if (env.SWAYSOCK) yield env.SWAYSOCK
  if (env.XDG_RUNTIME_DIR) yield* listNewest(env.XDG_RUNTIME_DIR, /^sway-ipc\..*\.sock$/)
}
