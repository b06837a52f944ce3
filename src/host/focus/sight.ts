// Works out what has to come to the front for a process to be seen: a window, and the panes inside it.

import { quoteWord } from '../../runtime/quote-word.ts'
import { ancestorsOf } from '../ancestors.ts'
import type { Proc } from '../proc.ts'
import { findSurroundings, type Terminal, type TmuxPane } from '../surroundings.ts'
import type { Tmux, TmuxClient, TmuxPlace } from '../tmux.ts'

/** The message tells the person why there is nothing to bring to the front. */
export class FocusError extends Error {
  override readonly name = 'FocusError'
}

/** A pane of tmux, and the client that shows its session or could. */
export interface TmuxView {
  readonly place: TmuxPlace
  readonly client: TmuxClient
}

export interface Sight {
  /** From the outermost to the innermost. */
  readonly panes: readonly TmuxView[]
  /** Absent where nothing tells which terminal it is; its processes may still own a window. */
  readonly terminal: Terminal | undefined
  /** The window's owner is one of these; the most likely first. */
  readonly owners: readonly number[]
}

/** tmux in tmux in tmux is enough. */
const MAX_DEPTH = 4

/** @throws {FocusError} where it is shown nowhere */
export async function findSight(pid: number, proc: Proc, tmux: Tmux, depth = 0): Promise<Sight> {
  const { terminal, tmux: pane, zellij, screen, ssh } = findSurroundings(proc, pid)
  if (pane !== undefined && depth < MAX_DEPTH) return findPaneSight(pane, proc, tmux, depth)
  if (zellij !== undefined)
    throw new FocusError(
      `it runs in zellij (${zellij.session}), which does not tell where it is shown`,
    )
  if (screen !== undefined)
    throw new FocusError(
      `it runs in screen (${screen.session}), which does not tell where it is shown`,
    )
  if (ssh !== undefined)
    throw new FocusError('it runs in a remote login: its window is on another machine')
  const above = [...ancestorsOf(proc, pid)]
  // Each once: a window found twice would count as two.
  const owners = [...new Set(terminal?.pid === undefined ? above : [terminal.pid, ...above])]
  return { panes: [], terminal, owners }
}

/** By the first client that leads to a window here: the one used last may be a remote login. */
async function findPaneSight(
  pane: TmuxPane,
  proc: Proc,
  tmux: Tmux,
  depth: number,
): Promise<Sight> {
  const place = await tmux.find(pane)
  const errors: unknown[] = []
  for (const client of place.clients) {
    try {
      const outer = await findSight(client.pid, proc, tmux, depth + 1)
      return { ...outer, panes: [...outer.panes, { place, client }] }
    } catch (error) {
      errors.push(error)
    }
  }
  throw errors[0] ?? toDetachedError(place)
}

function toDetachedError({ socket, sessionName }: TmuxPlace): FocusError {
  // It is there to be pasted, and a session may be called anything.
  const [path, name] = [quoteWord(socket), quoteWord(sessionName)]
  return new FocusError(
    `its tmux session is detached; attach it with: tmux -S ${path} attach -t ${name}`,
  )
}
