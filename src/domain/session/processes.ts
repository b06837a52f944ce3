// What the kernel tells of one session's processes: which the agent runs, and who waits for a key.

import type { AgentEvent } from '../event.ts'
import type { ProcessSign } from '../event/process-sign.ts'
import { forgetOldest } from '../forget-oldest.ts'
import { HELPER_MS } from '../tuning.ts'

interface Running {
  readonly name: string
  /** When it began, on the agent's clock, which is this machine's. */
  readonly startedMs: number
  /** When that was heard, on the session's clock. */
  readonly arrivalMs: number
}

interface Ended {
  readonly startedMs: number
  readonly arrivalMs: number
}

interface Blocked {
  readonly name: string
  readonly sinceMs: number
  readonly self: boolean
}

export interface Processes {
  /** The agent's own children, by their number; what these run in turn lives and dies with them. */
  readonly running: Map<number, Running>
  /** The latest that ended, helpers of the agent's own aside: these come again and again. */
  readonly ended: Ended[]
  /** Who waits for a key in the agent's terminal. */
  readonly blocked: Map<number, Blocked>
  /** Whether the agent itself was seen to block, so that it does not while it works. */
  blocks: boolean
}

/** A turn's tools are few; what is more than this is no turn's. */
const MAX_RUNNING = 256
const MAX_ENDED = 32

export const createProcesses = (): Processes => ({
  running: new Map(),
  ended: [],
  blocked: new Map(),
  blocks: false,
})

/** What concerns a process; a key pressed is the person's. */
type OwnSign = Exclude<ProcessSign, { kind: 'input' }>

/** @param event that told it */
export function noteProcess(processes: Processes, sign: OwnSign, event: AgentEvent): void {
  const { running, blocked } = processes
  switch (sign.kind) {
    case 'process_started': {
      const { startedMs = event.timeMs, arrivalMs = event.arrivalMs } = running.get(sign.pid) ?? {}
      put(running, sign.pid, { name: sign.name, startedMs, arrivalMs })
      return
    }
    case 'process_ended':
      return endProcess(processes, sign.pid, event.arrivalMs)
    case 'terminal_blocked':
      if (sign.self) processes.blocks = true
      put(blocked, sign.pid, { name: sign.name, sinceMs: event.timeMs, self: sign.self })
      return
    case 'terminal_unblocked':
      blocked.delete(sign.pid)
  }
}

function endProcess({ running, ended, blocked }: Processes, pid: number, arrivalMs: number): void {
  blocked.delete(pid)
  const process = running.get(pid)
  if (!process) return
  running.delete(pid)
  if (arrivalMs < process.arrivalMs + HELPER_MS) return
  ended.push({ startedMs: process.startedMs, arrivalMs })
  if (ended.length > MAX_ENDED) ended.shift()
}

function put<T>(map: Map<number, T>, pid: number, value: T): void {
  map.set(pid, value)
  forgetOldest(map, MAX_RUNNING)
}

/** Part of the agent's clock, both ends included. */
export interface Span {
  readonly fromMs: number
  readonly toMs: number
}

const isIn = (timeMs: number, { fromMs, toMs }: Span): boolean => timeMs >= fromMs && timeMs <= toMs

/** The name of a process that began in that time and still runs. */
export function runningFrom({ running }: Processes, span: Span): string | undefined {
  for (const { name, startedMs } of running.values()) if (isIn(startedMs, span)) return name
  return undefined
}

/** When the last process that began in that time ended, on the session's clock; 0 without one. */
export function lastEndMs({ ended }: Processes, span: Span): number {
  let lastMs = 0
  for (const { startedMs, arrivalMs } of ended)
    if (isIn(startedMs, span)) lastMs = Math.max(lastMs, arrivalMs)
  return lastMs
}

/** Who has been waiting for a key since that time: one of its processes, or the agent itself. */
export function blockedSince(
  { blocked }: Processes,
  fromMs: number,
  self: boolean,
): string | undefined {
  for (const reader of blocked.values())
    if (reader.self === self && reader.sinceMs >= fromMs) return reader.name
  return undefined
}
