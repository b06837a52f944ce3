// The sockets that a service manager listens on and hands over at the start: sd_listen_fds(3).

type Env = Readonly<Record<string, string | undefined>>

/** After stdin, stdout and stderr; the number is part of the protocol. */
const FIRST_FD = 3

/**
 * @returns descriptors that are listening already, in the order of the socket unit; empty
 *   where none were handed over, or the variables are meant for another process
 */
export function inheritedListenFds(env: Env, pid: number = process.pid): readonly number[] {
  if (env['LISTEN_PID'] !== String(pid)) return []
  const count = Number(env['LISTEN_FDS'])
  if (!Number.isSafeInteger(count) || count < 1) return []
  return Array.from({ length: count }, (_, index) => FIRST_FD + index)
}
