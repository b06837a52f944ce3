// Brings the right tab and pane of a terminal to the front, where the terminal takes orders.

import { runProgram } from '../program.ts'
import type { Terminal } from '../surroundings.ts'

interface Order {
  readonly argv: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string>>
}

/** By the terminal's name: the order for one of its panes. `control` is '' where it is not known. */
const ORDERS: Readonly<Record<string, (pane: string, control: string) => Order | undefined>> = {
  // Without an address kitty would look for a terminal of our own.
  kitty: (pane, control) =>
    control === ''
      ? undefined
      : { argv: ['kitty', '@', '--to', control, 'focus-window', '--match', `id:${pane}`], env: {} },
  wezterm: (pane, control) => ({
    argv: ['wezterm', 'cli', 'activate-pane', '--pane-id', pane],
    env: control === '' ? {} : { WEZTERM_UNIX_SOCKET: control },
  }),
}

/** @returns whether the terminal did it; a terminal that takes no orders shows whatever it shows */
export async function showTerminalPane(
  terminal: Terminal,
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  const { name, pane, control = '' } = terminal
  if (pane === undefined || !/^\d+$/.test(pane) || !Object.hasOwn(ORDERS, name)) return false
  const order = ORDERS[name]?.(pane, control)
  if (order === undefined) return false
  const run = runProgram(order.argv, { ...env, ...order.env })
  return run.then(({ exitCode }) => exitCode === 0).catch(() => false)
}
