// How long a turn has to be silent until that means its end.

import { never } from '../reading.ts'
import type { Session } from '../session.ts'
import { REFUSED_WAIT_MS, type Tuning } from '../tuning.ts'
import { type Reply, replyHasTools, type Turn } from '../turn.ts'
import { lastToolEndMs, toolAtWork } from '../turn/tool-processes.ts'
import { isAnythingLeft } from '../turn/untold.ts'

/** When the turn is given up, whatever of it is still open, on this machine's clock. */
export const stuckAtMs = ({ lastArrivalMs }: Turn, { stuckTimeoutMs }: Tuning): number =>
  lastArrivalMs + stuckTimeoutMs

/** When its question is: somebody who is away for hours finds it still, where the end of the agent's process would be told. */
export const unansweredAtMs = ({ processKnown }: Session, turn: Turn, tuning: Tuning): number =>
  processKnown ? never : stuckAtMs(turn, tuning)

/**
 * When the tools of a reply are given up of which nothing was told since. Agents that tell
 * of a tool at its end alone may have asked; but a turn that was stopped must not stay.
 */
export const undecidedUntilMs = (session: Session, turn: Turn, tuning: Tuning): number =>
  replyHasTools(turn.reply) && isStopSure(session, turn)
    ? unansweredAtMs(session, turn, tuning)
    : stuckAtMs(turn, tuning)

/** When silence ends the turn: it is counted from the last sign of life, or of its tools. */
export function silenceDueMs(session: Session, turn: Turn, tuning: Tuning): number {
  if (toolAtWork(session, turn, tuning) !== undefined) return stuckAtMs(turn, tuning)
  const activeMs = Math.max(
    turn.lastArrivalMs,
    lastToolEndMs(session, turn, tuning),
    lastSubSignMs(session, turn),
  )
  return activeMs + quietFor(session, turn, tuning)
}

/** A reply that may wait for sub-agents is followed up when the last of them is done. */
const lastSubSignMs = ({ subAgents }: Session, { reply }: Turn): number =>
  mayAwait(reply)
    ? Math.max(0, ...Array.from(subAgents.values(), ({ lastArrivalMs }) => lastArrivalMs))
    : 0

function quietFor(session: Session, turn: Turn, tuning: Tuning): number {
  const { quietPeriodMs, exactWaitMs, pendingTimeoutMs } = tuning
  // It waits before it tries again, and each try may be long: where its end will be told, silence is none.
  if (turn.failure === 'retrying')
    return isStopSure(session, turn) ? pendingTimeoutMs : Math.max(turn.retryQuietMs, quietPeriodMs)
  const good = turn.phase === 'answered'
  const { goodEnds } = session
  const allEnds = endsTold(session, turn)
  const awaits = good && mayAwait(turn.reply) && isAnythingLeft(session)
  if (awaits && isEndSure(session, turn)) return pendingTimeoutMs
  // Told what to do instead, the agent goes on; nothing tells of that before its next reply.
  if (turn.phase === 'refused' && turn.endTold) return pendingTimeoutMs
  if (turn.phase === 'refused' && allEnds === 'seen') return REFUSED_WAIT_MS
  if (allEnds === 'seen' || (good && (goodEnds === 'seen' || turn.endTold)))
    return Math.max(exactWaitMs, quietPeriodMs)
  // Only promised: a reply that surely asks for no tool needs no confirmation.
  const promised = allEnds === 'promised' || (good && goodEnds === 'promised')
  const sure = good && replyHasTools(turn.reply) === false
  return promised && !sure ? Math.max(exactWaitMs, quietPeriodMs) : quietPeriodMs
}

/** It may have asked to wait for what was at work, of which nothing would be told. */
const mayAwait = (reply: Reply): boolean =>
  reply.unsure === 'awaits' && replyHasTools(reply) === undefined

/** Where an exact record tells of every end, one that did not come was no end. */
export function isEndSure(session: Session, turn: Turn): boolean {
  const told = endsTold(session, turn)
  return turn.endTold || told === 'seen' || told === 'promised'
}

/** The same while a reply is due, or its tools are: no turn ends well without them. */
export const isStopSure = (session: Session, turn: Turn): boolean =>
  session.badEndsTold || isEndSure(session, turn)

/** What is known of records of every end. One that comes late is not waited for where the reply surely was the last. */
const endsTold = ({ allEnds }: Session, { endIsLate, reply }: Turn): Session['allEnds'] =>
  endIsLate && replyHasTools(reply) === false ? 'unknown' : allEnds
