// Which window of the desktop shows a process, and the number that other programs know it by.

import { createProc, type Proc } from '../proc.ts'
import { createTmux, type Tmux } from '../tmux.ts'
import type { Compositor, Desktop, Env, Window } from './compositor.ts'
import { findDesktop } from './index.ts'
import { findSight, FocusError, type Sight } from './sight.ts'

/** This machine, where nothing else is given. */
export interface DesktopOptions {
  readonly env?: Env
  readonly proc?: Proc
  readonly tmux?: Tmux
}

export interface FoundWindows {
  readonly compositor: Compositor
  readonly desktop: Desktop
  readonly windows: readonly Window[]
}

/**
 * The windows that may be the one: just one, where they can be told apart.
 * @throws {Error} whose message tells people why there is none
 */
export async function findWindows(sight: Sight, env: Env): Promise<FoundWindows> {
  const found = await findDesktop(env)
  if (found === undefined) throw new FocusError('no desktop was found that lets windows be focused')
  const windows = await found.desktop.windows(sight.owners)
  return { ...found, windows: pickWindows(sight, windows) }
}

function pickWindows({ terminal, owners }: Sight, windows: readonly Window[]): readonly Window[] {
  const numbered = windows.filter(({ x11Id }) => x11Id !== null && x11Id === terminal?.windowId)
  if (numbered.length > 0) return numbered
  const owner = owners.find((pid) => windows.some((window) => window.pid === pid))
  return owner === undefined ? [] : windows.filter(({ pid }) => pid === owner)
}

/**
 * Tells the number of a process's window: sway's con_id, the X11 number, and
 * likewise elsewhere. For a pane of tmux it is the window that `focus` would
 * bring to the front. Never rejects: undefined where nothing shows the process,
 * the desktop has no numbers, or several windows could be the one.
 */
export type WindowFinder = (pid: number) => Promise<number | undefined>

export function createWindowFinder(options: DesktopOptions = {}): WindowFinder {
  const { env = process.env, proc = createProc(), tmux = createTmux() } = options
  return async (pid) => {
    try {
      const sight = await findSight(pid, proc, tmux)
      const { windows } = await findWindows(sight, env).catch(() => ({ windows: [] }))
      const [window] = windows
      // Where no window is found, the terminal's variables may still name its X11 window.
      if (window === undefined) return sight.terminal?.windowId
      return windows.length === 1 ? toNumber(window.id) : undefined
    } catch {
      return undefined
    }
  }
}

/** Hyprland's are hexadecimal; KDE's are no numbers. */
function toNumber(id: string): number | undefined {
  const number = Number(id)
  return Number.isSafeInteger(number) && number > 0 ? number : undefined
}
