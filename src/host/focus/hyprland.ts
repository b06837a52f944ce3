// Hyprland, by its request socket.

import { join } from 'node:path'
import { askSocket, firstListening, listNewest } from './socket-call.ts'
import type { Compositor, Env } from './compositor.ts'

interface Client {
  readonly address: string
  readonly pid: number
  /** 0 for the one with the focus. */
  readonly focusHistoryID: number
  readonly mapped: boolean
}

export const hyprland: Compositor = {
  id: 'hyprland',
  name: 'Hyprland',
  needs: '',
  checked: 'against its documentation, with a server that answers alike',
  async find(env) {
    const socket = await firstListening(candidates(env))
    if (socket === undefined) return undefined
    return {
      async windows() {
        const clients = JSON.parse(await request(socket, 'j/clients')) as Client[]
        return clients
          .filter(({ mapped }) => mapped)
          .map(({ address: id, pid, focusHistoryID }) => {
            return { id, pid, x11Id: null, isFocused: focusHistoryID === 0 }
          })
      },
      async focus({ id }) {
        const answer = await request(socket, `dispatch focuswindow address:${id}`)
        if (answer.trim() !== 'ok') throw new Error(`Hyprland refused: ${answer.trim()}`)
      },
    }
  },
}

const request = async (socket: string, text: string): Promise<string> =>
  (await askSocket(socket, text)).toString()

/** Older ones had their sockets in /tmp. */
function* candidates(env: Env): Generator<string> {
  const roots = [env.XDG_RUNTIME_DIR && join(env.XDG_RUNTIME_DIR, 'hypr'), '/tmp/hypr']
  for (const root of roots) {
    if (!root) continue
    const signature = env.HYPRLAND_INSTANCE_SIGNATURE
    if (signature) yield join(root, signature, '.socket.sock')
    for (const instance of listNewest(root, /./)) yield join(instance, '.socket.sock')
  }
}
