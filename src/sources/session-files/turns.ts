// From what a session file says, time after time, to what happened in between. Pure.

import type { Happening, Outcome, TurnEnded } from '../../domain/event.ts'
import type { SessionFile } from './session-file.ts'

/** What is known of a session by its file. */
export interface Known {
  readonly turn: 'none' | 'busy' | 'waiting'
  /** Unix ms since when the status holds that was read last. */
  readonly timeMs: number
  /** Unix ms since when the turn runs, as long as it asked nothing. */
  readonly busySinceMs: number | undefined
}

export interface Step {
  readonly known: Known
  readonly happenings: readonly Happening[]
}

/**
 * Commands of the program itself (/context, /copy) make it busy for 10 to 130 ms;
 * no model answers as fast as this.
 */
const LOCAL_COMMAND_MS = 300

/** Of every question and of the turn's end the same file tells too. */
const prompt = { kind: 'prompt', asksTold: true, endTold: true } as const

export const nothingKnown: Known = { turn: 'none', timeMs: 0, busySinceMs: undefined }

/** @param told of the same session; without a status nothing changes */
export function stepTurn(
  known: Known,
  told: Pick<SessionFile, 'status' | 'what' | 'timeMs'>,
): Step {
  const { status, timeMs } = told
  const next = { ...known, timeMs }
  switch (status) {
    case 'busy':
      return toBusy(next, known.turn)
    case 'waiting':
      return toWaiting(next, known, told.what)
    case 'idle':
      return toIdle(next, known)
    case 'dialog':
      return isLocal(next, known) ? toIdle(next, known) : { known, happenings: [] }
    default:
      return { known, happenings: [] }
  }
}

function toBusy(next: Known, turn: Known['turn']): Step {
  const busy = { ...next, turn: 'busy' } as const
  if (turn === 'busy') return { known: busy, happenings: [] }
  if (turn === 'waiting') return { known: busy, happenings: [{ kind: 'unblocked' }] }
  return { known: { ...busy, busySinceMs: next.timeMs }, happenings: [prompt] }
}

/** A question right behind another, or behind a prompt, leaves no time to read what was between. */
function toWaiting(next: Known, known: Known, what: string): Step {
  const waiting = { ...next, turn: 'waiting', busySinceMs: undefined } as const
  if (known.turn === 'waiting' && known.timeMs === next.timeMs)
    return { known: waiting, happenings: [] }
  const begin: Happening[] = known.turn === 'none' ? [prompt] : []
  return { known: waiting, happenings: [...begin, { kind: 'blocked', what }] }
}

function toIdle(next: Known, known: Known): Step {
  const idle = { ...next, turn: 'none', busySinceMs: undefined } as const
  if (known.turn === 'none') return { known: idle, happenings: [] }
  const ended = { kind: 'turn_ended', evidence: 'session_file', delegated: 'over' } as const
  const happening: TurnEnded = isLocal(next, known)
    ? { ...ended, outcome: 'void' }
    : { ...ended, provisional: 'shown', lingerMs: 1000 }
  return { known: idle, happenings: [happening] }
}

/** Whether what made the program busy was a command of its own; some of them open a dialog. */
const isLocal = (next: Known, { busySinceMs }: Known): boolean =>
  busySinceMs !== undefined && next.timeMs - busySinceMs < LOCAL_COMMAND_MS

/** The same end, with what the transcript tells of it. */
export const withOutcome = (
  { kind, evidence, delegated }: TurnEnded,
  outcome: Outcome,
): TurnEnded => ({ kind, evidence, delegated, outcome, sure: true, lingerMs: 1000 })
