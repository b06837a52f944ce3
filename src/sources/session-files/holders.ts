// The processes that hold session files, and what each file said last.

import type { AgentEvent, EndReason, Happening, TurnEnded } from '../../domain/event.ts'
import { noTelemetry } from '../../domain/event/no-telemetry.ts'
import type { Proc, ProcessId } from '../../host/proc.ts'
import type { ProcessEnding, ProcessWatch } from '../../host/process-watch.ts'
import { type Clock, type Moment, type Timer, timeOfDayMs, toMoment } from '../../runtime/clock.ts'
import { join } from 'node:path'
import { toEndReason } from '../../domain/event/ending.ts'
import { type Held, hold } from '../../runtime/hold.ts'
import type { SessionFile, SessionFileKind } from './session-file.ts'
import { findTranscript, readOutcome } from './transcript.ts'
import { type Ending, openEnding } from './turn-ending.ts'
import { nothingKnown, stepTurn, withOutcome, type Known } from './turns.ts'

export interface HoldersContext {
  readonly clock: Clock
  readonly proc: Proc
  readonly watch: ProcessWatch
  readonly give: (events: readonly AgentEvent[]) => void
  /** The agent's own directory. */
  readonly directoryOf: (kind: SessionFileKind) => string
}

export interface Holders extends Disposable {
  /**
   * @param name of the file; one process writes each
   * @param isOld whether it was there when the source was opened
   */
  take(kind: SessionFileKind, name: string, file: SessionFile, isOld: boolean): void
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
  /** Set while its session is not told of yet. */
  opening?: Timer | undefined
  /** A turn that may be none: it is told of in a moment. */
  beginning?: Held | undefined
  /** The end of a turn of which the transcript may tell more in a moment. */
  ending?: Ending | undefined
}

/** The last record of a turn is at most so much older than the status that tells its end. */
const LAST_RECORD_MS = 1_000
/** How long an end is held for its transcript; a command of the program's own has mostly none. */
const MAX_HELD_MS = 1_000
const MAX_LOCAL_MS = 300
/**
 * A program that goes on with an earlier session has one of its own first: for 0.7 s where the
 * machine was busy. Where nothing is done in it, it is not told of in that time.
 */
const FIRST_SESSION_MS = 1_500
/** How long a turn is held back: what is over by then is none, but a command of the program's own. */
const MAX_COMMAND_MS = 150
/** Processes followed at most. */
const MAX_HOLDERS = 512

/** Its disposal tells what is held, and nothing of the sessions, which go on. */
export function createHolders(context: HoldersContext): Holders {
  const { clock, proc, watch, give } = context
  const holders = new Map<string, Holder>()
  const counters = { read: 0, stale: 0 }

  const keyOf = (kind: SessionFileKind, name: string) => `${kind.agent} ${name}`

  function tell({ kind, file }: Holder, happenings: readonly Happening[]): void {
    const moment = toMoment(clock, file.timeMs || undefined)
    if (happenings.length > 0)
      give(happenings.map((happening) => toEvent(kind, file, happening, moment)))
  }

  function add(
    kind: SessionFileKind,
    key: string,
    file: SessionFile,
    { process, isOld }: { readonly process: ProcessId; readonly isOld: boolean },
  ): void {
    if (holders.size >= MAX_HOLDERS) return
    const exit = watch.watchExit(process, (ending) => end(key, ending))
    const holder: Holder = { kind, process, exit, file, known: nothingKnown }
    holders.set(key, holder)
    const dueMs = clock.now() + FIRST_SESSION_MS
    if (!isOld && isUnused(file))
      holder.opening = clock.setTimer(dueMs, () => begin(holder, holder.file))
    else begin(holder, file)
    if (isOld) holder.beginning?.conclude()
  }

  /** The first status is the present state, whatever led to it. */
  function begin(holder: Holder, file: SessionFile): void {
    holder.opening?.cancel()
    Object.assign(holder, { file, known: nothingKnown, opening: undefined })
    tell(holder, [{ kind: 'session_started' }, { kind: 'process_found' }])
    move(holder, file)
  }

  function update(holder: Holder, file: SessionFile): void {
    if (holder.opening) {
      holder.file = file
      return isUnused(file) ? undefined : begin(holder, file)
    }
    move(holder, file)
  }

  function move(holder: Holder, file: SessionFile): void {
    const before = holder.known
    const { known, happenings } = stepTurn(before, file)
    const [first] = happenings
    if (first) holder.ending?.conclude()
    Object.assign(holder, { file, known })
    if (first?.kind === 'prompt' && happenings.length === 1) return tellSoon(holder, first)
    const isVoid = first?.kind === 'turn_ended' && first.outcome === 'void'
    if (isVoid && holder.beginning?.takeBack()) return tell(holder, [{ kind: 'input' }])
    if (first) holder.beginning?.conclude()
    if (first?.kind === 'turn_ended' && before.turn === 'busy') tellEnd(holder, first, before)
    else tell(holder, happenings)
  }

  /** Counted from when it was so by the file, unless that is of another clock. */
  function tellSoon(holder: Holder, prompt: Happening): void {
    const { file } = holder
    const ageMs = Math.min(Math.max(0, timeOfDayMs(clock) - file.timeMs), MAX_COMMAND_MS)
    holder.beginning = hold(clock, MAX_COMMAND_MS - ageMs, () =>
      tell({ ...holder, file }, [prompt]),
    )
  }

  /** The status tells that the turn is over, the transcript a moment later how. */
  function tellEnd(holder: Holder, ended: TurnEnded, before: Known): void {
    const { kind, file } = holder
    const { transcripts } = kind
    const root = transcripts && join(context.directoryOf(kind), transcripts.folder)
    const path = root && findTranscript(root, file.sessionId)
    if (!path) return tell(holder, [ended])
    const sinceMs = Math.max(before.timeMs, file.timeMs - LAST_RECORD_MS)
    holder.ending = openEnding(
      clock,
      ended.outcome === 'void' ? MAX_LOCAL_MS : MAX_HELD_MS,
      () => readOutcome(path, transcripts, sinceMs),
      (outcome) => tell({ ...holder, file }, [outcome ? withOutcome(ended, outcome) : ended]),
    )
  }

  /** The new session begins now: the status in its file may be older. */
  function replace(holder: Holder, file: SessionFile): void {
    holder.ending?.conclude()
    holder.beginning?.takeBack()
    if (!holder.opening) leave(holder, 'superseded')
    begin(holder, { ...file, timeMs: timeOfDayMs(clock) })
  }

  function end(key: string, ending?: ProcessEnding): void {
    const holder = holders.get(key)
    if (!holder) return
    holders.delete(key)
    holder.exit[Symbol.dispose]()
    holder.ending?.conclude()
    holder.beginning?.takeBack()
    if (holder.opening) holder.opening.cancel()
    else leave(holder, toEndReason(ending))
  }

  /** A session may be open in two processes. */
  function leave(holder: Holder, reason: EndReason): void {
    const { kind, file } = holder
    const isElsewhere = [...holders.values()].some(
      (other) => other !== holder && other.kind === kind && other.file.sessionId === file.sessionId,
    )
    if (isElsewhere) return
    holder.file = { ...file, timeMs: timeOfDayMs(clock) }
    tell(holder, [{ kind: 'session_ended', reason }])
  }

  return {
    take(kind, name, file, isOld) {
      counters.read++
      const key = keyOf(kind, name)
      // The number may have been given to another process since.
      if (holders.get(key)?.process.startTime !== file.startTime) end(key)
      const process = proc.identify(file.pid)
      const holder = holders.get(key)
      if (process?.startTime !== file.startTime) counters.stale++
      else if (holder === undefined) add(kind, key, file, { process, isOld })
      else if (holder.file.sessionId === file.sessionId) update(holder, file)
      else replace(holder, file)
    },
    look(kind, name) {
      const holder = holders.get(keyOf(kind, name))
      if (holder) watch.poke(holder.process)
    },
    stats: () => ({ sessions: holders.size, ...counters }),
    [Symbol.dispose]() {
      for (const { exit, beginning, ending, opening } of holders.values()) {
        exit[Symbol.dispose]()
        beginning?.conclude()
        ending?.conclude()
        opening?.cancel()
      }
      holders.clear()
    },
  }
}

/** Whether nothing was done in it, as far as the file tells. */
const isUnused = ({ status }: SessionFile): boolean => status !== 'busy' && status !== 'waiting'

function toEvent(
  { agent }: SessionFileKind,
  { pid, sessionId, cwd, version }: SessionFile,
  happening: Happening,
  moment: Moment,
): AgentEvent {
  return {
    ...noTelemetry,
    agent,
    sessionId,
    ...moment,
    recordId: `file:${pid}:${moment.timeMs}:${happening.kind}`,
    about: { cwd, pid, version },
    happening,
  }
}
