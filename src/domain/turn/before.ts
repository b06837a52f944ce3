// What an event shows of the turn that it finds: that it is over, or that there was one.

import type { AgentEvent, Happening, HappeningOf, Outcome } from '../event.ts'
import { isEndSure } from '../reading/silence.ts'
import { isLastEnd, SAME_MOMENT_MS, type Session } from '../session.ts'
import { NEXT_BATCH_MS } from '../tuning.ts'
import { createTurn, goesOn, replyHasTools, type Turn, wasNone } from '../turn.ts'
import { mayBeOver, replyNeedsDecision, unsureOf } from './decisions.ts'
import { closeBySilence, closeTurn } from './end.ts'
import { inferredOutcome } from './outcome.ts'
import { isOfSame, isRightBehind, startsTurn } from './prompts.ts'
import { isComingBack, runningTool } from './tools.ts'

/**
 * Brings the session to where the event finds it: ends a turn that the event shows
 * to be over (by a next turn, or the end of the session), and opens one that was
 * not heard of until the record of its end.
 *
 * @returns whether the session changed
 */
export function prepare(session: Session, event: AgentEvent): boolean {
  const { turn } = session
  if (!turn) return openProven(session, event)
  if (wasStopped(session, turn, event)) {
    closeTurn(session, {
      reason: 'next_prompt',
      confidence: 'inferred',
      atMs: event.arrivalMs,
      timeMs: turn.lastMs,
      outcome: 'interrupted',
    })
    return true
  }
  if (!isOverWith(session, turn, event)) return stopsTurn(session, event)
  if (turn.silentSinceMs !== null) closeBySilence(session, turn, turn.silentSinceMs)
  else closeByNext(session, turn, event)
  return true
}

/** Whether the agent goes on by itself: its last turn is not over for anybody who waits for it. */
export const isByItself = ({ happening }: AgentEvent): boolean =>
  happening.kind === 'prompt' && happening.byItself === true

function closeByNext(session: Session, turn: Turn, event: AgentEvent): void {
  const { arrivalMs, happening } = event
  const isGood = happening.kind === 'prompt' && happening.endsLast && turn.refusedMs === 0
  const outcome = isGood ? 'ok' : inferredOutcome(turn)
  // Whoever prompts has seen how it ended; where no record of it is on its way, that is no news to anybody.
  const isNews = happening.kind !== 'prompt' || isEndSure(session, turn) || isTold(turn, outcome)
  closeTurn(session, {
    reason: reasonOfEnd(event),
    confidence: 'inferred',
    atMs: arrivalMs,
    timeMs: turn.lastMs,
    outcome: isNews ? outcome : null,
  })
}

/** Whether more than the next prompt tells how it ended. */
const isTold = (turn: Turn, outcome: Outcome): boolean =>
  outcome === 'denied' ? turn.refusedMs > 0 || turn.asked.length > 0 : outcome !== 'interrupted'

function stopsTurn(session: Session, { happening, arrivalMs, timeMs }: AgentEvent): boolean {
  if (happening.kind !== 'session_ended' || !happening.stopsTurn) return false
  closeTurn(session, {
    reason: 'session_ended',
    confidence: 'exact',
    atMs: arrivalMs,
    timeMs,
    outcome: 'interrupted',
  })
  return true
}

/** Whether it tells the end of a turn of which nothing else was told. */
export function provesTurn(session: Session, { happening, timeMs }: AgentEvent): boolean {
  if (happening.kind !== 'turn_ended' || !happening.proves) return false
  if (timeMs <= session.rest.timeMs + SAME_MOMENT_MS) return false
  // It may come after the end was shown long enough or acknowledged.
  return !isLastEnd(session, happening, timeMs)
}

function openProven(session: Session, event: AgentEvent): boolean {
  const { happening, timeMs, arrivalMs } = event
  if (happening.kind !== 'turn_ended' || !provesTurn(session, event)) return false
  session.turn = createTurn(happening.startedMs ?? timeMs, arrivalMs, undefined, true)
  return true
}

/** A prompt after a failed tool, with no model call between: the person stopped the tool. */
function wasStopped(session: Session, turn: Turn, event: AgentEvent): boolean {
  const { happening } = event
  if (happening.kind !== 'prompt' || happening.endsLast) return false
  if (turn.phase !== 'model' || !turn.toolFailed) return false
  if (runningTool(turn.tools) || isComingBack(turn.tools)) return false
  return startsTurn(session, event, happening.promptId)
}

const reasonOfEnd = ({ happening }: AgentEvent): string =>
  happening.kind === 'session_ended'
    ? 'session_ended'
    : happening.kind === 'prompt'
      ? 'next_prompt'
      : 'next_call'

function isOverWith(session: Session, turn: Turn, event: AgentEvent): boolean {
  const { happening } = event
  if (happening.kind === 'session_ended')
    return mayBeOver(turn) || turn.failure === 'retrying' || happening.betweenTurns === true
  if (happening.kind === 'prompt') {
    if (isOfSame(turn, happening) || happening.byItself) return false
    if (wasNone(turn, event.timeMs)) return false
    // Nobody can type at a question: it was refused.
    const isKnown = happening.endsLast || turn.asked.length > 0
    const isFree = mayBeOver(turn) && !goesOn(turn)
    const isOver = isKnown || isFree || isUnseen(session, turn, event, happening)
    return isOver && startsTurn(session, event, happening.promptId)
  }
  return isNextTurn(session, turn, event)
}

/** Whether it was over by then, though nothing has told. */
const isUnseen = (
  session: Session,
  turn: Turn,
  event: AgentEvent,
  prompt: HappeningOf<'prompt'>,
): boolean => isUndecided(session, turn, event) || isByName(turn, prompt)

/** A tool of the last reply was never decided on: had the person allowed it, that would have been told before this prompt. */
const isUndecided = ({ asksTold }: Session, turn: Turn, { timeMs }: AgentEvent): boolean =>
  turn.reply.decisionsTold &&
  !asksTold &&
  replyNeedsDecision(turn) &&
  unsureOf(turn) === undefined &&
  timeMs > turn.reply.endedMs + NEXT_BATCH_MS

/** Whether what is said to be of another turn finds this one over. */
const isByName = (turn: Turn, { turnId }: { turnId?: string | undefined }): boolean =>
  isOfOther(turn.turnId, turnId) && !goesOn(turn)

const isOfOther = (lastId: string | undefined, turnId: string | undefined): boolean =>
  lastId !== undefined && turnId !== undefined && turnId !== lastId

/** Whether it is for the prompt of that turn: a hook may make the agent go on behind its answer. */
const isOfPrompt = (turn: Turn, { promptId }: { promptId?: string | undefined }): boolean =>
  promptId !== undefined && promptId === turn.promptId

/** Whether a model call shows that the turn was over, rather than that it goes on. */
function isNextTurn(session: Session, turn: Turn, { happening, timeMs }: AgentEvent): boolean {
  if (!beginsTurn(session, happening, turn.turnId)) return false
  // One that a hook or a file has overtaken is known to be the turn's own.
  if (timeMs < turn.lastMs - SAME_MOMENT_MS) return false
  if (happening.kind === 'model_call_started') {
    if (isByName(turn, happening)) return true
    if (isOfSame(turn, happening) || isOfPrompt(turn, happening)) return false
    if (isRightBehind(turn, timeMs)) return false
  }
  const sure = turn.phase === 'answered' && replyHasTools(turn.reply) === false
  if (turn.silentSinceMs === null) return sure && happening.kind === 'model_call_started'
  const promptId = 'promptId' in happening ? happening.promptId : undefined
  if (promptId !== undefined && turn.promptId !== undefined) return promptId !== turn.promptId
  return sure
}

/**
 * @param lastId names the last turn
 * @returns undefined where it depends on what else is known of that
 */
export function beginsTurn(
  session: Session,
  happening: Happening,
  lastId: string | undefined,
): boolean | undefined {
  if (happening.kind === 'model_call_started')
    return (happening.begins ?? true) || isOfOther(lastId, happening.turnId)
  if (happening.kind === 'model_call_ended')
    return !happening.sub && !(happening.secondary && session.primary)
  // Of a reply that asks for no tool, a part is no sign: a connection is warmed up with such.
  if (happening.kind === 'model_output' && happening.tool) return true
  return happening.kind === 'model_call_failed' ? true : undefined
}
