// What a session's evidence means at a given moment: a pure reading, with the moment at which it changes next.

import type { Outcome } from './event.ts'
import type { Status } from './change.ts'
import type { Session } from './session.ts'
import { retryQuietMs, stoppedToolMs, type Tuning } from './tuning.ts'
import { runningTool } from './tools.ts'
import { decisionDueMs, isAnswerForetold, replyHasTools, replyNeedsDecision } from './turn.ts'
import { subNeedsDecision, type Turn } from './turn.ts'

export interface Reading extends Status {
  /** When this reading changes without further evidence; Infinity where it does not. */
  readonly untilMs: number
  /** True where the open turn is over: nothing more is to be expected of it. */
  readonly turnOver: boolean
}

const never = Number.POSITIVE_INFINITY

const status = (
  state: Status['state'],
  reason: string,
  confidence: Status['confidence'],
  untilMs: number,
  outcome: Outcome | null = null,
): Reading => ({ state, outcome, reason, confidence, untilMs, turnOver: false })

/** Reads a session at `nowMs` (this machine's clock). */
export function derive(session: Session, nowMs: number, tuning: Tuning): Reading {
  const { ended } = session
  if (ended) return status('expired', ended.reason, ended.confidence, never)
  if (session.turn) {
    const reading = deriveTurn(session, session.turn, nowMs, tuning)
    if (reading) return reading
    return { ...deriveAtRest(session, nowMs, tuning), turnOver: true }
  }
  return deriveAtRest(session, nowMs, tuning)
}

function deriveAtRest(session: Session, nowMs: number, tuning: Tuning): Reading {
  const expiryMs = session.processKnown ? never : session.lastArrivalMs + tuning.sessionTimeoutMs
  if (nowMs >= expiryMs) return status('expired', 'timeout', 'inferred', never)
  const { rest } = session
  if (rest.outcome !== null && !rest.acknowledged) {
    const fadesMs = rest.atMs + tuning.completedTimeoutMs
    if (nowMs < fadesMs)
      return status('completed', rest.reason, rest.confidence, fadesMs, rest.outcome)
    return status('idle', 'completed_timeout', 'exact', expiryMs)
  }
  return status('idle', rest.acknowledged ? 'acknowledged' : rest.reason, rest.confidence, expiryMs)
}

/** @returns undefined where the turn was given up and the session is at rest. */
function deriveTurn(
  session: Session,
  turn: Turn,
  nowMs: number,
  tuning: Tuning,
): Reading | undefined {
  const stuckMs = turn.lastArrivalMs + tuning.stuckTimeoutMs
  const held = heldBy(turn, nowMs, stuckMs)
  if (held) return nowMs < stuckMs ? held : undefined
  if (turn.phase === 'model') return derivePending(turn, nowMs, tuning)
  if (replyNeedsDecision(turn)) return deriveUndecided(turn, nowMs, stuckMs)
  return deriveAnswered(session, turn, nowMs, tuning)
}

/** Evidence under which silence means nothing: a question, a tool or a hook. */
function heldBy(turn: Turn, nowMs: number, untilMs: number): Reading | undefined {
  const asked = turn.asked.at(-1)
  if (asked !== undefined) return status('waiting', toQuestion(asked.what), 'exact', untilMs)
  const first = runningTool(turn.tools)
  if (first?.delegates) return heldBySubAgent(turn, first.name, nowMs, untilMs)
  if (first) return status('working', `tool_running:${first.name}`, 'exact', untilMs)
  for (const hook of turn.hooks) return status('working', `hook_running:${hook}`, 'exact', untilMs)
  return undefined
}

const toQuestion = (what: string): string => (what === 'permission' ? what : `permission:${what}`)

function heldBySubAgent(turn: Turn, name: string, nowMs: number, untilMs: number): Reading {
  const { sub } = turn
  const dueMs = sub && subNeedsDecision(turn) ? decisionDueMs(sub.arrivalMs, sub.delayMs) : untilMs
  if (nowMs < dueMs) return status('working', `tool_running:${name}`, 'exact', dueMs)
  return status('waiting', 'permission', 'inferred', untilMs)
}

function derivePending(turn: Turn, nowMs: number, tuning: Tuning): Reading | undefined {
  const patienceMs = turn.toolFailed ? stoppedToolMs : tuning.pendingTimeoutMs
  const untilMs = turn.lastArrivalMs + Math.min(patienceMs, tuning.pendingTimeoutMs)
  if (nowMs >= untilMs) return undefined
  const reason = turn.lastMs === turn.startedMs && !turn.implicit ? 'prompt' : 'model_call'
  return status('working', reason, 'exact', untilMs)
}

function deriveUndecided(turn: Turn, nowMs: number, stuckMs: number): Reading | undefined {
  const dueMs = turn.reply.decisionsTold
    ? decisionDueMs(turn.lastArrivalMs, turn.lastDelayMs)
    : stuckMs
  const reason = replyHasTools(turn.reply) ? 'tool_requested' : 'reply'
  if (nowMs < dueMs) return status('working', reason, 'inferred', dueMs)
  return nowMs < stuckMs ? status('waiting', 'permission', 'inferred', stuckMs) : undefined
}

/** The agent may be done: silence decides, unless something exact is sure to come. */
function deriveAnswered(
  session: Session,
  turn: Turn,
  nowMs: number,
  tuning: Tuning,
): Reading | undefined {
  const quietMs = quietFor(session, turn, tuning)
  const silentMs = turn.silentSinceMs ?? turn.lastArrivalMs + quietMs
  if (nowMs < silentMs) return status('working', workingReason(turn), 'inferred', silentMs)
  const untilMs = silentMs + tuning.completedTimeoutMs
  if (nowMs >= untilMs) return undefined
  return status('completed', 'quiet_period', 'inferred', untilMs, inferredOutcome(turn))
}

function quietFor(session: Session, turn: Turn, tuning: Tuning): number {
  const { quietPeriodMs, exactWaitMs } = tuning
  if (turn.failure === 'retrying') return Math.max(retryQuietMs, quietPeriodMs)
  const good = turn.phase === 'answered'
  const { allEnds, goodEnds } = session
  if (allEnds === 'seen' || (good && goodEnds === 'seen'))
    return Math.max(exactWaitMs, quietPeriodMs)
  // Only promised: a reply that surely asks for no tool needs no confirmation.
  const promised = allEnds === 'promised' || (good && goodEnds === 'promised')
  const sure = good && replyHasTools(turn.reply) === false
  return promised && !sure ? Math.max(exactWaitMs, quietPeriodMs) : quietPeriodMs
}

const workingReason = (turn: Turn): string =>
  turn.phase === 'failed' ? 'model_error' : turn.phase === 'refused' ? 'tool_refused' : 'reply'

/** How a turn ended whose end says nothing about it. */
export function inferredOutcome(turn: Turn): Outcome {
  if (turn.refused) return 'denied'
  if (turn.failure !== 'none') return 'error'
  if (turn.asked.length > 0 || replyNeedsDecision(turn)) return 'denied'
  return isOpen(turn) && !isAnswerForetold(turn) ? 'interrupted' : 'ok'
}

/** Whether a model call or a tool is under way, as far as is known. */
export const isOpen = (turn: Turn): boolean =>
  turn.phase === 'model' || runningTool(turn.tools) !== undefined
