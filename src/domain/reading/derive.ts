// What a session's evidence means at a given moment: a pure reading, with the moment at which it changes next.

import { never, type Reading, toReading } from '../reading.ts'
import { withheldEnd, type Session } from '../session.ts'
import { blockedSince } from '../session/processes.ts'
import { STOPPED_TOOL_MS, type Tuning, UNTOLD_TOOL_MS } from '../tuning.ts'
import { replyHasTools, type Turn } from '../turn.ts'
import { decisionDueMs, replyNeedsDecision, subNeedsDecision, unsureOf } from '../turn/decisions.ts'
import { inferredOutcome } from '../turn/outcome.ts'
import { requestDueMs } from '../turn/requests.ts'
import { lastToolEndMs, toolAtWork } from '../turn/tool-processes.ts'
import {
  backgroundAgent,
  isDelegating,
  isSubAtWork,
  runningTool,
  type Tool,
} from '../turn/tools.ts'
import { deriveByProcess } from './by-process.ts'
import { isStopSure, silenceDueMs, stuckAtMs, unansweredAtMs, undecidedUntilMs } from './silence.ts'

/** Reads a session at `nowMs` (this machine's clock). */
export function derive(session: Session, nowMs: number, tuning: Tuning): Reading {
  const { ended } = session
  if (!ended) return deriveLive(session, nowMs, tuning)
  const { reason, confidence, dueMs } = ended
  if (nowMs >= dueMs) return toReading('expired', reason, confidence, never)
  const reading = deriveLive(session, nowMs, tuning)
  return { ...reading, untilMs: Math.min(reading.untilMs, dueMs) }
}

function deriveLive(session: Session, nowMs: number, tuning: Tuning): Reading {
  if (session.turn) {
    const reading = deriveTurn(session, session.turn, nowMs, tuning)
    if (reading) return reading
    return { ...deriveAtRest(session, nowMs, tuning), turnOver: true }
  }
  if (session.byProcess) return deriveByProcess(session, nowMs, tuning)
  return deriveWithheld(session, nowMs) ?? deriveAtRest(session, nowMs, tuning)
}

/** As it was, while what tells how the turn ended is right behind. */
function deriveWithheld(session: Session, nowMs: number): Reading | undefined {
  const withheld = withheldEnd(session)
  const { reported } = session
  if (!withheld || !reported || nowMs >= withheld.withheldMs) return undefined
  const { state, reason, confidence, outcome } = reported
  return toReading(state, reason, confidence, withheld.withheldMs, outcome)
}

function deriveAtRest(session: Session, nowMs: number, tuning: Tuning): Reading {
  const expiryMs = session.processKnown ? never : session.lastArrivalMs + tuning.sessionTimeoutMs
  if (nowMs >= expiryMs) return toReading('expired', 'timeout', 'inferred', never)
  const { rest } = session
  if (rest.outcome !== null && !rest.acknowledged) {
    const fadesMs = rest.atMs + tuning.completedTimeoutMs
    if (nowMs < fadesMs)
      return toReading('completed', rest.reason, rest.confidence, fadesMs, rest.outcome)
    return toReading('idle', 'completed_timeout', 'exact', expiryMs)
  }
  return toReading(
    'idle',
    rest.acknowledged ? 'acknowledged' : rest.reason,
    rest.confidence,
    expiryMs,
  )
}

/**
 * A sub-agent's question is the turn's, whatever the main thread is at, and so is one about a tool while others run.
 *
 * @returns undefined where the turn was given up and the session is at rest
 */
function deriveTurn(
  session: Session,
  turn: Turn,
  nowMs: number,
  tuning: Tuning,
): Reading | undefined {
  const reading = deriveMain(session, turn, nowMs, tuning)
  const untilMs = unansweredAtMs(session, turn, tuning)
  const dueMs = Math.min(subAskedDueMs(session, turn), toolAskedDueMs(session, turn))
  if (reading?.state === 'waiting' || nowMs >= untilMs || dueMs === never) return reading
  if (nowMs >= dueMs) return toReading('waiting', 'permission', 'inferred', untilMs)
  return reading && { ...reading, untilMs: Math.min(reading.untilMs, dueMs) }
}

/** When what a sub-agent wants counts as a question to the person. */
function subAskedDueMs({ asksTold }: Session, turn: Turn): number {
  const { sub, tools } = turn
  const mayAsk = sub !== null && !asksTold && isDelegating(tools) && subNeedsDecision(turn)
  return mayAsk ? decisionDueMs(sub.arrivalMs, sub.delayMs) : never
}

/** The same of a tool whose reply asked for others too, which were decided on. */
const toolAskedDueMs = ({ asksTold }: Session, turn: Turn): number =>
  asksTold ? never : requestDueMs(turn)

function deriveMain(
  session: Session,
  turn: Turn,
  nowMs: number,
  tuning: Tuning,
): Reading | undefined {
  const held = heldBy(session, turn, tuning)
  if (held) return lasting(held, nowMs)
  if (turn.phase === 'model') return derivePending(session, turn, nowMs, tuning)
  if (replyNeedsDecision(turn)) return deriveUndecided(session, turn, nowMs, tuning)
  return deriveDelegated(turn, nowMs, tuning) ?? deriveAnswered(session, turn, nowMs, tuning)
}

/** @returns undefined where its time is over */
const lasting = (reading: Reading, nowMs: number): Reading | undefined =>
  nowMs < reading.untilMs ? reading : undefined

/** Sub-agents in the background are at work: the agent comes back to what they find. */
function deriveDelegated(
  turn: Turn,
  nowMs: number,
  { stuckTimeoutMs, pendingTimeoutMs }: Tuning,
): Reading | undefined {
  const agent = backgroundAgent(turn.tools)
  if (!agent || turn.phase !== 'answered') return undefined
  // One that was stopped may end without a word.
  const untilMs = turn.lastArrivalMs + (isSubAtWork(turn.tools) ? stuckTimeoutMs : pendingTimeoutMs)
  return nowMs < untilMs ? atWork(agent, untilMs) : undefined
}

/** Evidence under which silence means nothing: a question, a tool or a hook. */
function heldBy(session: Session, turn: Turn, tuning: Tuning): Reading | undefined {
  const askedUntilMs = unansweredAtMs(session, turn, tuning)
  const asked = turn.asked.at(-1)
  if (asked) return toReading('waiting', toQuestion(asked.what), 'exact', askedUntilMs)
  const reader =
    turn.silentSinceMs === null && blockedSince(session.processes, turn.startedMs, false)
  if (reader) return toReading('waiting', `terminal_input:${reader}`, 'inferred', askedUntilMs)
  const untilMs = stuckAtMs(turn, tuning)
  const first = runningTool(turn.tools)
  if (first) return atWork(first, untilMs)
  // One that keeps a prompt or a tool's result from the model may have ended the turn: nothing tells of it then.
  return turn.phase === 'model' ? undefined : hookAtWork(turn, untilMs)
}

function hookAtWork({ hooks }: Turn, untilMs: number): Reading | undefined {
  const [hook] = hooks
  return hook === undefined
    ? undefined
    : toReading('working', `hook_running:${hook}`, 'exact', untilMs)
}

const toQuestion = (what: string): string => (what === 'permission' ? what : `permission:${what}`)

const atWork = ({ name }: Tool, untilMs: number): Reading =>
  toReading('working', `tool_running:${name}`, 'exact', untilMs)

function derivePending(
  session: Session,
  turn: Turn,
  nowMs: number,
  tuning: Tuning,
): Reading | undefined {
  const wasStopped = turn.toolFailed && turn.hooks.size === 0
  const patienceMs = wasStopped ? STOPPED_TOOL_MS : tuning.pendingTimeoutMs
  const activeMs = Math.max(lastSignMs(session, turn), lastToolEndMs(session, turn, tuning))
  // A long reply gives no sign of life for many minutes, one that was stopped is told to be.
  const untilMs = isStopSure(session, turn)
    ? stuckAtMs(turn, tuning)
    : activeMs + Math.min(patienceMs, tuning.pendingTimeoutMs)
  if (nowMs >= untilMs) return heldByProcess(session, turn, nowMs, tuning)
  const reason = turn.lastMs === turn.startedMs && !turn.implicit ? 'prompt' : 'model_call'
  return hookAtWork(turn, untilMs) ?? toReading('working', reason, 'exact', untilMs)
}

/** Of a reply that is told as it comes in, each record is a sign that it still does, whatever else it says. */
const lastSignMs = ({ lastArrivalMs }: Session, turn: Turn): number =>
  turn.reply.streamedTool === undefined ? turn.lastArrivalMs : lastArrivalMs

/** A tool's process runs, whatever the telemetry lacks. */
function heldByProcess(
  session: Session,
  turn: Turn,
  nowMs: number,
  tuning: Tuning,
): Reading | undefined {
  const name = toolAtWork(session, turn, tuning)
  const stuckMs = stuckAtMs(turn, tuning)
  if (name === undefined || nowMs >= stuckMs) return undefined
  return toReading('working', `process_running:${name}`, 'inferred', stuckMs)
}

function deriveUndecided(
  session: Session,
  turn: Turn,
  nowMs: number,
  tuning: Tuning,
): Reading | undefined {
  const { processes, asksTold } = session
  const askedUntilMs = unansweredAtMs(session, turn, tuning)
  const asker = blockedSince(processes, turn.reply.endedMs, true)
  if (asker !== undefined)
    return lasting(toReading('waiting', `terminal_input:${asker}`, 'inferred', askedUntilMs), nowMs)
  const lastMs = undecidedUntilMs(session, turn, tuning)
  // A tool that the agent refuses by itself is decided on without a word.
  const dueMs = turn.reply.decisionsTold && !asksTold ? askedDueMs(turn, lastMs) : lastMs
  const reason = replyHasTools(turn.reply) ? 'tool_requested' : 'reply'
  if (nowMs < dueMs) return toReading('working', reason, 'inferred', dueMs)
  if (dueMs === lastMs) return undefined
  return lasting(toReading('waiting', 'permission', 'inferred', askedUntilMs), nowMs)
}

/** When an undecided tool of the main thread counts as a question. */
function askedDueMs(turn: Turn, lastMs: number): number {
  const unsure = unsureOf(turn)
  if (unsure === 'awaits') return lastMs
  return unsure === 'runs'
    ? turn.lastArrivalMs + UNTOLD_TOOL_MS
    : decisionDueMs(turn.lastArrivalMs, turn.lastDelayMs)
}

/** The agent may be done: silence decides, unless something exact is sure to come. */
function deriveAnswered(
  session: Session,
  turn: Turn,
  nowMs: number,
  tuning: Tuning,
): Reading | undefined {
  const silentMs = turn.silentSinceMs ?? silenceDueMs(session, turn, tuning)
  const held = heldByProcess(session, turn, nowMs, tuning)
  if (held) return held
  if (nowMs < silentMs) return toReading('working', workingReason(turn), 'inferred', silentMs)
  const untilMs = silentMs + tuning.completedTimeoutMs
  if (nowMs >= untilMs) return undefined
  return toReading('completed', 'quiet_period', 'inferred', untilMs, inferredOutcome(turn))
}

const workingReason = (turn: Turn): string =>
  turn.phase === 'failed' ? 'model_error' : turn.phase === 'refused' ? 'tool_refused' : 'reply'
