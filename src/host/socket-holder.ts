// Finds the processes that hold sockets, in small steps.

import { basename } from 'node:path'
import { interpreters } from './command-line.ts'
import type { Proc, ProcessId } from './proc.ts'
import type { SocketOwner } from './tcp-table.ts'

export interface SocketSearch {
  readonly socket: SocketOwner
  /** Called once if a process is found, undefined if all were asked in vain. */
  readonly found: (process: ProcessId | undefined) => void
}

/** Every step is a few reads of /proc: some 5 to 50 µs. */
export type Steps<T = void> = Generator<void, T, void>

/**
 * Which processes look as if they held the sockets, by what they and their scripts are called.
 * @param programs beginnings of names, besides those of interpreters
 */
export const likelyHolders = (programs: readonly string[]): RegExp =>
  new RegExp(`(?:^|[\\s.])(?:${[...programs, ...interpreters].join('|')})`)

/**
 * One walk through the processes for all searches at once: those known first,
 * then the newest that are likely, then all others of these users.
 * @param known numbers of processes, in the order to ask them
 * @param likely as of `likelyHolders`; it saves time, no more
 */
export function* findHolders(
  proc: Proc,
  searches: readonly SocketSearch[],
  known: readonly number[],
  likely: RegExp,
): Steps {
  const wanted = Map.groupBy(searches, ({ socket }) => socket.inode)
  const users = new Set(searches.map(({ socket }) => socket.uid))
  for (const pid of known) if (wanted.size > 0) yield* inspect(proc, pid, wanted)
  const others: number[] = []
  for (const pid of wanted.size > 0 ? proc.pids() : []) {
    if (wanted.size === 0) return
    yield
    if (!users.has(proc.owner(pid) ?? -1)) continue
    if (isCalled(likely, proc, pid)) yield* inspect(proc, pid, wanted)
    else others.push(pid)
  }
  for (const pid of others) if (wanted.size > 0) yield* inspect(proc, pid, wanted)
  for (const search of [...wanted.values()].flat()) search.found(undefined)
}

/** Answers the searches for what this process holds, and takes them off the list. */
function* inspect(proc: Proc, pid: number, wanted: Map<number, readonly SocketSearch[]>): Steps {
  yield
  // Before its sockets: were its number given away meanwhile, this start time would not match.
  const process = proc.identify(pid)
  for (const descriptor of (process && proc.descriptors(pid)) ?? []) {
    yield
    const inode = proc.socketInode(pid, descriptor)
    const searches = inode === undefined ? undefined : wanted.get(inode)
    if (!process || inode === undefined || !searches) continue
    wanted.delete(inode)
    const holder = yield* findFirstHolder(proc, process, inode)
    for (const search of searches) search.found(holder)
    if (wanted.size === 0) return
  }
}

/** A child that is just being started holds its parent's sockets too. */
function* findFirstHolder(proc: Proc, process: ProcessId, inode: number): Steps<ProcessId> {
  const parentPid = proc.stat(process.pid)?.parentPid ?? 0
  const parent = parentPid > 0 ? proc.identify(parentPid) : undefined
  if (!parent || !(yield* isHolder(proc, parent.pid, inode))) return process
  return yield* findFirstHolder(proc, parent, inode)
}

function* isHolder(proc: Proc, pid: number, inode: number): Steps<boolean> {
  for (const descriptor of proc.descriptors(pid) ?? []) {
    yield
    if (proc.socketInode(pid, descriptor) === inode) return true
  }
  return false
}

function isCalled(likely: RegExp, proc: Proc, pid: number): boolean {
  const [program = '', script = ''] = proc.arguments(pid) ?? []
  const names = [proc.executable(pid) ?? '', program, script].map((path) => basename(path))
  return likely.test(names.join(' '))
}
