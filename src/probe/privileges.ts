// Root's powers, held back: the relay works as the user it serves, and is root only while it starts bpftrace.

import { readFileSync } from 'node:fs'

/** Numbers from linux/capability.h. */
const CAP_SETPCAP = 8n
const CAP_PERFMON = 38n
const CAP_BPF = 39n
const NEEDED = (1n << CAP_BPF) | (1n << CAP_PERFMON)

type Argv = readonly [program: string, ...args: string[]]

export interface Privileges {
  /** The user that is served. */
  readonly uid: number
  /** Runs `fn`, which must not wait for anything, as root. */
  asRoot<T>(fn: () => T): T
}

/**
 * Takes the effective user id of `user`. With it go all effective capabilities;
 * they come back with user id 0, which the kernel has kept as the real one.
 * Being that user is also the only way to his socket: root without
 * CAP_DAC_OVERRIDE may not enter his runtime directory.
 * @throws {Error} with code ERR_UNKNOWN_CREDENTIAL where there is no such user, EPERM where it is not allowed
 */
export function workAs(user: string): Privileges {
  const { seteuid, geteuid } = process
  if (!seteuid || !geteuid) throw new Error('this platform has no users')
  seteuid(/^\d+$/.test(user) ? Number(user) : user)
  const uid = geteuid()
  return {
    uid,
    asRoot(fn) {
      seteuid(0)
      try {
        return fn()
      } finally {
        seteuid(uid)
      }
    },
  }
}

/**
 * The command that runs a program as root with no more than CAP_BPF and CAP_PERFMON.
 * @param setpriv where that is, if anywhere
 */
export function withLeastPower(
  argv: Argv,
  setpriv: string | undefined,
  status: string = readFileSync('/proc/self/status', 'utf8'),
): Argv {
  const bounding = capabilities(status, 'CapBnd')
  const hasMore = (bounding & ~NEEDED) !== 0n
  const mayDrop = (capabilities(status, 'CapPrm') & (1n << CAP_SETPCAP)) !== 0n
  if (!hasMore || !mayDrop || setpriv === undefined) return argv
  return [
    setpriv,
    '--no-new-privs',
    '--inh-caps',
    '-all',
    '--bounding-set',
    '-all,+bpf,+perfmon',
    '--',
    ...argv,
  ]
}

/** @param status of /proc/PID/status */
export function hasCapabilities(status: string): boolean {
  return (capabilities(status, 'CapPrm') & NEEDED) === NEEDED
}

function capabilities(status: string, set: string): bigint {
  const digits = new RegExp(`^${set}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1]
  return digits === undefined ? 0n : BigInt(`0x${digits}`)
}
