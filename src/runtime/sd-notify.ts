// Tells systemd that the daemon is ready, alive and about to stop: sd_notify(3), by way of systemd-notify.

import { execFile } from 'node:child_process'

type Env = Readonly<Record<string, string | undefined>>

/** Every call returns at once and never throws; without a service manager each does nothing. */
export interface ManagerLink extends Disposable {
  /** How often systemd hears that the event loop turns; undefined where it does not ask. */
  readonly watchdogIntervalMs: number | undefined
  /** Call it once everything is open; from then on the watchdog is served. */
  ready(): void
  /** One line for `systemctl status`; the last one counts. */
  status(text: string): void
  stopping(): void
}

export interface ManagerLinkOptions {
  readonly pid?: number
  /** The program, by name or path. */
  readonly program?: string
  /** Least time between two messages that only tell a status. */
  readonly statusIntervalMs?: number
  /** Told once, where systemd cannot be told. */
  readonly onError?: (error: Error) => void
}

/** systemd answers within milliseconds; a message that hangs must not hold up the next one. */
const TIMEOUT_MS = 5000

/**
 * Node has no datagram sockets of the Unix kind, and systemd-notify comes with
 * systemd. It is another process, so the unit needs NotifyAccess=all. At most
 * one runs at a time; what comes up meanwhile is sent together after it.
 */
export function createManagerLink(env: Env, options: ManagerLinkOptions = {}): ManagerLink {
  const { pid = process.pid, statusIntervalMs = 1000 } = options
  const watchdogIntervalMs = toWatchdogIntervalMs(env, pid)
  if (!env['NOTIFY_SOCKET']) return silent
  const send = createSender(env, options)
  let statusTimer: NodeJS.Timeout | undefined
  let watchdogTimer: NodeJS.Timeout | undefined
  let [told, wanted] = ['', '']
  let isWaiting = false

  function tellStatus(): void {
    isWaiting = false
    if (wanted === told) return
    told = wanted
    send([`STATUS=${wanted}`])
    isWaiting = true
    statusTimer = setTimeout(tellStatus, statusIntervalMs).unref()
  }
  return {
    watchdogIntervalMs,
    ready() {
      send(['READY=1'])
      // A timer of the event loop: one that is stuck sends nothing, and is started anew.
      if (watchdogIntervalMs === undefined) return
      watchdogTimer = setInterval(() => send(['WATCHDOG=1']), watchdogIntervalMs).unref()
    },
    status(text) {
      wanted = text.replaceAll(/\s+/g, ' ').trim()
      if (!isWaiting) tellStatus()
    },
    stopping() {
      this[Symbol.dispose]()
      send(['STOPPING=1'])
    },
    [Symbol.dispose]() {
      clearTimeout(statusTimer)
      clearInterval(watchdogTimer)
      // Late states would contradict what was said last.
      isWaiting = true
    },
  }
}

const silent: ManagerLink = {
  watchdogIntervalMs: undefined,
  ready() {},
  status() {},
  stopping() {},
  [Symbol.dispose]() {},
}

/** Half of what systemd allows, as sd_watchdog_enabled(3) recommends. */
function toWatchdogIntervalMs(env: Env, pid: number): number | undefined {
  const limitMs = Number(env['WATCHDOG_USEC']) / 1000
  const isOurs = !env['WATCHDOG_PID'] || env['WATCHDOG_PID'] === String(pid)
  return isOurs && limitMs >= 2 ? limitMs / 2 : undefined
}

/** Sends assignments in order; of those that wait, a later one of the same variable wins. */
function createSender(env: Env, { program = 'systemd-notify', onError }: ManagerLinkOptions) {
  const waiting = new Map<string, string>()
  let isRunning = false
  let isBroken = false

  function next(): void {
    const assignments = [...waiting.values()]
    waiting.clear()
    if (assignments.length === 0) return
    isRunning = true
    const settings = { env, timeout: TIMEOUT_MS, killSignal: 'SIGKILL' } as const
    // It returns when systemd has read the message, so that the sender is known by then.
    const child = execFile(program, assignments, settings, (error) => {
      isRunning = false
      if (error !== null && !isBroken) onError?.(error)
      isBroken ||= error !== null
      next()
    })
    child.stdin?.end()
    child.unref()
  }
  return (assignments: readonly string[]): void => {
    for (const text of assignments) waiting.set(text.slice(0, text.indexOf('=')), text)
    if (!isRunning) next()
  }
}
