// What terminals, multiplexers and remote logins look like: names of programs, variables that they set.

import { basename } from 'node:path'

/** What stands between an agent and its user. */
export type Host =
  | { readonly kind: 'terminal'; readonly name: string }
  | { readonly kind: 'tmux' | 'zellij' | 'screen' | 'ssh' }

/** Programs that own a window with a shell in it, named for what they are. */
const OWN_NAMES = [
  'alacritty',
  'blackbox',
  'contour',
  'cool-retro-term',
  'cursor',
  'deepin-terminal',
  'foot',
  'ghostty',
  'gnome-terminal',
  'guake',
  'kitty',
  'konsole',
  'lxterminal',
  'mate-terminal',
  'ptyxis',
  'qterminal',
  'rio',
  'sakura',
  'st',
  'terminator',
  'terminology',
  'tilix',
  'urxvt',
  'windsurf',
  'xterm',
  'xfce4-terminal',
  'yakuake',
]

/** Those whose shells' parent has another name; a command has 15 bytes at most, hence the first one. */
const ALIASES: Readonly<Record<string, string>> = {
  'gnome-terminal-': 'gnome-terminal',
  'gnome-terminal-server': 'gnome-terminal',
  kgx: 'gnome-console',
  'ptyxis-agent': 'ptyxis',
  code: 'vscode',
  'code-insiders': 'vscode',
  'code-oss': 'vscode',
  codium: 'vscode',
  vscodium: 'vscode',
  'wezterm-gui': 'wezterm',
}

const TERMINALS: ReadonlyMap<string, string> = new Map([
  ...OWN_NAMES.map((name) => [name, name] as const),
  ...Object.entries(ALIASES),
])

const OTHER_HOSTS: readonly (readonly [RegExp, Exclude<Host['kind'], 'terminal'>])[] = [
  [/^tmux(?:: server)?$/, 'tmux'],
  [/^zellij$/, 'zellij'],
  [/^screen(?:-[\d.]+)?$/i, 'screen'],
  [/^(?:sshd(?:-session)?|sshd-auth|dropbear|mosh-server)$/, 'ssh'],
]

/**
 * @param command the process's short name: often all that can be read
 * @param executable path of its program; says more than a name that the process may change
 */
export function toHost(command: string, executable?: string): Host | undefined {
  const names = [basename(executable ?? ''), command].map(withoutWrapper)
  for (const name of names) {
    const terminal = TERMINALS.get(name)
    if (terminal !== undefined) return { kind: 'terminal', name: terminal }
    const kind = OTHER_HOSTS.find(([pattern]) => pattern.test(name))?.[1]
    if (kind) return { kind }
  }
  return undefined
}

/** Nix starts `.kitty-wrapped` in kitty's stead; a command of 15 bytes shows part of that. */
function withoutWrapper(name: string): string {
  return name.startsWith('.') ? name.slice(1).replace(/-w[raped]*_*$/, '') : name
}

/** Variables by which a terminal's own tools address one of its windows or tabs, and the terminal itself. */
export const HANDLES: Readonly<
  Record<string, { readonly pane: string; readonly control: string }>
> = {
  alacritty: { pane: 'ALACRITTY_WINDOW_ID', control: 'ALACRITTY_SOCKET' },
  'gnome-terminal': { pane: 'GNOME_TERMINAL_SCREEN', control: 'GNOME_TERMINAL_SERVICE' },
  kitty: { pane: 'KITTY_WINDOW_ID', control: 'KITTY_LISTEN_ON' },
  konsole: { pane: 'KONSOLE_DBUS_SESSION', control: 'KONSOLE_DBUS_SERVICE' },
  wezterm: { pane: 'WEZTERM_PANE', control: 'WEZTERM_UNIX_SOCKET' },
}

/** Variables that one terminal alone sets. */
const MARKS: Readonly<Record<string, string>> = {
  GHOSTTY_RESOURCES_DIR: 'ghostty',
  XTERM_VERSION: 'xterm',
  ...Object.fromEntries(Object.entries(HANDLES).map(([name, { pane }]) => [pane, name])),
}

/** Values of TERM_PROGRAM and TERM that one terminal alone sets. */
const VALUES: Readonly<Record<string, string>> = {
  alacritty: 'alacritty',
  foot: 'foot',
  'foot-extra': 'foot',
  ghostty: 'ghostty',
  rio: 'rio',
  vscode: 'vscode',
  WezTerm: 'wezterm',
  'xterm-ghostty': 'ghostty',
  'xterm-kitty': 'kitty',
}

/** All variables that `toTerminalName` looks at, and the handles. */
export const TERMINAL_VARIABLES: readonly string[] = [
  'TERM',
  'TERM_PROGRAM',
  ...Object.keys(MARKS),
  ...Object.values(HANDLES).map(({ control }) => control),
]

/** @returns undefined where the variables name none, or several: one started from another leaves both */
export function toTerminalName(variables: ReadonlyMap<string, string>): string | undefined {
  const names = new Set<string>()
  for (const [mark, name] of Object.entries(MARKS)) if (variables.has(mark)) names.add(name)
  for (const variable of ['TERM', 'TERM_PROGRAM']) {
    const value = variables.get(variable) ?? ''
    if (Object.hasOwn(VALUES, value)) names.add(VALUES[value] ?? '')
  }
  return names.size === 1 ? [...names][0] : undefined
}
