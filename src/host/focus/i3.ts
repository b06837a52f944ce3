// i3, by its socket; it knows X11 numbers only, so the processes come from the X server.

import { join } from 'node:path'
import { readWindows, runCommand } from './i3-ipc.ts'
import { firstListening, listNewest } from './socket-call.ts'
import { findX11Windows } from './x11-tools.ts'
import type { Compositor, Env, Window } from './compositor.ts'

export const i3: Compositor = {
  id: 'i3',
  name: 'i3',
  needs: 'wmctrl or xdotool, for terminals that do not set WINDOWID',
  checked: 'i3 4.22 under Xvfb, two xterm windows',
  async find(env) {
    const socket = await firstListening(candidates(env))
    if (socket === undefined) return undefined
    return {
      windows: (pids) => withProcesses(socket, pids, env),
      // EWMH activation would only mark a window of another workspace as urgent.
      focus: ({ x11Id }) => runCommand(socket, `[id=${x11Id}] focus`),
    }
  },
}

function* candidates(env: Env): Generator<string> {
  if (env.I3SOCK) yield env.I3SOCK
  if (env.XDG_RUNTIME_DIR) yield* listNewest(join(env.XDG_RUNTIME_DIR, 'i3'), /^ipc-socket\./)
}

async function withProcesses(
  socket: string,
  pids: readonly number[],
  env: NodeJS.ProcessEnv,
): Promise<readonly Window[]> {
  const windows = await readWindows(socket)
  // Without these programs the windows that are known by their number can still be found.
  const owners = new Map(await findX11Windows(pids, env).catch(() => []))
  return windows.map((window) => {
    const { x11Id } = window
    return { ...window, id: String(x11Id), pid: owners.get(x11Id ?? -1) ?? null }
  })
}
