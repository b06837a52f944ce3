// Finds where a process can be seen: its terminal, window, multiplexer's pane or remote login.

import { ancestorsOf, MAX_ANCESTORS } from './ancestors.ts'
import type { Proc, ProcessStat } from './proc.ts'
import { HANDLES, type Host, TERMINAL_VARIABLES, toHost, toTerminalName } from './terminal-names.ts'

export interface Terminal {
  /** Such as `kitty` or `vscode`. */
  readonly name: string
  /** The process that owns the window; undefined where only variables name the terminal. */
  readonly pid?: number
  /** X11 window. */
  readonly windowId?: number
  /** The window or tab as the terminal's own tools name it, such as KITTY_WINDOW_ID. */
  readonly pane?: string
  /** Where the terminal takes commands, such as KITTY_LISTEN_ON. */
  readonly control?: string
}

export interface TmuxPane {
  /** Path of the server's socket. */
  readonly socket: string
  /** Such as `%3`. */
  readonly pane: string
}

/** What is not known is left out, never guessed. */
export interface Surroundings {
  /** None in a multiplexer: which terminal shows it may change any time, so ask when it matters. */
  readonly terminal?: Terminal
  readonly tmux?: TmuxPane
  readonly zellij?: { readonly session: string }
  readonly screen?: { readonly session: string }
  /** SSH_CONNECTION: both ends' addresses and ports, the client's first. */
  readonly ssh?: { readonly connection: string }
}

interface Found {
  readonly host: Host
  readonly process: ProcessStat
}

type Variables = ReadonlyMap<string, string>

const MULTIPLEXER_VARIABLES = ['TMUX', 'ZELLIJ', 'ZELLIJ_SESSION_NAME', 'STY']
const TMUX_VARIABLES = new Set(['TMUX', 'TMUX_PANE'])
const VARIABLES = new Set([
  ...TERMINAL_VARIABLES,
  ...MULTIPLEXER_VARIABLES,
  'WINDOWID',
  'SSH_CONNECTION',
])

/**
 * Programs hand down variables to whatever they start, also to terminals. So
 * the chain of parents decides what a process lives in, and its variables only
 * say which part of that; where the chain ends at neither (a remote login that
 * is hidden, an editor's detached server) they name the terminal, if only one.
 *
 * Synchronous, some 0.1 ms.
 */
export function findSurroundings(proc: Proc, pid: number): Surroundings {
  const self = proc.stat(pid)
  if (!self) return {}
  const variables = proc.environment(pid, VARIABLES) ?? new Map<string, string>()
  const found = findHost(proc, self)
  switch (found?.host.kind) {
    case 'terminal':
      return { terminal: toTerminal(proc, found.host.name, found.process.pid, variables) }
    case 'tmux':
      return toTmux(proc, pid, found.process.pid)
    case 'zellij':
      return toZellij(variables)
    case 'screen':
      return toScreen(variables)
    case 'ssh':
      return toRemote(variables)
    case undefined:
      // Without a terminal nothing shows it, whatever its variables were handed down from.
      return self.ttyNumber === 0 || MULTIPLEXER_VARIABLES.some((name) => variables.has(name))
        ? {}
        : toRemote(variables)
  }
}

/** The nearest host; of several processes of one program the outermost, which owns the window. */
function findHost(proc: Proc, self: ProcessStat): Found | undefined {
  let found: Found | undefined
  let parent = proc.stat(self.parentPid)
  for (let i = 0; parent !== undefined && i < MAX_ANCESTORS; i++) {
    const host = toHost(parent.command, proc.executable(parent.pid))
    if (found && !isSame(host, found.host)) break
    if (host) found = { host, process: parent }
    parent = proc.stat(parent.parentPid)
  }
  return found
}

function isSame(a: Host | undefined, b: Host): boolean {
  return a?.kind === 'terminal' && b.kind === 'terminal' && a.name === b.name
}

function toTerminal(proc: Proc, name: string, pid: number, variables: Variables): Terminal {
  const inherited = proc.environment(pid, new Set(['WINDOWID']))?.get('WINDOWID')
  const windowId = variables.get('WINDOWID')
  const isOwn = windowId !== inherited && /^[1-9]\d{0,9}$/.test(windowId ?? '')
  return {
    name,
    pid,
    // A terminal on Wayland hands down the window of the one that it was started from.
    ...(isOwn ? { windowId: Number(windowId) } : {}),
    ...toHandles(name, variables),
  }
}

function toHandles(name: string, variables: Variables): Pick<Terminal, 'pane' | 'control'> {
  const handles = Object.hasOwn(HANDLES, name) ? HANDLES[name] : undefined
  const pane = variables.get(handles?.pane ?? '')
  const control = variables.get(handles?.control ?? '')
  return { ...(pane ? { pane } : {}), ...(control ? { control } : {}) }
}

/**
 * Its own variables may have been taken away, as they have to be for a tmux in tmux; then what it
 * was started from in that pane still has them.
 * @param serverPid where the chain of parents ended: variables of another server are leftovers
 */
function toTmux(proc: Proc, self: number, serverPid: number): Surroundings {
  for (const pid of ancestorsOf(proc, self)) {
    if (pid === serverPid) break
    const variables = proc.environment(pid, TMUX_VARIABLES)
    const [, socket, server] = /^(\/.+),(\d+),\d+$/.exec(variables?.get('TMUX') ?? '') ?? []
    const pane = variables?.get('TMUX_PANE') ?? ''
    if (socket !== undefined && Number(server) === serverPid && /^%\d+$/.test(pane))
      return { tmux: { socket, pane } }
  }
  return {}
}

function toZellij(variables: Variables): Surroundings {
  const session = variables.get('ZELLIJ_SESSION_NAME')
  return session ? { zellij: { session } } : {}
}

function toScreen(variables: Variables): Surroundings {
  const session = variables.get('STY')
  return session ? { screen: { session } } : {}
}

function toRemote(variables: Variables): Surroundings {
  const name = toTerminalName(variables)
  const connection = variables.get('SSH_CONNECTION')
  return {
    ...(name === undefined ? {} : { terminal: { name, ...toHandles(name, variables) } }),
    ...(connection ? { ssh: { connection } } : {}),
  }
}
