// All sessions: whom an event belongs to, what changes are reported, when to look again.

import type { SessionChange, SessionView, State, Status } from './change.ts'
import type { AgentEvent } from './event.ts'
import { isProcessSign, type ProcessSign } from './process-sign.ts'
import { createFamily, createKeys, learnFamily, learnSpawned } from './family.ts'
import { createHeld } from './held.ts'
import { noteProcess } from './processes.ts'
import { isSame } from './reading.ts'
import { createRegister, isOpener, showsSession } from './register.ts'
import { advance, explainHelper, prepare } from './session-step.ts'
import { accept, viewOf, type Session } from './session.ts'
import { applyToAgent, deriveWithAgents, settleAgents } from './sub-agents.ts'
import { defaultTuning, glanceMs, type Tuning } from './tuning.ts'
import { closeTurn, reviseEnd, settle } from './turn-end.ts'
import { endEarly, endOvertaken } from './turn-order.ts'

export interface Sessions {
  /** Takes in events that arrived together and returns what changed, in order. */
  apply(events: readonly AgentEvent[]): SessionChange[]
  /** Looks at the clock: what silence means by now. */
  sweep(nowMs: number): SessionChange[]
  /** When to sweep next; Infinity where nothing is due. */
  nextDeadline(): number
  /** Turns `completed` to `idle` for the sessions that match. */
  acknowledge(matches: (session: SessionView) => boolean, nowMs: number): SessionChange[]
  list(): SessionView[]
}

/** Keeps the state of every session. Pure: the same events and times give the same changes. */
export function createSessions(tuning: Tuning = defaultTuning): Sessions {
  const register = createRegister()
  const family = createFamily()
  const keyOf = createKeys()
  const held = createHeld(family, isAtWork, (key) => register.get(key) !== undefined)
  const deadlines = new Map<Session, number>()
  const touched = new Set<Session>()
  let changes: SessionChange[] = []

  const take = (): SessionChange[] => {
    const taken = changes
    changes = []
    return taken
  }

  /**
   * Reads a session, and tells its state where that is not the one told last.
   *
   * @param silentUntilMs up to when nothing more is known to have come; before
   *   `nowMs` while records that arrived together are still being taken in
   * @param sinceMs since when a state that was not the last one holds
   */
  function report(session: Session, nowMs: number, silentUntilMs = nowMs, sinceMs = nowMs): void {
    settleAgents(session, silentUntilMs, tuning)
    let reading = deriveWithAgents(session, silentUntilMs, tuning)
    if (settle(session, reading, nowMs)) reading = deriveWithAgents(session, silentUntilMs, tuning)
    deadlines.set(session, reading.untilMs)
    const previous = session.reported
    const isSameTurn = session.turn === session.reportedTurn
    session.reportedTurn = session.turn
    if (previous && isSame(previous, reading)) return
    const { state, outcome, reason, confidence } = reading
    session.reported = { state, outcome, reason, confidence }
    if (previous?.state === state) return
    session.sinceMs = sinceMs
    session.seen = false
    tell(session, nowMs, isSameTurn ? correction(previous, reading) : null)
    if (state === 'expired') retire(session)
  }

  function tell(session: Session, atMs: number, corrects: State | null): void {
    const previous = session.told
    session.told = session.reported
    session.reportedFound = session.found
    changes.push({ kind: 'state', atMs, session: viewOf(session), previous, corrects })
  }

  /** Of the reasons that one state has had, the last one is told: nobody could have seen the others. */
  function reportReason(session: Session, nowMs: number): void {
    report(session, nowMs)
    if (!isSame(session.told!, session.reported!)) tell(session, nowMs, null)
  }

  function retire(session: Session): void {
    deadlines.delete(session)
    register.retire(session)
  }

  function end(session: Session, reason: string, timeMs: number, nowMs: number): void {
    session.ended = { reason, confidence: 'exact', timeMs }
    report(session, nowMs)
  }

  function applyOne(event: AgentEvent): void {
    const { happening } = event
    if (isProcessSign(happening)) return observe(event, happening)
    const own = keyOf(event)
    const replaced = own === '' ? undefined : learnFamily(family, event, own)
    const key = family.served.get(own) ?? own
    const session = register.find(
      event,
      key,
      key === own && showsSession(event) && !isUnsure(event),
    )
    if (!session) return
    const old = replaced === undefined ? undefined : register.get(replaced)
    if (old && old !== session && atRest(old)) end(old, 'superseded', event.timeMs, event.arrivalMs)
    if (!accept(session, event, key === own) || !register.isLive(session)) return
    touched.add(session)
    if (key === own && isOpener(happening)) session.wasBegun = true
    // Before the new one is told of: no line lists more than there may be.
    makeRoom(event.arrivalMs)
    if (event.helper) explainHelper(session, event)
    else if (key === own) moveOne(session, event)
    else if (family.agents.has(own)) applyToAgent(session, own, event)
    if (!session.reported) report(session, event.arrivalMs)
  }

  /** Where the agent tells how conversations begin, it will tell whose that one is. */
  function isUnsure({ agent, happening }: AgentEvent): boolean {
    if (happening.kind !== 'turn_ended' || happening.hidden === undefined) return false
    if (happening.hidden === 'likely') return true
    return register.live().some((session) => session.agent === agent && session.wasBegun)
  }

  /** What the kernel tells is no record of the agent's: it opens no session, and is not counted. */
  function observe(event: AgentEvent, sign: ProcessSign): void {
    const session = register.get(keyOf(event))
    if (!session?.reported) return
    session.lastArrivalMs = Math.max(session.lastArrivalMs, event.arrivalMs)
    touched.add(session)
    if (sign.kind === 'input') see(session, event.arrivalMs)
    else noteProcess(session.processes, sign, event)
  }

  /** The person is there: has seen what is shown, and needs no telling of it. */
  function see(session: Session, nowMs: number): void {
    const isOver = session.reported?.state === 'completed'
    if (isOver && nowMs < session.sinceMs + glanceMs) return
    if (isOver) acknowledgeOne(session, nowMs)
    if (session.seen) return
    session.seen = true
    const previous = session.reported
    changes.push({ kind: 'seen', atMs: nowMs, session: viewOf(session), previous, corrects: null })
  }

  function acknowledgeOne(session: Session, nowMs: number): void {
    if (session.turn) closeTurn(session, 'quiet_period', 'inferred', nowMs, session.turn.lastMs)
    session.rest.acknowledged = true
    report(session, nowMs)
  }

  /** Silence is judged once all that arrived together is taken in: hence the millisecond before. */
  function moveOne(session: Session, event: AgentEvent): void {
    const { arrivalMs } = event
    const { sinceMs } = session
    const next = endOvertaken(session, event)
    if (next) {
      // It was over by the time the next one was heard of.
      report(session, arrivalMs, arrivalMs - 1, next.heardMs)
      session.turn = next
      return report(session, arrivalMs, arrivalMs - 1, Math.max(sinceMs, next.heardMs))
    }
    if (prepare(session, event)) report(session, arrivalMs, arrivalMs - 1)
    if (advance(session, event)) report(session, arrivalMs, arrivalMs - 1)
  }

  /** Sub-agents that were taken for sessions, as nothing told of them yet. */
  function putRight(spawned: readonly string[], nowMs: number): void {
    for (const key of spawned) {
      const session = register.get(key)
      if (session) end(session, 'superseded', 0, nowMs)
    }
  }

  function makeRoom(nowMs: number): void {
    while (register.size() > tuning.maxSessions) end(register.quietest(), 'evicted', 0, nowMs)
  }

  /** With the whole batch taken in, its silence counts too, and totals that moved are reported once. */
  function concludeBatch(session: Session): void {
    const atMs = session.lastArrivalMs
    reviseEnd(session)
    endEarly(session, atMs)
    if (register.isLive(session)) reportReason(session, atMs)
    if (!register.isLive(session)) return
    const foundMore = session.found !== session.reportedFound
    if (session.usage.reported && !foundMore) return
    session.reportedFound = session.found
    const [kind, previous] = [foundMore ? 'found' : 'usage', session.reported] as const
    changes.push({ kind, atMs, session: viewOf(session), previous, corrects: null })
  }

  function conclude(): void {
    for (const session of touched) concludeBatch(session)
    touched.clear()
  }

  function releaseHeld(nowMs: number): void {
    for (const event of held.release(nowMs)) applyOne(event)
  }

  /** Whether it is in the middle of a turn. */
  function isAtWork(key: string): boolean {
    const session = register.get(key)
    return session !== undefined && !atRest(session)
  }

  return {
    apply(events) {
      if (events.length === 0) return []
      const nowMs = events[0]!.arrivalMs
      putRight(learnSpawned(family, events, held.events()), nowMs)
      releaseHeld(nowMs)
      for (const event of events) if (!held.keeps(event, keyOf(event))) applyOne(event)
      conclude()
      return take()
    },
    sweep(nowMs) {
      releaseHeld(nowMs)
      conclude()
      for (const [session, dueMs] of Array.from(deadlines))
        if (dueMs <= nowMs) reportReason(session, nowMs)
      return take()
    },
    nextDeadline() {
      let nextMs = held.nextDeadline()
      for (const dueMs of deadlines.values()) if (dueMs < nextMs) nextMs = dueMs
      return nextMs
    },
    acknowledge(matches, nowMs) {
      for (const session of register.live())
        if (session.reported?.state === 'completed' && matches(viewOf(session)))
          acknowledgeOne(session, nowMs)
      return take()
    },
    list: () => register.live().map(viewOf),
  }
}

/** A conversation in the middle of a turn is not replaced: the new one is a sub-agent's. */
const atRest = (session: Session): boolean => !session.turn || session.turn.silentSinceMs !== null

/** A turn that silence had ended goes on after all. */
function correction(previous: Status | null, now: Status): State | null {
  const goesOn = (now.state === 'working' && now.reason !== 'prompt') || now.state === 'waiting'
  const guessed = previous?.state === 'completed' && previous.confidence === 'inferred'
  return goesOn && guessed && previous.reason === 'quiet_period' ? 'completed' : null
}
