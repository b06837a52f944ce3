// Hyprland, by its request socket.

import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { currentUid } from '../../runtime/paths.ts'
import { askSocket, firstListening, listNewest } from './socket-call.ts'
import type { Compositor, Env } from './compositor.ts'

interface Client {
  readonly address: string
  readonly pid: number
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
        // `{}` on an empty workspace.
        const active = JSON.parse(await request(socket, 'j/activewindow')) as Partial<Client>
        return clients
          .filter(({ mapped }) => mapped)
          .map(({ address: id, pid }) => {
            return { id, pid, x11Id: null, isFocused: id === active.address }
          })
      },
      focus: ({ id }) => focusWindow(socket, id),
    }
  },
}

/** Where its configuration is written in Lua, so are its orders. */
async function focusWindow(socket: string, address: string): Promise<void> {
  if (!/^0x[0-9a-f]+$/i.test(address)) throw new Error('Hyprland named a window oddly')
  const window = `address:${address}`
  const orders = [`focuswindow ${window}`, `hl.dsp.focus({ window = '${window}' })`]
  let answer = ''
  for (const order of orders) {
    answer = (await request(socket, `dispatch ${order}`)).trim()
    if (answer === 'ok') return
  }
  throw new Error(`Hyprland refused: ${answer}`)
}

const request = async (socket: string, text: string): Promise<string> =>
  (await askSocket(socket, text)).toString()

/** Older ones had their sockets in /tmp, where anybody can make one that tells what he likes. */
function* candidates(env: Env): Generator<string> {
  const roots = [env.XDG_RUNTIME_DIR && join(env.XDG_RUNTIME_DIR, 'hypr'), '/tmp/hypr']
  for (const root of roots) {
    if (!root) continue
    const signature = env.HYPRLAND_INSTANCE_SIGNATURE
    const named = signature ? [join(root, signature)] : []
    for (const instance of [...named, ...listNewest(root, /./)])
      if (isOwnDirectory(instance)) yield join(instance, '.socket.sock')
  }
}

/** A link does not count: whoever made it could point it elsewhere. */
function isOwnDirectory(path: string): boolean {
  try {
    const stat = lstatSync(path)
    return stat.isDirectory() && stat.uid === currentUid()
  } catch {
    return false
  }
}
