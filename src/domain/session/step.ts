// How one event moves a session: from turn to turn, and within one.

import type { AgentEvent, Happening, HappeningOf, ModelCallEnded } from '../event.ts'
import { type EarlyEnd, SAME_MOMENT_MS, type Session, withheldEnd } from '../session.ts'
import { PARTING_MS } from '../tuning.ts'
import { createTurn, expectReply, type Turn } from '../turn.ts'
import { beginsTurn, provesTurn } from '../turn/before.ts'
import { endTurn } from '../turn/end.ts'
import { foretoldAt, keepAccount, keepEarly } from '../turn/order.ts'
import { addToPrompt, isMissingPrompt, joinTurn, startsTurn } from '../turn/prompts.ts'
import { applyToTurn, excludeCall, mergeReply } from '../turn/step.ts'
import { asStarted, noteUntold, unsureIn } from '../turn/untold.ts'
import { promiseEnd } from './ends.ts'

/** Whether the event finds an end that is withheld, and is not about it. */
export function isBehindWithheld(session: Session, event: AgentEvent): boolean {
  const { happening, timeMs } = event
  if (!withheldEnd(session)) return false
  if (happening.kind === 'session_ended' || provesTurn(session, event)) return true
  if (happening.kind === 'model_call_ended' && isAdded(session, happening)) return false
  return !aboutTheEnd.has(happening.kind) && !isOfEnded(session, timeMs)
}

/** Whether it tells the end of what the session was before: it was begun anew since. */
export const isLateEnd = ({ begunMs }: Session, { happening, timeMs }: AgentEvent): boolean =>
  happening.kind === 'session_ended' && timeMs < begunMs

/** Whether a model call is told of by an account that only adds to another: it opens no turn. */
const isAdded = ({ primary }: Session, { secondary }: ModelCallEnded): boolean =>
  primary && secondary === true

const aboutTheEnd = new Set<Happening['kind']>([
  'activity',
  'process_found',
  'sub_agent_foretold',
  'turn_ended',
  'turn_end_promised',
])

/**
 * Moves the session by an event.
 *
 * @returns whether its state may have changed
 */
export function advance(session: Session, event: AgentEvent): boolean {
  const { happening } = event
  switch (happening.kind) {
    case 'activity':
      return false
    case 'session_started':
      if (happening.byProcess) session.byProcess = true
      if (happening.mayRunUntold) session.mayRunUntold = true
      if (happening.badEndsTold) session.badEndsTold = true
      if (!happening.mention) session.begunMs = Math.max(session.begunMs, event.timeMs)
      return happening.byProcess === true
    case 'turn_end_promised':
      promiseEnd(session)
      return false
    case 'process_found':
      session.processKnown = true
      return true
    case 'session_ended':
      endSession(session, event, happening)
      return true
    case 'prompt':
      return startTurn(session, event, happening)
    case 'turn_ended':
      return endTurn(session, event, happening) || keepEarly(session, event, happening)
    default:
      return moveTurn(session, event)
  }
}

/** Its program's last records may be right behind; the end of the process is told when they have come. */
function endSession(
  session: Session,
  { timeMs, arrivalMs }: AgentEvent,
  { reason, ahead }: HappeningOf<'session_ended'>,
): void {
  const ended = session.ended ?? { reason, confidence: 'exact', timeMs }
  session.ended = { ...ended, dueMs: ahead ? arrivalMs + PARTING_MS : 0 }
}

/** What happens within a turn. */
function moveTurn(session: Session, event: AgentEvent): boolean {
  const { happening, timeMs } = event
  const turn = session.turn ?? resume(session, event)
  if (turn) noteUntold(session, turn, happening)
  if (happening.kind === 'model_call_ended' && isAdded(session, happening))
    return addAccount(session, turn, event, happening)
  if (!turn) return addToProvisional(session, event)
  const isOld = timeMs < turn.startedMs - SAME_MOMENT_MS
  if (isOld || !applyToTurn(turn, asStarted(session, event))) return false
  if (happening.kind === 'model_call_ended' && !happening.sub)
    turn.reply.unsure = unsureIn(session, happening)
  return true
}

/** What a second account adds to the turn that its call belongs to, and to no other. */
function addAccount(
  session: Session,
  turn: Turn | null,
  { timeMs }: AgentEvent,
  ended: ModelCallEnded,
): boolean {
  const isAhead = turn === null && !isOfEnded(session, timeMs)
  if (isAhead) keepAccount(session, ended, timeMs)
  const known = isAhead ? undefined : (turn ?? session.provisional?.turn)
  if (!known || timeMs < known.startedMs - SAME_MOMENT_MS) return false
  return mergeReply(known, ended) && turn !== null
}

/** Records of a turn whose end was told ahead of them still tell how it ended. */
function addToProvisional(session: Session, event: AgentEvent): false {
  const { provisional } = session
  if (provisional && isOfEnded(session, event.timeMs)) applyToTurn(provisional.turn, event)
  return false
}

const isOfEnded = ({ rest }: Session, timeMs: number): boolean =>
  timeMs <= rest.timeMs + rest.lingerMs

/** A call of a helper, whichever account of it comes first, is none of the turn's. */
export function explainHelper(session: Session, { happening }: AgentEvent): void {
  if (happening.kind !== 'model_call_ended' || happening.callId === undefined) return
  if (session.earlyAccount?.callId === happening.callId) session.earlyAccount = null
  const turn = session.turn ?? session.provisional?.turn
  if (!turn) return
  excludeCall(turn, happening.callId)
  if (turn.reply.callId !== happening.callId) return
  const isOpen = turn === session.turn
  const isAlone = turn.calls.size === 1
  // Its span came first, and was taken for the turn's, or for a turn.
  if (isOpen && isAlone && turn.implicit && turn.tools.size === 0) session.turn = null
  else if ((isOpen || isAlone) && turn.phase === 'answered') expectReply(turn)
}

function startTurn(session: Session, event: AgentEvent, prompt: HappeningOf<'prompt'>): boolean {
  const { promptId, endTold = false } = prompt
  if (isMissingPrompt(session, event)) {
    session.turn = { ...session.turn!, promptId, startedMs: event.timeMs, implicit: false, endTold }
    return true
  }
  if (!startsTurn(session, event, promptId)) {
    addToPrompt(session, event, prompt)
    return session.turn !== null && joinTurn(session.turn, event, prompt)
  }
  if (session.turn && applyToTurn(session.turn, event)) return true
  // Whoever types has seen how the last turn ended.
  session.rest.acknowledged = true
  session.provisional = null
  session.overtaken = session.turn
  const turn = createTurn(event.timeMs, event.arrivalMs, promptId, false)
  const foretold = foretoldAt(session, event.timeMs)
  session.turn = { ...turn, turnId: prompt.turnId, endTold, foretold }
  return true
}

/**
 * A turn whose prompt was not seen: lost, or the agent began without one (Codex
 * compacting). A model call of the main thread always belongs to one. A tool does
 * only where nothing exact says that the last turn is over: background agents run
 * tools of their own after it.
 */
function resume(session: Session, event: AgentEvent): Turn | null {
  const { happening, timeMs, arrivalMs } = event
  const { rest } = session
  if (timeMs <= rest.timeMs + Math.max(SAME_MOMENT_MS, rest.lingerMs)) return null
  if (outlastsTurn(session, happening)) return null
  const unsure = rest.outcome === null || rest.confidence === 'inferred'
  const begins =
    beginsTurn(session, happening, rest.turnId) ?? (unsure && beginsUnsureTurn.has(happening.kind))
  if (!begins) return null
  const promptId = 'promptId' in happening ? happening.promptId : undefined
  const turnId = 'turnId' in happening ? happening.turnId : undefined
  const turn = createTurn(timeMs, arrivalMs, promptId, true)
  session.turn = { ...turn, turnId, foretold: foretoldAt(session, rest.timeMs) }
  return session.turn
}

/**
 * A call that was under way as its turn ended is a helper's, as for a title. Its first account says
 * so; where the second comes ahead of that, the end may have come ahead of its turn as well.
 */
function outlastsTurn({ rest, earlyEnd }: Session, happening: Happening): boolean {
  if (happening.kind !== 'model_call_ended' || !happening.secondary) return false
  const { startedMs } = happening
  if (startedMs === undefined) return false
  if (rest.confidence === 'exact' && startedMs < rest.timeMs) return true
  return earlyEnd !== null && isWithin(startedMs, earlyEnd)
}

const isWithin = (timeMs: number, { event, ended }: EarlyEnd): boolean =>
  timeMs >= (ended.startedMs ?? event.timeMs) && timeMs < event.timeMs

const beginsUnsureTurn = new Set<Happening['kind']>([
  'tool_started',
  'tool_ended',
  'tool_refused',
  'blocked',
])
