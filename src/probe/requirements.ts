// What the probe needs of this machine, and what to do where that is missing: one sentence each.

import { accessSync, constants, existsSync, readFileSync, readlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runProgram } from '../host/program.ts'
import { hasCapabilities, type Privileges, withLeastPower } from './privileges.ts'
import { KERNEL_TYPES, type ProbeMode } from './script.ts'

/** Expected; the message is for people and says what to do. */
export class ProbeError extends Error {
  override readonly name = 'ProbeError'
  /** Whether another start can end otherwise without a change of what was asked for. */
  readonly isLasting: boolean

  constructor(message: string, isLasting = false) {
    super(message)
    this.isLasting = isLasting
  }
}

export interface Tools {
  /** Paths. */
  readonly bpftrace: string
  readonly setpriv: string | undefined
}

/** PROC_PID_INIT_INO of the kernel. */
const FIRST_PID_NAMESPACE = 'pid:[4026531836]'
const TRACEFS = ['/sys/kernel/tracing/events', '/sys/kernel/debug/tracing/events']
/** Compiles and loads a dozen small programs. */
const INFO_TIMEOUT_MS = 30_000

/** @throws {ProbeError} naming the first thing that is missing */
export function checkRequirements(searchPath: string, root = '/'): Tools {
  const isThere = (path: string) => existsSync(join(root, path))
  if (process.platform !== 'linux') throw new ProbeError('the probe needs Linux', true)
  if (process.getuid?.() !== 0 || !hasCapabilities(readFileSync('/proc/self/status', 'utf8'))) {
    throw new ProbeError(
      'the probe needs root with CAP_BPF and CAP_PERFMON: run it with sudo, or install its service: sudo otel-ai-monitor probe install',
      true,
    )
  }
  if (readlinkSync('/proc/self/ns/pid') !== FIRST_PID_NAMESPACE) {
    throw new ProbeError(
      'the probe cannot work inside a container, where processes have other numbers: run it on the host',
      true,
    )
  }
  const bpftrace = findProgram('bpftrace', searchPath)
  if (bpftrace === undefined) {
    throw new ProbeError(
      'bpftrace is not installed: apt install bpftrace, dnf install bpftrace or pacman -S bpftrace',
    )
  }
  if (!isThere(KERNEL_TYPES)) {
    throw new ProbeError(
      'this kernel does not describe its types (BTF): it needs CONFIG_DEBUG_INFO_BTF=y, as the kernels of Debian, Fedora, Ubuntu, Arch and NixOS have',
    )
  }
  if (!TRACEFS.some(isThere)) {
    throw new ProbeError(
      'tracefs is not mounted: mount -t tracefs nodev /sys/kernel/tracing (as root)',
    )
  }
  return { bpftrace, setpriv: findProgram('setpriv', searchPath) }
}

/**
 * Probes on the kernel's functions cost nothing for reads that are from no
 * terminal, so they go first where bpftrace says that this kernel has them.
 */
export async function chooseMode(
  { bpftrace, setpriv }: Tools,
  privileges: Privileges,
): Promise<ProbeMode> {
  const argv = withLeastPower([bpftrace, '--info'], setpriv)
  const env = { PATH: process.env['PATH'] }
  const { stdout } = await privileges
    .asRoot(() => runProgram(argv, env, INFO_TIMEOUT_MS))
    .catch(() => ({ stdout: '' }))
  return /\b(?:kfunc|fentry): yes/.test(stdout) ? 'functions' : 'syscalls'
}

function findProgram(name: string, searchPath: string): string | undefined {
  const found = searchPath.split(delimiter).map((directory) => join(directory, name))
  return found.find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
