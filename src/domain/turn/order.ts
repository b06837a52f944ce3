// What is told out of order: ahead of its turn's own prompt, or an end behind the next one's.

import type { AgentEvent, ModelCallEnded, TurnEnded } from '../event.ts'
import { forgetOldest } from '../forget-oldest.ts'
import { type EarlyEnd, SAME_MOMENT_MS, type Session } from '../session.ts'
import { isLeftToOthers, noteEnd } from '../session/ends.ts'
import { LATE_LOGS_MS } from '../tuning.ts'
import { createTurn, type Turn, wasNone } from '../turn.ts'
import {
  closeTurn,
  endTurn,
  isOfLaterRound,
  namesOther,
  SAME_BEGIN_MS,
  wentOnBehind,
} from './end.ts'
import { presumedOutcome, settledOutcome } from './outcome.ts'
import { backgroundAgent } from './tools.ts'

/** Spans of a turn may come ahead of its prompt, in one batch with the end of the turn before. */
export function keepAccount(
  session: Session,
  { callId, tools }: ModelCallEnded,
  timeMs: number,
): void {
  if (callId !== undefined && tools !== undefined) session.earlyAccount = { callId, tools, timeMs }
}

/** What such spans told of the calls of a turn. @param promptMs when it began, on the agent's clock */
export function foretoldAt({ earlyAccount }: Session, promptMs: number): Turn['foretold'] {
  const isOfTurn = earlyAccount !== null && earlyAccount.timeMs > promptMs
  return new Map(isOfTurn ? [[earlyAccount.callId, earlyAccount.tools]] : [])
}

/** Spans may leave sooner than the logs of a turn that was over in a moment. */
export function keepEarly(session: Session, event: AgentEvent, ended: TurnEnded): false {
  if (!session.turn && isDated(ended)) session.earlyEnd = { event, ended }
  return false
}

/** One that lingers is dated by who tells it, which may be after the next prompt. */
const isDated = ({ lingerMs, outcome }: TurnEnded): boolean =>
  lingerMs === undefined && outcome !== 'void'

/** Ends of sessions that nothing else told of so far. */
export interface Orphans {
  keep(key: string, event: AgentEvent): void
  /** Hands over what came shortly before `nowMs`, on this machine's clock. */
  take(key: string, nowMs: number): EarlyEnd | null
}

const MAX_ORPHANS = 64

/** Remembers such ends by their sessions' keys. */
export function createOrphans(): Orphans {
  const kept = new Map<string, EarlyEnd>()
  return {
    keep(key, event) {
      const { happening } = event
      if (key === '' || happening.kind !== 'turn_ended' || !isDated(happening)) return
      kept.delete(key)
      kept.set(key, { event, ended: happening })
      forgetOldest(kept, MAX_ORPHANS)
    },
    take(key, nowMs) {
      const early = kept.get(key)
      if (!early) return null
      kept.delete(key)
      return nowMs - early.event.arrivalMs <= LATE_LOGS_MS ? early : null
    },
  }
}

/** Ends the open turn, or its round, where the record of its end came ahead of its prompt: with all that arrived with that. */
export function endEarly(session: Session, arrivalMs: number): void {
  const { turn, earlyEnd } = session
  if (!turn || !earlyEnd) return
  const { event, ended } = earlyEnd
  if (isOfLaterRound(turn, ended)) return
  session.earlyEnd = null
  if (isEndOf(turn, event.timeMs, ended.startedMs)) endTurn(session, { ...event, arrivalMs }, ended)
}

function isEndOf(turn: Turn, endMs: number, startedMs: number | undefined): boolean {
  if (turn.startedMs > endMs) return false
  if (startedMs !== undefined) return turn.roundMs >= startedMs - SAME_BEGIN_MS
  return turn.lastMs <= endMs + SAME_MOMENT_MS
}

/** Takes back an end that came ahead of the records of sub-agents left in the background: the agent comes back to these. */
export function takeBackEnd(session: Session): void {
  const { turn, provisional } = session
  const ended = provisional?.turn
  if (!turn && ended?.phase === 'answered' && backgroundAgent(ended.tools)) reopen(session, ended)
}

/** Goes on with a turn whose end was not told, or is taken back. */
export function reopen(session: Session, ended: Turn): void {
  session.turn = ended
  ended.isCounted = true
  session.provisional = null
}

/**
 * Ends an earlier turn by a record that comes when the next one is running already.
 *
 * @returns that next turn, which goes on; undefined where the record tells of no such end
 */
export function endOvertaken(session: Session, event: AgentEvent): Turn | undefined {
  const { happening, timeMs, arrivalMs } = event
  const { turn, overtaken } = session
  if (!turn || happening.kind !== 'turn_ended' || happening.ifRefused === 'only') return undefined
  const { evidence, outcome, sure } = happening
  if (outcome === 'void' || isLeftToOthers(session, turn, happening)) return undefined
  const next = isBetween(timeMs, overtaken, turn) ? turn : splitTurn(turn, timeMs, happening)
  if (!next) return undefined
  const ended = next === turn ? overtaken! : turn
  if (happening.ifRefused && ended.refusedMs) return undefined
  if (outcome === undefined && wasNone(ended, timeMs)) return undefined
  session.overtaken = null
  noteEnd(session, happening)
  const told = outcome ?? presumedOutcome(ended, happening)
  closeTurn(session, {
    reason: evidence,
    confidence: 'exact',
    atMs: arrivalMs,
    timeMs,
    outcome: settledOutcome(ended, told, sure),
  })
  return next
}

const isBetween = (timeMs: number, overtaken: Turn | null, turn: Turn): boolean =>
  overtaken !== null &&
  timeMs >= overtaken.startedMs - SAME_MOMENT_MS &&
  timeMs < turn.startedMs - SAME_MOMENT_MS

/** A call that runs by now and began after that end is the next turn's, whose prompt was not told. */
function splitTurn(turn: Turn, endMs: number, ended: TurnEnded): Turn | undefined {
  if (namesOther(turn, ended) || wentOnBehind(turn, endMs, ended)) return undefined
  const { phase, reply, lastArrivalMs } = turn
  const callMs = phase === 'model' ? reply.startedMs : undefined
  if (callMs === undefined || callMs <= endMs + SAME_MOMENT_MS) return undefined
  // Of an earlier round, after which the agent came back by itself.
  if (turn.roundMs > endMs + SAME_MOMENT_MS) return undefined
  return { ...createTurn(callMs, lastArrivalMs, undefined, true), reply }
}
