// One session: what is known of it, and what every record adds whether or not it moves the state.

import type { Status, SessionView } from './change.ts'
import type { About, AgentEvent, Confidence, Happening, Outcome, TurnEnded } from './event.ts'
import { learnable, merge, tellsNews } from './session/about.ts'
import { count } from './session/counted.ts'
import { expectEnds, type ExpectedEnds, noneExpected } from './session/ends.ts'
import { createProcesses, type Processes } from './session/processes.ts'
import { createReceipt, receive, type Receipt } from './session/receipt.ts'
import { createLedger, totalsOf, type UsageLedger } from './session/usage.ts'
import type { Turn } from './turn.ts'
import { noteLeft } from './turn/tools.ts'

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
  /** The ended turn's own, where they were told; and its last evidence before the end, on the agent's clock. */
  readonly promptId: string | undefined
  readonly turnId: string | undefined
  readonly lastMs: number
  acknowledged: boolean
}

export interface Provisional {
  readonly turn: Turn
  /** `end`: another record of its end. `calls`: accounts of its calls and tools that are under way. */
  readonly awaits: 'end' | 'calls'
  /** What the end's own record told of how it ended. */
  readonly told?: Outcome | undefined
  /** Until when the end is withheld, on this machine's clock: what is known may be wrong before. 0 where it is told at once. */
  withheldMs: number
}

/** An end that came ahead of its turn's first records. */
export interface EarlyEnd {
  readonly event: AgentEvent
  readonly ended: TurnEnded
}

/** A second account of a model call whose turn's prompt is still under way. */
export interface EarlyAccount {
  readonly callId: string
  readonly tools: boolean
  /** The call's end, on the agent's clock. */
  readonly timeMs: number
}

export interface Session extends ExpectedEnds {
  readonly agent: string
  readonly id: string
  /** As the telemetry tells. */
  about: About
  /** As this machine found out. */
  found: About
  /** Whether the end of its process will be told, so that silence does not end it. */
  processKnown: boolean
  /** Nothing tells of it but its processes. */
  byProcess: boolean
  /** Whether more than the ends of its turns tells of it. */
  wasBegun: boolean
  /** When it was last told to begin, on the agent's clock; 0 where that was not told. */
  begunMs: number
  /** Whether questions to the person are told outright, so that none need be inferred. */
  asksTold: boolean
  readonly processes: Processes
  /** What its tools left at work. */
  readonly left: Set<string>
  /** Whether it has tools of which nothing is told while they run, and those that were seen to do so. */
  mayRunUntold: boolean
  readonly untold: Set<string>
  /** Its sub-agents that tell of themselves, by their keys: what one of them asks, it asks. */
  readonly subAgents: Map<string, Session>
  readonly startedMs: number
  lastArrivalMs: number
  turn: Turn | null
  /** The turn before, where the next prompt came ahead of its end. */
  overtaken: Turn | null
  earlyEnd: EarlyEnd | null
  earlyAccount: EarlyAccount | null
  /** The last turn, while later records may know better how it ended. */
  provisional: Provisional | null
  rest: Rest
  /** Whether first accounts of model calls arrive, so that second ones open nothing. */
  primary: boolean
  ended: {
    readonly reason: string
    readonly confidence: Confidence
    readonly timeMs: number
    /** When to tell it, on this machine's clock; 0 where at once. */
    readonly dueMs: number
  } | null
  turns: number
  readonly usage: UsageLedger
  readonly receipt: Receipt
  /** The last reading, of which turn, and since when its state holds; and what of it was told. */
  reported: Status | null
  told: Status | null
  reportedFound: About
  reportedTurn: Turn | null
  sinceMs: number
  /** Whether the person was at its terminal since then. */
  seen: boolean
}

/** Slack between a turn's last record and the record of its end, on one agent's clock. */
export const SAME_MOMENT_MS = 5

export function createSession({ agent, arrivalMs }: AgentEvent, id: string): Session {
  return {
    agent,
    id,
    about: {},
    found: nothing,
    processKnown: false,
    byProcess: false,
    wasBegun: false,
    begunMs: 0,
    asksTold: false,
    processes: createProcesses(),
    left: new Set(),
    mayRunUntold: false,
    untold: new Set(),
    subAgents: new Map(),
    startedMs: arrivalMs,
    lastArrivalMs: arrivalMs,
    turn: null,
    overtaken: null,
    earlyEnd: null,
    earlyAccount: null,
    provisional: null,
    // What shows the session first may be younger than records that are under way.
    rest: restAt('session_started', arrivalMs, Number.NEGATIVE_INFINITY),
    ...noneExpected,
    primary: false,
    ended: null,
    turns: 0,
    usage: createLedger(),
    receipt: createReceipt(),
    reported: null,
    told: null,
    reportedFound: nothing,
    reportedTurn: null,
    sinceMs: arrivalMs,
    seen: false,
  }
}

const nothing: About = {}

/** A rest with no outcome known. @param atMs on this machine's clock @param timeMs on the agent's */
export const restAt = (reason: string, atMs: number, timeMs: number): Rest => ({
  outcome: null,
  reason,
  confidence: 'exact',
  atMs,
  timeMs,
  lingerMs: 0,
  promptId: undefined,
  turnId: undefined,
  lastMs: timeMs,
  acknowledged: false,
})

/**
 * Takes note of a record: that it came, what it counts, what it tells of the session.
 *
 * @param isOwn whether it is of the session itself, not of a conversation that serves it
 * @returns false where the same record came before
 */
export function accept(session: Session, event: AgentEvent, isOwn: boolean): boolean {
  if (!receive(session.receipt, event.recordId, event.sequence, event.timeMs)) return false
  session.lastArrivalMs = Math.max(session.lastArrivalMs, event.arrivalMs)
  if (isOwn) learn(session, event)
  count(session.usage, event)
  return true
}

/** Notes what the record reveals besides what happened. */
function learn(session: Session, event: AgentEvent): void {
  const { about } = event
  if (about && tellsNews(about, session.about))
    session.about = { ...session.about, ...learnable(about, event) }
  if (event.found) session.found = merge(session.found, event.found)
  if (event.happening.kind === 'tool_ended') noteLeft(session.left, event.happening)
  if (isPrimary(event.happening)) session.primary = true
  if (event.happening.kind === 'prompt' && event.happening.asksTold) session.asksTold = true
  expectEnds(session, event)
}

/** Where prompts are told, first accounts of the calls are too, and second ones may be a helper's. */
const isPrimary = (happening: Happening): boolean =>
  happening.kind === 'prompt' || (happening.kind === 'model_call_ended' && !happening.secondary)

/** Whether the end of a turn is that of the last one, told once more: it began by then. */
export const isLastEnd = ({ rest }: Session, ended: TurnEnded, timeMs: number): boolean =>
  rest.outcome !== null && (ended.startedMs ?? timeMs) <= rest.timeMs

/** Whether it is not in the middle of a turn, as far as silence tells. */
export const atRest = ({ turn }: Session): boolean => !turn || turn.silentSinceMs !== null

/** The last turn, where its end was withheld and may not be told yet. */
export const withheldEnd = ({ turn, provisional }: Session): Provisional | undefined =>
  turn === null && provisional !== null && provisional.withheldMs > 0 ? provisional : undefined

/** An immutable picture of the session as it was read last. */
export function viewOf(session: Session): SessionView {
  const { receipt, about, found } = session
  const { state, outcome, reason, confidence } = session.reported!
  return {
    state,
    outcome,
    reason,
    confidence,
    id: session.id,
    agent: session.agent,
    about: found === nothing ? about : { ...found, ...about },
    startedMs: session.startedMs,
    sinceMs: session.sinceMs,
    totals: totalsOf(session.usage),
    turns: session.turns,
    telemetry: { received: receipt.received, missing: receipt.missing },
  }
}
