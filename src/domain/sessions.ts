// All sessions: whom an event belongs to, what changes are reported, when to look again.

import type { SessionChange, SessionView } from './change.ts'
import type { AgentEvent } from './event.ts'
import { isProcessSign, type ProcessSign } from './event/process-sign.ts'
import { createFamily, learnFamily, learnHidden, learnPrompts, learnSpawned } from './family.ts'
import { createErrands } from './family/errands.ts'
import { createHeld } from './family/held.ts'
import { applyToSubAgent } from './family/sub-agents.ts'
import { createKeys } from './session-key.ts'
import { accept, atRest, viewOf, type Session, withheldEnd } from './session.ts'
import { noteProcess } from './session/processes.ts'
import { advance, explainHelper, isBehindWithheld, isLateEnd } from './session/step.ts'
import {
  createRegister,
  isOpener,
  type Remembered,
  revives,
  showsSession,
} from './sessions/register.ts'
import { createReporter } from './sessions/reporter.ts'
import { defaultTuning, type Tuning } from './tuning.ts'
import { isByItself, prepare } from './turn/before.ts'
import { endRound, isOfRound } from './turn/end.ts'
import { createOrphans, endEarly, endOvertaken, reopen, takeBackEnd } from './turn/order.ts'
import { reviseEnd } from './turn/outcome.ts'

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
  /** What a later run goes on from. */
  remembered(): Remembered[]
}

/**
 * Keeps the state of every session. Pure: the same events and times give the same changes.
 *
 * @param past sessions of earlier runs: those that are heard of again keep their totals
 */
export function createSessions(
  tuning: Tuning = defaultTuning,
  past: readonly Remembered[] = [],
): Sessions {
  const register = createRegister(past)
  const family = createFamily(isAtWork)
  const keyOf = createKeys()
  const errands = createErrands(family, register)
  const held = createHeld(family, errands, (key) => register.get(key) !== undefined)
  const reporter = createReporter(tuning, (session) => register.retire(session))
  const orphans = createOrphans()
  const touched = new Set<Session>()

  function applyOne(told: AgentEvent): void {
    const event = errands.assign(told, keyOf(told))
    const { happening } = event
    if (isProcessSign(happening)) return observe(event, happening)
    const own = keyOf(event)
    const replaced = own === '' ? undefined : learnFamily(family, event, own)
    const key = family.served.get(own) ?? own
    const isOwn = key === own && !family.hidden.has(own)
    const session = sessionOf(event, key, isOwn && showsSession(event) && !isUnsure(event))
    if (!session || !register.isLive(session)) orphans.keep(own, event)
    if (!session) return
    const old = replaced === undefined ? undefined : register.get(replaced)
    // One in the middle of a turn is not replaced: the new one is a sub-agent's.
    if (old && old !== session && atRest(old))
      reporter.end(old, 'superseded', event.timeMs, event.arrivalMs)
    if (!accept(session, event, key === own) || !register.isLive(session)) return
    touched.add(session)
    if (key === own) session.earlyEnd = orphans.take(own, event.arrivalMs) ?? session.earlyEnd
    if (key === own && isOpener(happening)) session.wasBegun = true
    // Before the new one is told of: no line lists more than there may be.
    makeRoom(event.arrivalMs)
    if (event.helper) explainHelper(session, event)
    else if (key === own) moveOne(session, event)
    else if (family.subAgents.has(own)) applyToSubAgent(session, own, event)
    if (!session.reported) reporter.report(session, event.arrivalMs)
  }

  function sessionOf(event: AgentEvent, key: string, opens: boolean): Session | undefined {
    const session = register.find(event, key, opens)
    if (!session?.ended || !register.isLive(session)) return session
    const { reason, timeMs, dueMs } = session.ended
    const { arrivalMs } = event
    // What begins it anew, or comes too late, finds one that has ended.
    if (arrivalMs < dueMs && !(opens && revives(session, event))) return session
    reporter.end(session, reason, timeMs, arrivalMs)
    return register.find(event, key, opens)
  }

  /** Where the agent tells how conversations begin, it will tell whose that one is. */
  function isUnsure({ agent, happening }: AgentEvent): boolean {
    if (happening.kind !== 'turn_ended' || happening.hidden === undefined) return false
    if (happening.hidden !== 'perhaps') return true
    return register.live().some((session) => session.agent === agent && session.wasBegun)
  }

  /** What is seen of processes is no record of the agent's: it opens no session, and is not counted. */
  function observe(event: AgentEvent, sign: ProcessSign): void {
    const session = register.get(keyOf(event))
    if (!session?.reported) return
    session.lastArrivalMs = Math.max(session.lastArrivalMs, event.arrivalMs)
    touched.add(session)
    if (sign.kind === 'input') reporter.see(session, event.arrivalMs)
    else noteProcess(session.processes, sign, event)
  }

  /** Silence is judged once all that arrived together is taken in: hence the millisecond before. */
  function moveOne(session: Session, event: AgentEvent): void {
    const { arrivalMs } = event
    const { sinceMs } = session
    if (isLateEnd(session, event)) return
    const withheld = withheldEnd(session)
    if (withheld && isByItself(event) && arrivalMs < withheld.withheldMs)
      reopen(session, withheld.turn)
    // What is older only tells more of that turn, all of which is to be known first.
    else if (withheld && event.timeMs > session.rest.timeMs) takeBackEnd(session)
    if (isBehindWithheld(session, event)) {
      // What came with it may have told how that turn ended.
      reviseEnd(session)
      reporter.reportWithheld(session, arrivalMs)
      reporter.report(session, arrivalMs)
    }
    if (!isOfRound(event) && endRound(session)) reporter.report(session, arrivalMs, arrivalMs - 1)
    const next = endOvertaken(session, event)
    if (next) {
      // It was over by the time the next one was heard of.
      reporter.report(session, arrivalMs, arrivalMs - 1, next.heardMs)
      session.turn = next
      return reporter.report(session, arrivalMs, arrivalMs - 1, Math.max(sinceMs, next.heardMs))
    }
    if (prepare(session, event)) reporter.report(session, arrivalMs, arrivalMs - 1)
    if (advance(session, event)) reporter.report(session, arrivalMs, arrivalMs - 1)
  }

  /** Sub-agents and conversations of the program's own that were taken for sessions, as nothing told of them yet. */
  function putRight(others: readonly string[], nowMs: number): void {
    for (const key of others) {
      const session = register.get(key)
      if (session) reporter.end(session, 'superseded', 0, nowMs)
    }
  }

  function makeRoom(nowMs: number): void {
    while (register.size() > tuning.maxSessions)
      reporter.end(register.quietest(), 'evicted', 0, nowMs)
  }

  /** With the whole batch taken in, its silence counts too, and totals that moved are reported once. */
  function concludeBatch(session: Session): void {
    const atMs = session.lastArrivalMs
    endEarly(session, atMs)
    endRound(session)
    takeBackEnd(session)
    reviseEnd(session)
    if (register.isLive(session)) reporter.conclude(session, atMs)
    if (register.isLive(session)) reporter.reportTotals(session, atMs)
  }

  function conclude(): void {
    for (const session of touched) concludeBatch(session)
    touched.clear()
  }

  function releaseHeld(nowMs: number): void {
    for (const event of held.release(nowMs)) applyOne(event)
  }

  /** Whether it is in the middle of a turn, or the session that it serves. */
  function isAtWork(key: string): boolean {
    const session = register.get(family.served.get(key) ?? key)
    return session !== undefined && !atRest(session)
  }

  return {
    apply(events) {
      if (events.length === 0) return []
      const nowMs = events[0]!.arrivalMs
      putRight(learnSpawned(family, events, held.events()), nowMs)
      putRight(learnHidden(family, events), nowMs)
      errands.look([...held.events(), ...events])
      learnPrompts(family, events)
      releaseHeld(nowMs)
      for (const event of events) if (!held.keeps(event, keyOf(event))) applyOne(event)
      conclude()
      return reporter.take()
    },
    sweep(nowMs) {
      releaseHeld(nowMs)
      conclude()
      for (const session of reporter.due(nowMs)) reporter.conclude(session, nowMs)
      return reporter.take()
    },
    nextDeadline: () => Math.min(held.nextDeadline(), reporter.nextDeadline()),
    acknowledge(matches, nowMs) {
      for (const session of register.live())
        if (session.reported?.state === 'completed' && matches(viewOf(session)))
          reporter.acknowledge(session, nowMs)
      return reporter.take()
    },
    list: () => register.live().map(viewOf),
    remembered: () => register.remembered(),
  }
}
