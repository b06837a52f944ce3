// niri, by its socket: one line of JSON each way.

import { askSocket, firstListening, listNewest } from './socket-call.ts'
import type { Compositor, Env } from './compositor.ts'

interface NiriWindow {
  readonly id: number
  readonly pid: number | null
  readonly is_focused: boolean
}

interface Reply {
  readonly Ok?: { readonly Windows?: readonly NiriWindow[] } | 'Handled'
  readonly Err?: string
}

export const niri: Compositor = {
  id: 'niri',
  name: 'niri',
  needs: '',
  checked: 'against its documentation, with a server that answers alike',
  async find(env) {
    const socket = await firstListening(candidates(env))
    if (socket === undefined) return undefined
    return {
      async windows() {
        const reply = await request(socket, 'Windows')
        const windows = typeof reply === 'object' ? (reply.Windows ?? []) : []
        return windows.map(({ id, pid, is_focused: isFocused }) => {
          return { id: String(id), pid, x11Id: null, isFocused }
        })
      },
      async focus({ id }) {
        await request(socket, { Action: { FocusWindow: { id: Number(id) } } })
      },
    }
  },
}

async function request(socket: string, question: unknown): Promise<Reply['Ok']> {
  const isWhole = (answer: Buffer) => answer.includes('\n')
  const answer = await askSocket(socket, `${JSON.stringify(question)}\n`, isWhole)
  const reply = JSON.parse(answer.toString()) as Reply
  if (reply.Err !== undefined) throw new Error(`niri refused: ${reply.Err}`)
  return reply.Ok
}

function* candidates(env: Env): Generator<string> {
  if (env.NIRI_SOCKET) yield env.NIRI_SOCKET
  if (env.XDG_RUNTIME_DIR) yield* listNewest(env.XDG_RUNTIME_DIR, /^niri\..*\.sock$/)
}
