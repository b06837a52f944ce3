// Brings the terminal of a process to the front, and tells whether it is there already.

import { createProc } from '../proc.ts'
import { createTmux } from '../tmux.ts'
import type { Env } from './compositor.ts'
import { findSight, FocusError, type Sight } from './sight.ts'
import { showTerminalPane } from './terminal-pane.ts'
import { type DesktopOptions, findWindows } from './windows.ts'

export interface Focuser {
  /**
   * @param pid of the agent, or anything else that runs in the terminal
   * @returns what came to the front, for people
   * @throws {Error} whose message tells people why nothing did
   */
  focus(pid: number): Promise<string>
  /** Whether the person has it before their eyes; false where that cannot be told. Never rejects. */
  hasFocus(pid: number): Promise<boolean>
}

/** Everything is looked up anew each time: windows, panes and clients come and go. */
export function createFocuser(options: DesktopOptions = {}): Focuser {
  const { env = process.env, proc = createProc(), tmux = createTmux() } = options
  return {
    async focus(pid) {
      if (proc.stat(pid) === undefined) throw new FocusError('its process has ended')
      const sight = await findSight(pid, proc, tmux)
      for (const { place, client } of sight.panes) await tmux.show(place, client)
      const shown = sight.panes.map(({ place }) => `tmux pane ${place.pane}`)
      const window = await focusWindow(sight, env).catch((error: unknown) => {
        throw shown.length === 0
          ? error
          : new FocusError(`${shown.at(-1)} is shown, but ${messageOf(error)}`)
      })
      if (sight.terminal && (await showTerminalPane(sight.terminal, env)))
        shown.unshift(`pane ${sight.terminal.pane}`)
      return [window, ...shown].join(', ')
    },
    async hasFocus(pid) {
      try {
        const sight = await findSight(pid, proc, tmux)
        if (!(await isWindowFocused(sight, env))) return false
        for (const { place, client } of sight.panes)
          if (!(await tmux.isVisible(place, client))) return false
        return true
      } catch {
        return false
      }
    },
  }
}

async function focusWindow(sight: Sight, env: Env): Promise<string> {
  const { compositor, desktop, windows } = await findWindows(sight, env)
  const window = windows.find(({ isFocused }) => isFocused) ?? windows[0]
  if (window === undefined) throw new FocusError(`${compositor.name} has no window of its terminal`)
  await desktop.focus(window)
  const name = sight.terminal?.name ?? 'window'
  // Terminals that open all their windows from one process leave nothing to tell them apart.
  return windows.length === 1 ? name : `${name} (one of its ${windows.length} windows)`
}

async function isWindowFocused(sight: Sight, env: Env): Promise<boolean> {
  const { windows } = await findWindows(sight, env)
  return windows.length === 1 && windows[0]?.isFocused === true
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
