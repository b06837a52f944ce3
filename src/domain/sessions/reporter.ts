// What is told of sessions: reads them, and notes as changes what was not told yet.

import type { SessionChange, State, Status } from '../change.ts'
import { deriveWithSubAgents, settleSubAgents } from '../family/sub-agents.ts'
import { isSame } from '../reading.ts'
import { type Session, viewOf, withheldEnd } from '../session.ts'
import { isReported } from '../session/usage.ts'
import { GLANCE_MS, type Tuning } from '../tuning.ts'
import { closeBySilence, settle } from '../turn/end.ts'

export interface Reporter {
  /**
   * Reads a session, and tells its state where that is not the one told last.
   *
   * @param silentUntilMs up to when nothing more is known to have come; before
   *   `nowMs` while records that arrived together are still being taken in
   * @param sinceMs since when a state that was not the last one holds
   */
  report(session: Session, nowMs: number, silentUntilMs?: number, sinceMs?: number): void
  /**
   * Once all that arrived together is taken in: also tells another reason of the same state, but none
   * that came and went in between, which nobody could have seen.
   */
  conclude(session: Session, nowMs: number): void
  /** Tells what else is new of a session: what was found out about it, and its totals. */
  reportTotals(session: Session, nowMs: number): void
  /** Tells an end that is withheld: what comes next would hide it. */
  reportWithheld(session: Session, nowMs: number): void
  /** Ends a session. `timeMs` is when, on the agent's clock. */
  end(session: Session, reason: string, timeMs: number, nowMs: number): void
  /** The person is there: has seen what is shown, and needs no telling of it. */
  see(session: Session, nowMs: number): void
  /** The person has taken note that the turn is over. */
  acknowledge(session: Session, nowMs: number): void
  /** The sessions whose reading may be another by now. */
  due(nowMs: number): readonly Session[]
  /** When the next one is due; Infinity where none is. */
  nextDeadline(): number
  /** Hands out what was told since the last time. */
  take(): SessionChange[]
}

/** @param retire what becomes of a session that was told to be gone */
export function createReporter(tuning: Tuning, retire: (session: Session) => void): Reporter {
  const deadlines = new Map<Session, number>()
  let changes: SessionChange[] = []

  function read(session: Session, nowMs: number, silentUntilMs: number) {
    settleSubAgents(session, silentUntilMs, tuning)
    const reading = deriveWithSubAgents(session, silentUntilMs, tuning)
    if (!settle(session, reading, nowMs)) return reading
    return deriveWithSubAgents(session, silentUntilMs, tuning)
  }

  function report(session: Session, nowMs: number, silentUntilMs = nowMs, sinceMs = nowMs): void {
    const reading = read(session, nowMs, silentUntilMs)
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
    if (state !== 'expired') return
    deadlines.delete(session)
    retire(session)
  }

  function tell(session: Session, atMs: number, corrects: State | null): void {
    const previous = session.told
    session.told = session.reported
    session.reportedFound = session.found
    changes.push({ kind: 'state', atMs, session: viewOf(session), previous, corrects })
  }

  function note(kind: 'seen' | 'found' | 'usage', session: Session, atMs: number): void {
    const previous = session.reported
    changes.push({ kind, atMs, session: viewOf(session), previous, corrects: null })
  }

  function acknowledge(session: Session, nowMs: number): void {
    if (session.turn) closeBySilence(session, session.turn, nowMs)
    session.rest.acknowledged = true
    report(session, nowMs)
  }

  function reportWithheld(session: Session, nowMs: number): void {
    const withheld = withheldEnd(session)
    if (!withheld) return
    withheld.withheldMs = 0
    report(session, nowMs)
  }

  return {
    report,
    reportWithheld,
    acknowledge,
    conclude(session, nowMs) {
      report(session, nowMs)
      if (!isSame(session.told!, session.reported!)) tell(session, nowMs, null)
    },
    reportTotals(session, nowMs) {
      const foundMore = session.found !== session.reportedFound
      if (isReported(session.usage) && !foundMore) return
      session.reportedFound = session.found
      note(foundMore ? 'found' : 'usage', session, nowMs)
    },
    end(session, reason, timeMs, nowMs) {
      reportWithheld(session, nowMs)
      session.ended = { reason, confidence: 'exact', timeMs, dueMs: 0 }
      report(session, nowMs)
    },
    see(session, nowMs) {
      const isOver = session.reported?.state === 'completed'
      if (isOver && nowMs < session.sinceMs + GLANCE_MS) return
      if (isOver) acknowledge(session, nowMs)
      if (session.seen) return
      session.seen = true
      // What was seen is told first, also where more came with the key.
      if (!isSame(session.told!, session.reported!)) tell(session, nowMs, null)
      note('seen', session, nowMs)
    },
    due: (nowMs) =>
      Array.from(deadlines).flatMap(([session, dueMs]) => (dueMs <= nowMs ? [session] : [])),
    nextDeadline() {
      let nextMs = Number.POSITIVE_INFINITY
      for (const dueMs of deadlines.values()) if (dueMs < nextMs) nextMs = dueMs
      return nextMs
    },
    take() {
      const taken = changes
      changes = []
      return taken
    },
  }
}

/** A turn that silence had ended goes on after all. */
function correction(previous: Status | null, now: Status): State | null {
  const goesOn = (now.state === 'working' && now.reason !== 'prompt') || now.state === 'waiting'
  const guessed = previous?.state === 'completed' && previous.confidence === 'inferred'
  return goesOn && guessed && previous.reason === 'quiet_period' ? 'completed' : null
}
