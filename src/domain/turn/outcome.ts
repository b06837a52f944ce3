// How an ended turn ended: what its end tells, and what other records know better, before and after it.

import type { AgentEvent, Outcome, TurnEnded } from '../event.ts'
import type { Provisional, Session } from '../session.ts'
import { LAST_WORD_MS, LATE_LOGS_MS, NEXT_BATCH_MS, SISTER_MS } from '../tuning.ts'
import { expectReply, isAnswerForetold, type Turn } from '../turn.ts'
import { mayBeOver, replyNeedsDecision, unsureOf } from './decisions.ts'
import { applyToTurn } from './step.ts'
import { isAgentUntold } from './tool-step.ts'
import { runningTool } from './tools.ts'

/** How a turn ended whose end says nothing about it. */
export function inferredOutcome(turn: Turn): Outcome {
  if (turn.refusedMs > 0 && !isAnswerForetold(turn)) return 'denied'
  if (turn.failure !== 'none') return 'error'
  if (isAnswerForetold(turn)) return 'ok'
  const isUndecided = replyNeedsDecision(turn)
  if (turn.asked.length > 0 || (isUndecided && unsureOf(turn) === undefined)) return 'denied'
  const isOpen = turn.phase === 'model' || isUndecided || runningTool(turn.tools) !== undefined
  return isOpen ? 'interrupted' : 'ok'
}

/** What is not known yet is taken to be well until a record says otherwise. */
export const presumedOutcome = (turn: Turn, { provisional }: TurnEnded): 'ok' | undefined =>
  provisional && !turn.refusedMs ? 'ok' : undefined

/** What may still tell how the turn ended, and for how long its end is withheld for that. */
export function awaitingMore(
  turn: Turn,
  nowMs: number,
  { provisional, towardsGoal }: TurnEnded,
  told: Outcome | undefined,
): Provisional | null {
  if (towardsGoal) return { turn, awaits: 'end', told, withheldMs: nowMs + NEXT_BATCH_MS }
  if (!provisional && told !== undefined) return null
  if (!provisional) return awaitingCalls(turn, nowMs + (mayGoOn(turn) ? LATE_LOGS_MS : SISTER_MS))
  const isWithheld = provisional === 'withheld' && lacksEvidence(turn)
  return { turn, awaits: 'end', told, withheldMs: isWithheld ? nowMs + NEXT_BATCH_MS : 0 }
}

/** Whether nothing known tells how the turn ended. */
const lacksEvidence = (turn: Turn): boolean =>
  !turn.refusedMs && turn.failure !== 'final' && turn.asked.length === 0 && !isAnswerForetold(turn)

/** An agent ends with its last failure or refusal; one longer ago was followed by a call that is not told of yet. */
export function goOnUntold(turn: Turn, endMs: number): void {
  const saidMs = turn.failure === 'retrying' ? turn.lastMs : unheardSinceMs(turn)
  if (saidMs === 0 || endMs - saidMs <= LAST_WORD_MS) return
  expectReply(turn)
  turn.refusedMs = 0
  turn.failure = 'none'
}

/** Where calls are told as they begin, a refusal that none followed was the last word. */
const unheardSinceMs = ({ refusedMs, calledMs }: Turn): number => (calledMs > 0 ? 0 : refusedMs)

/** Where a second account tells that the last call failed, its own record is under way. */
export function failAsForetold(turn: Turn, event: AgentEvent): void {
  const timeMs = turn.foretoldFailureMs
  if (event.timeMs - timeMs > LAST_WORD_MS || isAnswerForetold(turn)) return
  applyToTurn(turn, { ...event, timeMs, happening: { kind: 'model_call_failed', final: true } })
}

/** Spans may come ahead of the logs that tell what became of the last call, or of sub-agents. */
function awaitingCalls(turn: Turn, untilMs: number): Provisional | null {
  if (mayGoOn(turn)) return { turn, awaits: 'calls', withheldMs: untilMs }
  if (!mayBeOver(turn))
    return { turn, awaits: 'calls', withheldMs: lacksEvidence(turn) ? untilMs : 0 }
  return mayHaveServed(turn) ? { turn, awaits: 'calls', withheldMs: 0 } : null
}

/** Whether the only call that is known may prove to be a helper's: not even the prompt was told. */
const mayHaveServed = ({ implicit, calls }: Turn): boolean => implicit && calls.size === 1

/** Whether it ended with an answer beside which sub-agents may be at work, as the logs will tell. */
const mayGoOn = (turn: Turn): boolean =>
  (isAnswerForetold(turn) || isAnswerTold(turn)) && isAgentUntold(turn)

const isAnswerTold = ({ phase, reply }: Turn): boolean =>
  phase === 'answered' && reply.tools === false

/** Two records of one end are this close, on one agent's clock. */
const SAME_END_MS = 2_000

/** A second record of an end that was told by one that did not know how the turn ended. */
export function sharpen(session: Session, event: AgentEvent, happening: TurnEnded): boolean {
  const { provisional, rest } = session
  const { outcome: told, startedMs = 0 } = happening
  if (!provisional || told === 'void' || Math.abs(event.timeMs - rest.timeMs) > SAME_END_MS)
    return false
  // Of the turn before, which was followed at once by one that was stopped.
  if (event.timeMs < provisional.turn.startedMs) return false
  // One that began after that end is of a turn whose prompt is still under way.
  if (startedMs > rest.timeMs) return false
  // It does not know either.
  if (happening.provisional && told === undefined) return true
  const { turn, withheldMs } = provisional
  failAsForetold(turn, event)
  session.rest = { ...rest, outcome: settledOutcome(turn, told, happening.sure) }
  if (told === undefined) session.provisional = awaitingCalls(turn, withheldMs)
  else session.provisional = happening.provisional ? { ...provisional, told } : null
  return true
}

/** Looks again at how the last turn ended, with what came since. */
export function reviseEnd(session: Session): void {
  const { provisional, rest } = session
  if (provisional?.awaits === 'end') return reviseTold(session, provisional)
  if (provisional?.awaits !== 'calls') return
  session.rest = { ...rest, outcome: inferredOutcome(provisional.turn) }
  session.provisional = awaitingCalls(provisional.turn, provisional.withheldMs)
}

/** A better record is to come, but may come too late, or not: what was told stands, with what is known by now. */
function reviseTold(session: Session, provisional: Provisional): void {
  const { rest } = session
  const { turn, told } = provisional
  if (told !== undefined) {
    goOnUntold(turn, rest.timeMs)
    session.rest = { ...rest, outcome: settledOutcome(turn, told) }
  } else if (turn.failure === 'final') {
    session.rest = { ...rest, outcome: 'error' }
    provisional.withheldMs = 0
  }
}

/** What the end's own record says, sharpened by what else is known of the turn. */
export function settledOutcome(turn: Turn, told: Outcome | undefined, sure = false): Outcome {
  if (told !== undefined && sure && !(told === 'interrupted' && turn.refusedMs > 0)) return told
  const inferred = inferredOutcome(turn)
  if (told === 'ok' && turn.failure !== 'none') return 'error'
  if (told === 'ok' && turn.asked.length > 0) return 'denied'
  if (told === 'interrupted' && inferred === 'denied') return 'denied'
  return told ?? inferred
}
