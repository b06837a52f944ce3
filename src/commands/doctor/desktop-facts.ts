// Looks at what the daemon needs of the desktop: pipe, notifications, compositor, tmux.

import { lstatSync } from 'node:fs'
import { findDesktop } from '../../host/focus/index.ts'
import type { Proc } from '../../host/proc.ts'
import { runProgram } from '../../host/program.ts'
import { BusLink, toBusAddress } from '../../sinks/notification/bus-link.ts'

type Env = Readonly<Record<string, string | undefined>>

export interface DesktopFacts {
  readonly pipe: {
    readonly isEnabled: boolean
    readonly path: string
    readonly kind: 'pipe' | 'missing' | 'other'
  }
  readonly notifications: {
    readonly isEnabled: boolean
    /** Name and version of what shows them, or why there is nothing. */
    readonly server: string | undefined
    readonly problem: string | undefined
  }
  readonly compositor: { readonly name: string; readonly needs: string } | undefined
  readonly tmux: string | undefined
  /** Variables of the desktop that are set here, but not for the daemon; undefined where that cannot be told. */
  readonly missingVariables: readonly string[] | undefined
}

export const NO_BUS = 'there is no session bus'

/** The variables by which the daemon finds the desktop. */
const DESKTOP_VARIABLES = [
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'SWAYSOCK',
  'I3SOCK',
  'HYPRLAND_INSTANCE_SIGNATURE',
  'NIRI_SOCKET',
]

const BUS_TIMEOUT_MS = 3000

export interface Wanted {
  readonly env: Env
  readonly proc: Proc
  readonly pipe: { readonly isEnabled: boolean; readonly path: string }
  readonly areNotificationsEnabled: boolean
  readonly daemonPid: number | undefined
}

/** Asks for all of them at the same time. */
export async function findDesktopFacts(wanted: Wanted): Promise<DesktopFacts> {
  const { env, proc, pipe, daemonPid } = wanted
  const [notifications, desktop, tmux] = await Promise.all([
    findNotifications(wanted),
    findDesktop(env).catch(() => undefined),
    runProgram(['tmux', '-V'], env).catch(() => undefined),
  ])
  return {
    pipe: { ...pipe, kind: kindOf(pipe.path) },
    notifications,
    compositor: desktop?.compositor,
    tmux: tmux?.stdout.trim() || undefined,
    missingVariables: daemonPid === undefined ? undefined : findMissing(env, proc, daemonPid),
  }
}

function kindOf(path: string): DesktopFacts['pipe']['kind'] {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return 'missing'
  return stat.isFIFO() ? 'pipe' : 'other'
}

async function findNotifications({
  env,
  areNotificationsEnabled,
}: Wanted): Promise<DesktopFacts['notifications']> {
  const isEnabled = areNotificationsEnabled
  const address = toBusAddress(env)
  if (address === undefined) {
    return { isEnabled, server: undefined, problem: NO_BUS }
  }
  try {
    return { isEnabled, server: await askServer(address), problem: undefined }
  } catch (error) {
    return { isEnabled, server: undefined, problem: toReason(error) }
  }
}

async function askServer(address: string): Promise<string> {
  const options = { address, timeoutMs: BUS_TIMEOUT_MS, onSignal: () => {}, onLost: () => {} }
  const link = new BusLink(options)
  let name: unknown
  try {
    await link.call('GetServerInformation', '', [], (result) => (name = result))
  } finally {
    link.close()
  }
  return typeof name === 'string' ? name : 'a server'
}

function toReason(error: unknown): string {
  const { code, message, cause } = error as NodeJS.ErrnoException
  // The library tells of a closed connection, and of why in its cause.
  const codes = new Set([code, (cause as NodeJS.ErrnoException | undefined)?.code])
  const isAbsent = codes.has('ENOENT') || codes.has('ECONNREFUSED')
  return isAbsent ? NO_BUS : message || String(error)
}

function findMissing(env: Env, proc: Proc, pid: number): readonly string[] | undefined {
  const theirs = proc.environment(pid, new Set(DESKTOP_VARIABLES))
  if (theirs === undefined) return undefined
  return DESKTOP_VARIABLES.filter((name) => env[name] && !theirs.has(name))
}
