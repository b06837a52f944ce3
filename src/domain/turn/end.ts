// How a turn ends: by a record that says so, by silence, or by what comes after it.

import type { AgentEvent, Confidence, Outcome, TurnEnded } from '../event.ts'
import type { Reading } from '../reading.ts'
import { type Rest, restAt, SAME_MOMENT_MS, type Session } from '../session.ts'
import { isLeftToOthers, noteEnd } from '../session/ends.ts'
import { markUnreported } from '../session/usage.ts'
import { LAST_WORD_MS } from '../tuning.ts'
import { goesOn, isAnswerForetold, type Turn, wasNone } from '../turn.ts'
import {
  awaitingMore,
  failAsForetold,
  goOnUntold,
  inferredOutcome,
  presumedOutcome,
  settledOutcome,
  sharpen,
} from './outcome.ts'
import { isOfSame } from './prompts.ts'
import { showSubAgents } from './tool-step.ts'
import { backgroundAgent, endBackground } from './tools.ts'

/** Two accounts of a turn's begin are this close, on one agent's clock. */
export const SAME_BEGIN_MS = 100

/**
 * Ends the open turn by an exact record of its end.
 *
 * @returns whether the record was about the open turn
 */
export function endTurn(session: Session, event: AgentEvent, happening: TurnEnded): boolean {
  noteEnd(session, happening)
  const { turn } = session
  if (!turn) return sharpen(session, event, happening)
  if (isOfTurnBefore(session, turn, event.timeMs, happening)) return false
  if (happening.ifRefused) {
    // A refusal that is known by now leaves it to the record that asks for one.
    if (happening.ifRefused === 'only' || !turn.refusedMs) turn.roundEnd = { event, happening }
    return false
  }
  if (happening.delegated && leaveToSubAgents(session, turn, event, happening)) return true
  if (isLeftToOthers(session, turn, happening)) return false
  closeByRecord(
    session,
    turn,
    event,
    isGood(happening) ? { ...happening, outcome: 'ok' } : happening,
  )
  return true
}

/** Where other ends are not told, this one was good unless it tells otherwise. */
const isGood = ({ onlyGoodEnds, outcome, provisional }: TurnEnded): boolean =>
  onlyGoodEnds === true && outcome === undefined && provisional === undefined

/** Of another turn than this one: it was over as this one was prompted, or began well before and ended right then. */
function isOfTurnBefore({ rest }: Session, turn: Turn, endMs: number, ended: TurnEnded): boolean {
  const { startedMs, onlyGoodEnds } = ended
  if (endMs < turn.roundMs - SAME_MOMENT_MS || namesOther(turn, ended)) return true
  if (wentOnBehind(turn, endMs, ended)) return true
  // Of this one, neither an answer nor a failure is known.
  if (onlyGoodEnds && turn.phase === 'model' && isToldLate(rest, endMs, ended)) return true
  if (turn.implicit || startedMs === undefined) return false
  return endMs <= turn.roundMs && startedMs < turn.roundMs - SAME_BEGIN_MS
}

/** Whether it names another turn than this one. */
export const namesOther = (turn: Turn, { promptId }: TurnEnded): boolean =>
  promptId !== undefined && turn.promptId !== undefined && promptId !== turn.promptId

/** Whether the agent went on by itself after that end, as towards a goal. */
export const wentOnBehind = (turn: Turn, endMs: number, ended: TurnEnded): boolean =>
  isOfSame(turn, ended) && turn.calledMs > endMs + SAME_MOMENT_MS

/**
 * The last end, told late: by a hook, which has to be started first, while a prompt that had waited may
 * begin. The agent does not wait for hooks that tell of failures, so these may be later still.
 */
function isToldLate(rest: Rest, endMs: number, { outcome, lingerMs = 0 }: TurnEnded): boolean {
  if (rest.outcome === null) return false
  const lateMs = outcome === 'error' && rest.outcome === 'error' ? LAST_WORD_MS : lingerMs
  return endMs <= rest.timeMs + lateMs
}

function closeByRecord(
  session: Session,
  turn: Turn,
  event: AgentEvent,
  happening: TurnEnded,
): void {
  const { outcome } = happening
  if (outcome === 'void' || (outcome === undefined && wasNone(turn, event.timeMs))) {
    session.turn = null
    return
  }
  failAsForetold(turn, event)
  goOnUntold(turn, event.timeMs)
  const told = outcome ?? presumedOutcome(turn, happening)
  const known = settledOutcome(turn, told, happening.sure)
  closeTurn(session, {
    reason: happening.evidence,
    confidence: 'exact',
    atMs: event.arrivalMs,
    timeMs: event.timeMs,
    outcome: known,
  })
  const { promptId, lastMs } = turn
  session.rest = { ...session.rest, lingerMs: happening.lingerMs ?? 0, promptId, lastMs }
  session.provisional = awaitingMore(turn, event.arrivalMs, happening, outcome)
}

/**
 * The main thread has answered, and comes back to what its sub-agents find.
 *
 * @returns whether it does
 */
function leaveToSubAgents(
  session: Session,
  turn: Turn,
  event: AgentEvent,
  ended: TurnEnded,
): boolean {
  const { timeMs, arrivalMs } = event
  const { delegated: work } = ended
  if (work === 'run') showSubAgents(turn, timeMs)
  const isAnswer = work === 'run' || isGood(ended) || isAnswerForetold(turn)
  const hasLeft = (isAnswer || turn.phase === 'answered') && backgroundAgent(turn.tools)
  const isLeft = work === 'over' ? goesOn(turn) : hasLeft
  if (!isLeft) return false
  if (isOfLaterRound(turn, ended)) session.earlyEnd = { event, ended }
  if (work === 'over') endBackground(turn.tools)
  turn.phase = 'answered'
  turn.hooks.clear()
  turn.lastMs = Math.max(turn.lastMs, timeMs)
  turn.lastArrivalMs = Math.max(turn.lastArrivalMs, arrivalMs)
  return true
}

/** Whether it began after the round that is known of: the prompt by which the agent came back is under way. */
export const isOfLaterRound = (turn: Turn, { startedMs }: TurnEnded): boolean =>
  goesOn(turn) && startedMs !== undefined && startedMs > turn.roundMs + SAME_BEGIN_MS

const ofRound = new Set(['tool_ended', 'tool_refused', 'turn_ended', 'activity'])

/** Whether it may tell what became of the tools of one reply, or how the turn ended with them. */
export const isOfRound = ({ happening }: AgentEvent): boolean => ofRound.has(happening.kind)

/**
 * Ends the turn by a record that means its end only if the person refused all tools of the
 * last reply, or none. To be asked once all that arrived with it is known of those tools.
 *
 * @returns whether the turn ended
 */
export function endRound(session: Session): boolean {
  const { turn } = session
  if (!turn?.roundEnd) return false
  const { event, happening } = turn.roundEnd
  const wasRefused = turn.refusedMs > 0 && !turn.toolEnded
  // A refusal may be told a batch later.
  if (happening.ifRefused === 'not' || wasRefused) turn.roundEnd = null
  const isEnd = happening.ifRefused === 'not' ? !turn.refusedMs : wasRefused
  if (!isEnd || event.timeMs < turn.lastMs - SAME_MOMENT_MS) return false
  const arrivalMs = Math.max(event.arrivalMs, turn.lastArrivalMs)
  closeByRecord(session, turn, { ...event, arrivalMs }, happening)
  return true
}

interface End {
  readonly reason: string
  readonly confidence: Confidence
  /** When, on this machine's clock. */
  readonly atMs: number
  /** When, on the agent's clock. */
  readonly timeMs: number
  /** null for an end that is not to be told. */
  readonly outcome: Outcome | null
}

/** Ends the open turn and puts the session to rest. */
export function closeTurn(session: Session, end: End): void {
  const { reason, confidence, atMs, timeMs, outcome } = end
  const turnId = session.turn?.turnId
  if (!session.turn?.isCounted) session.turns++
  session.turn = null
  session.provisional = null
  // The state may stay the same, where a sub-agent asks the person.
  markUnreported(session.usage)
  session.rest = { ...restAt(reason, atMs, timeMs), outcome, confidence, turnId }
}

/** Ends the open turn because nothing more came of it. @param atMs since when, on this machine's clock */
export function closeBySilence(session: Session, turn: Turn, atMs: number): void {
  closeTurn(session, {
    reason: 'quiet_period',
    confidence: 'inferred',
    atMs,
    timeMs: turn.lastMs,
    outcome: inferredOutcome(turn),
  })
}

/**
 * Makes permanent what silence decided, so that only fresh evidence can undo it.
 *
 * @returns whether that changed the session
 */
export function settle(session: Session, reading: Reading, nowMs: number): boolean {
  const { turn, rest } = session
  if (!turn) {
    // A sub-agent asks: whoever answers has seen how the turn ended, where that was told.
    const isTold = nowMs >= (session.provisional?.withheldMs ?? 0)
    if (reading.state === 'waiting' && isTold && rest.outcome !== null) rest.acknowledged = true
    return false
  }
  if (reading.turnOver) {
    if (turn.silentSinceMs !== null) closeBySilence(session, turn, turn.silentSinceMs)
    else abandonTurn(session, turn, nowMs)
    return true
  }
  if (reading.state === 'completed' && turn.silentSinceMs === null) {
    turn.silentSinceMs = nowMs
    if (session.allEnds !== 'unknown' && !turn.endIsLate) session.allEnds = 'broken'
    if (session.goodEnds !== 'unknown' && turn.phase === 'answered') session.goodEnds = 'broken'
    return true
  }
  return false
}

/** Gives up the open turn: nothing more is expected of it, and nobody knows how it ended. */
function abandonTurn(session: Session, turn: Turn, atMs: number): void {
  session.turn = null
  const { lastMs, turnId } = turn
  session.rest = { ...restAt('no_evidence', atMs, lastMs), confidence: 'inferred', turnId }
}
