// Reads what Linux tells of processes in /proc; what cannot be read is undefined, never an error.

import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'

/** A process beyond doubt: numbers are used again, a number with its start time is not. */
export interface ProcessId {
  readonly pid: number
  /** Clock ticks since boot: field 22 of /proc/PID/stat. */
  readonly startTime: number
}

/** Tells it from all others, for maps. */
export const processKey = ({ pid, startTime }: ProcessId): string => `${pid} ${startTime}`

/** A process that was seen, though maybe not when it started. */
export type SeenProcess = Pick<ProcessId, 'pid'> & {
  readonly startTime?: number | undefined
}

export interface ProcessStat extends ProcessId {
  /** At most 15 bytes, chosen by the process itself: `MainThread` for Node. */
  readonly command: string
  /** One letter, such as `S`. */
  readonly state: string
  readonly parentPid: number
  /** The controlling terminal's device number; 0 without one. */
  readonly ttyNumber: number
}

const DEAD = new Set(['Z', 'X', 'x'])

/** A process that has ended is listed until its parent took note. */
export const isDead = ({ state }: ProcessStat): boolean => DEAD.has(state)

/** `unknown`: there is no /proc, or it could not be read just now. */
export type Existence = 'running' | 'ended' | 'unknown'

/**
 * Every call is synchronous and takes some 3 to 30 µs: reading /proc through
 * promises takes ten times as long. Nothing throws: what is denied, gone or
 * malformed is undefined.
 */
export interface Proc {
  /** Numbers of all processes, the highest first: mostly the newest; empty without /proc. */
  pids(): number[]
  stat(pid: number): ProcessStat | undefined
  /** Identifies a process that lives. */
  identify(pid: number): ProcessId | undefined
  /**
   * Of a process that could be seen before; says `ended` only on evidence.
   * Without a start time any process of that number will do.
   */
  existence(process: SeenProcess): Existence
  /** Effective user; root for processes that hide themselves (not dumpable). */
  owner(pid: number): number | undefined
  arguments(pid: number): readonly string[] | undefined
  /** Only the variables asked for, as the process got them at its start: the rest may be secrets. */
  environment(pid: number, names: ReadonlySet<string>): ReadonlyMap<string, string> | undefined
  /** A removed directory keeps the path it had. */
  workingDirectory(pid: number): string | undefined
  /** Path of the program. */
  executable(pid: number): string | undefined
  descriptors(pid: number): readonly string[] | undefined
  /** Path of the file behind a descriptor; undefined for sockets, pipes and their like. */
  openFile(pid: number, descriptor: string): string | undefined
  /** Inode of the socket behind a descriptor; undefined for anything but a socket. */
  socketInode(pid: number, descriptor: string): number | undefined
}

const GONE = new Set<unknown>(['ENOENT', 'ESRCH'])

/** Position after the command, which is the second field: see proc_pid_stat(5). */
const STATE = 0
const PARENT = 1
const TTY = 4
const START_TIME = 19

/** @param directory where the kernel's process files are, for tests */
export function createProc(directory = '/proc'): Proc {
  const readText = (pid: number, name: string) =>
    attempt(() => readFileSync(`${directory}/${pid}/${name}`, 'utf8'))
  const readLink = (pid: number, name: string) =>
    attempt(() => readlinkSync(`${directory}/${pid}/${name}`))

  function stat(pid: number): ProcessStat | undefined {
    const text = readText(pid, 'stat')
    return text === undefined ? undefined : parseStat(pid, text)
  }

  return {
    stat,
    pids: () => (attempt(() => readdirSync(directory)) ?? []).flatMap(toPid).toSorted(descending),
    identify(pid) {
      const found = stat(pid)
      return found && !isDead(found) ? { pid, startTime: found.startTime } : undefined
    },
    existence: (process) => existenceOf(process, directory),
    owner: (pid) => attempt(() => statSync(`${directory}/${pid}`).uid),
    arguments: (pid) => splitList(readText(pid, 'cmdline')),
    environment(pid, names) {
      const entries = splitList(readText(pid, 'environ'))
      return entries && pickVariables(entries, names)
    },
    workingDirectory(pid) {
      const path = readLink(pid, 'cwd')
      return path === undefined ? undefined : withoutDeleted(path)
    },
    executable(pid) {
      const path = readLink(pid, 'exe')
      return path === undefined ? undefined : withoutDeleted(path)
    },
    descriptors: (pid) => attempt(() => readdirSync(`${directory}/${pid}/fd`)),
    openFile(pid, descriptor) {
      const path = readLink(pid, `fd/${descriptor}`)
      return path?.startsWith('/') ? path : undefined
    },
    socketInode(pid, descriptor) {
      const inode = /^socket:\[(\d+)\]$/.exec(readLink(pid, `fd/${descriptor}`) ?? '')?.[1]
      return inode === undefined ? undefined : Number(inode)
    },
  }
}

/**
 * The command may hold anything, also spaces, parentheses and newlines: only
 * its last parenthesis is sure to end it.
 * @param text of /proc/PID/stat
 */
export function parseStat(pid: number, text: string): ProcessStat | undefined {
  const open = text.indexOf('(')
  const close = text.lastIndexOf(')')
  const fields = text
    .slice(close + 1)
    .trim()
    .split(' ')
  const state = fields[STATE]
  const startTime = Number(fields[START_TIME])
  if (open < 0 || close < open || !state || fields[START_TIME] === undefined) return undefined
  if (!Number.isSafeInteger(startTime)) return undefined
  const command = text.slice(open + 1, close)
  const [parentPid, ttyNumber] = [Number(fields[PARENT]), Number(fields[TTY])]
  return { pid, startTime, command, state, parentPid, ttyNumber }
}

/** Only a missing file, a corpse or another process in its place is an end; running out of descriptors is not. */
function existenceOf({ pid, startTime }: SeenProcess, directory: string): Existence {
  try {
    const found = parseStat(pid, readFileSync(`${directory}/${pid}/stat`, 'utf8'))
    if (!found) return 'unknown'
    const isSame = startTime === undefined || found.startTime === startTime
    return isSame && !isDead(found) ? 'running' : 'ended'
  } catch (error) {
    const isGone = GONE.has((error as NodeJS.ErrnoException).code)
    return isGone && existsSync(`${directory}/self`) ? 'ended' : 'unknown'
  }
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

const descending = (a: number, b: number) => b - a

function toPid(name: string): number[] {
  return /^\d+$/.test(name) ? [Number(name)] : []
}

/** Lists end every item with a NUL; a process may have overwritten them with anything. */
function splitList(text: string | undefined): string[] | undefined {
  return text === undefined || text === '' ? undefined : text.replace(/\0+$/, '').split('\0')
}

function pickVariables(
  entries: readonly string[],
  names: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const picked = new Map<string, string>()
  for (const entry of entries) {
    const name = entry.slice(0, Math.max(entry.indexOf('='), 0))
    // As getenv does: the first one counts.
    if (names.has(name) && !picked.has(name)) picked.set(name, entry.slice(name.length + 1))
  }
  return picked
}

/** What the kernel appends to the path of a file that was removed or replaced. */
function withoutDeleted(path: string): string {
  return path.replace(/ \(deleted\)$/, '')
}
