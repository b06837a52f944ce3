// Finds the agents that run already, with all their descendants, in /proc.

import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { toCommandLine } from '../host/command-line.ts'
import { isDead, type Proc, type ProcessStat } from '../host/proc.ts'
import { MAX_NAME_BYTES } from './script.ts'

export interface ScannedProcess {
  readonly pid: number
  /** The agent of whose tree it is: itself, for an agent. */
  readonly root: number
  readonly parent: number
  /** Of the root; one of those looked for. */
  readonly name: string
  readonly startTime: number
  /** What it runs now. */
  readonly program: string
  /** The terminal that controls it, as the kernel numbers devices inside; 0 without one. */
  readonly device: number
}

export interface Wanted {
  readonly names: readonly string[]
  readonly uid: number
}

/** @returns parents before their children */
export function scanAgents(
  proc: Proc,
  { names, uid }: Wanted,
  userOf: (pid: number) => number | undefined = readUser,
): readonly ScannedProcess[] {
  const living = proc.pids().flatMap((pid) => proc.stat(pid) ?? [])
  const known = new Set(living.map(({ pid }) => pid))
  const children = Map.groupBy(living, ({ parentPid }) => parentPid)
  const found: ScannedProcess[] = []

  const pending = living
    .filter(({ parentPid }) => !known.has(parentPid))
    .map((stat) => ({ stat, inside: undefined as ScannedProcess | undefined }))
  for (let next = pending.pop(); next; next = pending.pop()) {
    const seen = toScanned(next.stat, next.inside)
    if (seen) found.push(seen)
    for (const stat of children.get(next.stat.pid) ?? []) pending.push({ stat, inside: seen })
  }
  return found

  function toScanned(
    stat: ProcessStat,
    inside: ScannedProcess | undefined,
  ): ScannedProcess | undefined {
    if (isDead(stat)) return undefined
    const argv = proc.arguments(stat.pid) ?? []
    const name = nameOf(stat, argv)
    const own = name !== undefined && name !== inside?.name && userOf(stat.pid) === uid
    if (!own && inside === undefined) return undefined
    return {
      pid: stat.pid,
      parent: stat.parentPid,
      startTime: stat.startTime,
      root: own || inside === undefined ? stat.pid : inside.root,
      name: own || inside === undefined ? (name ?? '') : inside.name,
      program: basename(argv[0] ?? '') || stat.command,
      device: toKernelDevice(stat.ttyNumber),
    }
  }

  /** By nothing but the name of the file that was run, which is all that the kernel's script sees. */
  function nameOf(stat: ProcessStat, argv: readonly string[]) {
    const { command, script = '' } = toCommandLine('', argv)
    const called = new Set([command, script].map((path) => withoutWrapper(basename(path))))
    return names.find((name) => called.has(name) || name.slice(0, MAX_NAME_BYTES) === stat.command)
  }
}

/** nixpkgs moves `claude` to `.claude-wrapped`, and puts a script in its place. */
const withoutWrapper = (name: string): string => /^\.(.+)-wrapped_*$/.exec(name)?.[1] ?? name

/** From /proc's way to pack a device into 32 bits to the kernel's own. */
export function toKernelDevice(number: number): number {
  const major = (number >>> 8) & 0xfff
  const minor = (number & 0xff) | ((number >>> 12) & 0xfff00)
  return major * 0x100000 + minor
}

/** The real user: the owner of /proc/PID is root for processes that hide their memory. */
function readUser(pid: number): number | undefined {
  try {
    const uid = /^Uid:\t(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return uid === undefined ? undefined : Number(uid)
  } catch {
    return undefined
  }
}
