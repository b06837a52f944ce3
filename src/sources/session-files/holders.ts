// The processes that hold session files, and what each file said last.

import { toEndReason } from '../../domain/ending.ts'
import type { AgentEvent, EndReason, Happening } from '../../domain/event.ts'
import type { Proc, ProcessId } from '../../host/proc.ts'
import type { ProcessEnding, ProcessWatch } from '../../host/process-watch.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { SessionFile, SessionFileKind } from './session-file.ts'
import { nothingKnown, stepTurn, type Known } from './turns.ts'

export interface HoldersContext {
  readonly clock: Clock
  readonly proc: Proc
  readonly watch: ProcessWatch
  readonly give: (events: readonly AgentEvent[]) => void
}

export interface Holders extends Disposable {
  /** @param name of the file; one process writes each */
  take(kind: SessionFileKind, name: string, file: SessionFile): void
  /** The file is gone: a little before its process, unless somebody removed it alone. */
  look(kind: SessionFileKind, name: string): void
  stats(): { readonly sessions: number; readonly read: number; readonly stale: number }
}

/** A living process. */
interface Holder {
  readonly kind: SessionFileKind
  readonly process: ProcessId
  readonly exit: Disposable
  file: SessionFile
  known: Known
}

/** Processes followed at most. */
const MAX_HOLDERS = 512

export function createHolders({ clock, proc, watch, give }: HoldersContext): Holders {
  const holders = new Map<string, Holder>()
  const counters = { read: 0, stale: 0 }

  const keyOf = (kind: SessionFileKind, name: string) => `${kind.agent} ${name}`
  const wallNow = () => clock.now() + clock.wallOffsetMs()

  function tell({ kind, file }: Holder, happenings: readonly Happening[]): void {
    const times = { nowMs: wallNow(), arrivalMs: clock.now() }
    if (happenings.length > 0)
      give(happenings.map((happening) => toEvent(kind, file, happening, times)))
  }

  function add(kind: SessionFileKind, key: string, file: SessionFile, process: ProcessId): void {
    if (holders.size >= MAX_HOLDERS) return
    const exit = watch.watchExit(process, (ending) => end(key, ending))
    const holder = { kind, process, exit, file, known: nothingKnown }
    holders.set(key, holder)
    begin(holder, file)
  }

  /** The first status is the present state, whatever led to it. */
  function begin(holder: Holder, file: SessionFile): void {
    const { known, happenings } = stepTurn(nothingKnown, file)
    Object.assign(holder, { file, known })
    tell(holder, [{ kind: 'session_started' }, { kind: 'process_found' }, ...happenings])
  }

  function update(holder: Holder, file: SessionFile): void {
    const { known, happenings } = stepTurn(holder.known, file)
    Object.assign(holder, { file, known })
    tell(holder, happenings)
  }

  /** Its status is older than the session, whose time is now. */
  function replace(holder: Holder, file: SessionFile): void {
    leave(holder, 'superseded')
    begin(holder, { ...file, timeMs: wallNow() })
  }

  function end(key: string, ending?: ProcessEnding): void {
    const holder = holders.get(key)
    if (!holder) return
    holders.delete(key)
    holder.exit[Symbol.dispose]()
    leave(holder, toEndReason(ending))
  }

  /** A session may be open in two processes. */
  function leave(holder: Holder, reason: EndReason): void {
    const { kind, file } = holder
    const isElsewhere = [...holders.values()].some(
      (other) => other !== holder && other.kind === kind && other.file.sessionId === file.sessionId,
    )
    if (isElsewhere) return
    holder.file = { ...file, timeMs: wallNow() }
    tell(holder, [{ kind: 'session_ended', reason }])
  }

  return {
    take(kind, name, file) {
      counters.read++
      const key = keyOf(kind, name)
      // The number may have been given to another process since.
      if (holders.get(key)?.process.startTime !== file.startTime) end(key)
      const process = proc.identify(file.pid)
      const holder = holders.get(key)
      if (process?.startTime !== file.startTime) counters.stale++
      else if (holder === undefined) add(kind, key, file, process)
      else if (holder.file.sessionId === file.sessionId) update(holder, file)
      else replace(holder, file)
    },
    look(kind, name) {
      const holder = holders.get(keyOf(kind, name))
      if (holder) watch.poke(holder.process)
    },
    stats: () => ({ sessions: holders.size, ...counters }),
    [Symbol.dispose]() {
      for (const { exit } of holders.values()) exit[Symbol.dispose]()
      holders.clear()
    },
  }
}

function toEvent(
  { agent }: SessionFileKind,
  { pid, sessionId, cwd, version, timeMs: toldMs }: SessionFile,
  happening: Happening,
  { nowMs, arrivalMs }: { readonly nowMs: number; readonly arrivalMs: number },
): AgentEvent {
  const timeMs = Math.min(toldMs || nowMs, nowMs)
  return {
    agent,
    sessionId,
    timeMs,
    arrivalMs,
    delayMs: nowMs - timeMs,
    origin: '',
    recordId: `file:${pid}:${timeMs}:${happening.kind}`,
    sequence: undefined,
    about: { cwd, pid, version },
    usage: undefined,
    counters: undefined,
    helper: false,
    promisesTurnEnd: false,
    happening,
  }
}
