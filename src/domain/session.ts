// One session: what is known of it, and how one event changes that.

import type { Status, SessionView } from './change.ts'
import { inferredOutcome, type Reading } from './derive.ts'
import type { About, AgentEvent, Confidence, Happening, Outcome } from './event.ts'
import { createReceipt, receive, type Receipt } from './receipt.ts'
import { createTurn, replyHasTools, replyNeedsDecision, type Turn } from './turn.ts'
import { runningTools } from './tools.ts'
import { applyToTurn, mergeReply } from './turn-step.ts'
import { addCounters, addUsage, createLedger, totalsOf, type UsageLedger } from './usage.ts'

/** How the last turn ended, or how the session began. */
export interface Rest {
  /** null before the first turn ended. */
  readonly outcome: Outcome | null
  readonly reason: string
  readonly confidence: Confidence
  /** This machine's clock. */
  readonly atMs: number
  /** The agent's clock; records up to then belong to the ended turn. */
  readonly timeMs: number
  /** Records of the ended turn may be this much younger than its end. */
  readonly lingerMs: number
  acknowledged: boolean
}

/** `broken`: promised or seen, but one stayed away. */
export type Expectation = 'unknown' | 'promised' | 'seen' | 'broken'

export interface Session {
  readonly agent: string
  readonly id: string
  about: About
  readonly startedMs: number
  lastArrivalMs: number
  turn: Turn | null
  rest: Rest
  /** Whether an exact record can be counted on for every turn's end (spans)… */
  allEnds: Expectation
  /** …or for the end of turns that went well (hooks, answers). */
  goodEnds: Expectation
  /** Whether first accounts of model calls arrive, so that second ones open nothing. */
  primary: boolean
  ended: { readonly reason: string; readonly confidence: Confidence; readonly timeMs: number } | null
  turns: number
  readonly usage: UsageLedger
  readonly receipt: Receipt
  /** What was reported last, and since when its state holds. */
  reported: Status | null
  sinceMs: number
}

/** Slack between a turn's last record and the record of its end, on one agent's clock. */
const sameMomentMs = 5

export function createSession(event: AgentEvent, id: string): Session {
  const { arrivalMs, timeMs } = event
  return {
    agent: event.agent,
    id,
    about: {},
    startedMs: arrivalMs,
    lastArrivalMs: arrivalMs,
    turn: null,
    rest: restAt('session_started', arrivalMs, timeMs - 1 - sameMomentMs),
    allEnds: 'unknown',
    goodEnds: 'unknown',
    primary: false,
    ended: null,
    turns: 0,
    usage: createLedger(),
    receipt: createReceipt(),
    reported: null,
    sinceMs: arrivalMs,
  }
}

const restAt = (reason: string, atMs: number, timeMs: number): Rest => ({
  outcome: null,
  reason,
  confidence: 'exact',
  atMs,
  timeMs,
  lingerMs: 0,
  acknowledged: false,
})

/**
 * Takes note of a record: that it came, what it counts, what it tells of the session.
 *
 * @returns false where the same record came before
 */
export function accept(session: Session, event: AgentEvent): boolean {
  if (!receive(session.receipt, event.key, event.sequence)) return false
  session.lastArrivalMs = Math.max(session.lastArrivalMs, event.arrivalMs)
  learn(session, event)
  count(session, event)
  return true
}

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
    abandonTurn(session, turn, event.arrivalMs, 'interrupted')
    return true
  }
  if (!isOverWith(session, turn, event)) return false
  if (turn.silentSinceMs !== null)
    closeTurn(session, 'quiet_period', 'inferred', turn.silentSinceMs, turn.lastMs)
  else closeTurn(session, reasonOfEnd(event), 'inferred', event.arrivalMs, turn.lastMs)
  return true
}

function openProven(session: Session, event: AgentEvent): boolean {
  const { happening, arrivalMs, timeMs } = event
  if (happening.kind !== 'turn_ended' || !happening.proves) return false
  if (timeMs <= session.rest.timeMs + sameMomentMs) return false
  session.turn = createTurn(happening.startedMs ?? timeMs, arrivalMs, undefined, true)
  return true
}

/** A prompt after a failed tool, with no model call between: the person stopped the tool. */
function wasStopped(session: Session, turn: Turn, event: AgentEvent): boolean {
  const { happening } = event
  if (happening.kind !== 'prompt' || turn.phase !== 'model' || !turn.toolFailed) return false
  return runningTools(turn.tools).length === 0 && startsTurn(session, event, happening.promptId)
}

const reasonOfEnd = ({ happening }: AgentEvent): string =>
  happening.kind === 'session_ended' ? 'session_ended' : 'next_prompt'

function isOverWith(session: Session, turn: Turn, event: AgentEvent): boolean {
  const { happening } = event
  if (happening.kind === 'session_ended') return mayBeOver(turn) || turn.failure === 'retrying'
  if (happening.kind === 'prompt')
    return mayBeOver(turn) && startsTurn(session, event, happening.promptId)
  return isNextTurn(session, turn, happening)
}

/**
 * Moves the session by an event.
 *
 * @returns whether its state may have changed
 */
export function advance(session: Session, event: AgentEvent): boolean {
  return move(session, event) === 'moved'
}

/** Notes what the record reveals besides what happened. */
function learn(session: Session, event: AgentEvent): void {
  const { about } = event
  if (about) {
    for (const field of Object.keys(about) as (keyof About)[]) {
      if (about[field] === undefined || about[field] === session.about[field]) continue
      session.about = { ...session.about, ...definedOnly(about, event.helper) }
      break
    }
  }
  const { happening } = event
  if (happening.kind === 'model_call_ended' && !happening.secondary) session.primary = true
  if (event.promisesTurnEnd && session.allEnds === 'unknown') session.allEnds = 'promised'
}

/** A helper's model is not the session's. */
function definedOnly(about: About, helper: boolean): About {
  const known = Object.entries(about).filter(
    ([field, value]) => value !== undefined && !(helper && field === 'model'),
  )
  return Object.fromEntries(known) as About
}

function count(session: Session, event: AgentEvent): void {
  const { usage, counters } = event
  if (usage) addUsage(session.usage, usage.source, event.about?.model ?? '', usage.amount)
  if (counters) addCounters(session.usage, counters)
}

function move(session: Session, event: AgentEvent): 'counted' | 'moved' {
  const { happening, timeMs } = event
  switch (happening.kind) {
    case 'activity':
    case 'session_started':
      return 'counted'
    case 'turn_end_promised':
      if (session.goodEnds === 'unknown') session.goodEnds = 'promised'
      return 'counted'
    case 'session_ended':
      session.ended = { reason: happening.reason, confidence: 'exact', timeMs }
      return 'moved'
    case 'prompt':
      return startTurn(session, event, happening.promptId)
    case 'turn_ended':
      return endTurn(session, event, happening)
  }
  const turn = session.turn ?? resume(session, event)
  if (happening.kind === 'model_call_ended' && happening.secondary && session.primary)
    return turn && mergeReply(turn, happening) ? 'moved' : 'counted'
  if (!turn || timeMs < turn.startedMs - sameMomentMs) return 'counted'
  return applyToTurn(turn, event) ? 'moved' : 'counted'
}

/** Whether nothing known is left to happen in the turn, so that a next one shows it ended. */
const mayBeOver = (turn: Turn): boolean =>
  turn.phase !== 'model' &&
  turn.failure !== 'retrying' &&
  runningTools(turn.tools).length === 0 &&
  turn.asked.length === 0 &&
  !replyNeedsDecision(turn)

/** Whether a model call after a silent end begins another turn rather than showing that the end was none. */
function isNextTurn(session: Session, turn: Turn, happening: Happening): boolean {
  if (turn.silentSinceMs === null || !beginsTurn(session, happening)) return false
  const promptId = 'promptId' in happening ? happening.promptId : undefined
  if (promptId !== undefined && turn.promptId !== undefined) return promptId !== turn.promptId
  return replyHasTools(turn.reply) === false
}

function startTurn(
  session: Session,
  event: AgentEvent,
  promptId: string | undefined,
): 'counted' | 'moved' {
  if (!startsTurn(session, event, promptId)) return 'counted'
  // Whoever types has seen how the last turn ended.
  session.rest.acknowledged = true
  session.turn = createTurn(event.timeMs, event.arrivalMs, promptId, false)
  return 'moved'
}

/** Whether a prompt is a new one, not another account of a turn that is known. */
function startsTurn(session: Session, event: AgentEvent, promptId: string | undefined): boolean {
  const { turn, rest } = session
  if (event.timeMs <= rest.timeMs + sameMomentMs) return false
  if (!turn) return true
  return event.timeMs >= turn.startedMs && (promptId === undefined || turn.promptId !== promptId)
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
  if (timeMs <= rest.timeMs + Math.max(sameMomentMs, rest.lingerMs)) return null
  const unsure = session.turns === 0 || rest.confidence === 'inferred'
  const begins = beginsTurn(session, happening) ?? (unsure && beginsUnsureTurn.has(happening.kind))
  if (!begins) return null
  const promptId = 'promptId' in happening ? happening.promptId : undefined
  session.turn = createTurn(timeMs, arrivalMs, promptId, true)
  return session.turn
}

const beginsUnsureTurn = new Set<Happening['kind']>([
  'tool_started',
  'tool_ended',
  'tool_refused',
  'blocked',
])

/** @returns undefined where it depends on what is known of the last turn */
function beginsTurn(session: Session, happening: Happening): boolean | undefined {
  if (happening.kind === 'model_call_started') return happening.begins ?? true
  if (happening.kind === 'model_call_ended')
    return !happening.sub && !(happening.secondary && session.primary)
  return happening.kind === 'model_call_failed' ? true : undefined
}

function endTurn(
  session: Session,
  event: AgentEvent,
  happening: Extract<Happening, { kind: 'turn_ended' }>,
): 'counted' | 'moved' {
  const { evidence, outcome } = happening
  if (happening.onlyGoodEnds) session.goodEnds = 'seen'
  else session.allEnds = 'seen'
  if (session.turn && event.timeMs < session.turn.startedMs - sameMomentMs) return 'counted'
  if (!session.turn) return 'counted'
  if (happening.onlyIfRefused && !session.turn.refused) return 'counted'
  if (outcome === 'void') {
    session.turn = null
    return 'moved'
  }
  const known = settledOutcome(session.turn, outcome)
  closeTurn(session, evidence, 'exact', event.arrivalMs, event.timeMs, known)
  session.rest = { ...session.rest, lingerMs: happening.lingerMs ?? 0 }
  return 'moved'
}

/** What the end's own record says, sharpened by what else is known of the turn. */
function settledOutcome(turn: Turn, told: Outcome | undefined): Outcome {
  const inferred = inferredOutcome(turn)
  if (told === 'ok' && turn.failure !== 'none') return 'error'
  if (told === 'interrupted' && inferred === 'denied') return 'denied'
  return told ?? inferred
}

/** Ends the open turn and puts the session to rest. `atMs` and `timeMs` are when, on this machine's and the agent's clock. */
export function closeTurn(
  session: Session,
  reason: string,
  confidence: Confidence,
  atMs: number,
  timeMs: number,
  outcome: Outcome = inferredOutcome(session.turn!),
): void {
  session.turn = null
  session.turns++
  session.rest = { ...restAt(reason, atMs, timeMs), outcome, confidence }
}

/**
 * Makes permanent what silence decided, so that only fresh evidence can undo it.
 *
 * @returns whether that changed the session
 */
export function settle(session: Session, reading: Reading, nowMs: number): boolean {
  const { turn } = session
  if (!turn) return false
  if (reading.turnOver) {
    if (turn.silentSinceMs !== null)
      closeTurn(session, 'quiet_period', 'inferred', turn.silentSinceMs, turn.lastMs)
    else abandonTurn(session, turn, nowMs, 'no_evidence')
    return true
  }
  if (reading.state === 'completed' && turn.silentSinceMs === null) {
    turn.silentSinceMs = nowMs
    if (session.allEnds !== 'unknown') session.allEnds = 'broken'
    if (session.goodEnds !== 'unknown' && turn.phase === 'answered') session.goodEnds = 'broken'
    return true
  }
  return false
}

/** Gives up the open turn: nothing more is expected of it, and nobody knows how it ended. */
function abandonTurn(session: Session, turn: Turn, atMs: number, reason: string): void {
  session.turn = null
  session.rest = { ...restAt(reason, atMs, turn.lastMs), confidence: 'inferred' }
}

/** An immutable picture of the session as reported last. */
export function viewOf(session: Session): SessionView {
  const { receipt } = session
  return {
    ...session.reported!,
    id: session.id,
    agent: session.agent,
    about: session.about,
    startedMs: session.startedMs,
    sinceMs: session.sinceMs,
    totals: totalsOf(session.usage),
    turns: session.turns,
    telemetry: { received: receipt.received, missing: receipt.missing },
  }
}
