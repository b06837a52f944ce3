// Plays events to the state machine as the daemon does, and notes what it tells.

import type { SessionChange, SessionView } from '../../../src/domain/change.ts'
import type { AgentEvent } from '../../../src/domain/event.ts'
import { createSessions } from '../../../src/domain/sessions.ts'
import type { Remembered } from '../../../src/domain/sessions/register.ts'
import { defaultTuning, type Tuning } from '../../../src/domain/tuning.ts'
import { beginMs } from './events.ts'

export interface Scenario {
  /** Takes in each event by itself when it arrives; the clock's deadlines are met in between. */
  play(...events: readonly AgentEvent[]): Scenario
  /** Takes in events that arrive in one request. */
  batch(...events: readonly AgentEvent[]): Scenario
  /** Lets time pass up to `ms`. */
  until(ms: number): Scenario
  acknowledge(ms: number, matches?: (session: SessionView) => boolean): Scenario
  /** States told since the last call, as `<ms> <state> <reason> [outcome] [?] [!]`: `?` inferred, `!` corrects. */
  told(id?: string): string[]
  /** The same for the latest one alone. */
  now(id?: string): string | undefined
  /** The next deadline, relative to the begin. */
  due(): number
  view(id?: string): SessionView | undefined
  ids(): string[]
  /** What is kept of the sessions on disk, and the next run of the daemon, which goes on from that. */
  remembered(): readonly Remembered[]
  restart(): Scenario
  readonly changes: readonly SessionChange[]
}

/** @param past sessions of earlier runs of the daemon */
export function scenario(tuning: Partial<Tuning> = {}, past: readonly Remembered[] = []): Scenario {
  const sessions = createSessions({ ...defaultTuning, ...tuning }, past)
  const changes: SessionChange[] = []
  let heard = 0

  function passTime(untilMs: number): void {
    let nextMs = sessions.nextDeadline()
    while (nextMs <= untilMs) {
      changes.push(...sessions.sweep(nextMs))
      const laterMs = sessions.nextDeadline()
      if (laterMs <= nextMs) throw new Error(`still due at ${laterMs - beginMs}`)
      nextMs = laterMs
    }
  }

  const states = (id: string | undefined, from: number): string[] =>
    changes
      .slice(from)
      .filter(({ kind, session }) => kind === 'state' && (id ?? session.id) === session.id)
      .map(describeChange)

  const self: Scenario = {
    changes,
    play(...events) {
      for (const event of events) self.batch(event)
      return self
    },
    batch(...events) {
      passTime(events[0]!.arrivalMs)
      changes.push(...sessions.apply(events))
      return self
    },
    until(ms) {
      passTime(beginMs + ms)
      return self
    },
    acknowledge(ms, matches = () => true) {
      changes.push(...sessions.acknowledge(matches, beginMs + ms))
      return self
    },
    told(id) {
      const from = heard
      heard = changes.length
      return states(id, from)
    },
    now: (id) => states(id, 0).at(-1),
    due: () => sessions.nextDeadline() - beginMs,
    view: (id = 's') => sessions.list().find((session) => session.id === id),
    ids: () => sessions.list().map((session) => session.id),
    remembered: () => JSON.parse(JSON.stringify(sessions.remembered())) as Remembered[],
    restart: () => scenario(tuning, self.remembered()),
  }
  return self
}

function describeChange({ atMs, session, corrects }: SessionChange): string {
  const { state, reason, outcome, confidence } = session
  const parts = [`${atMs - beginMs}`, state, reason]
  if (outcome !== null) parts.push(outcome)
  if (confidence === 'inferred') parts.push('?')
  if (corrects !== null) parts.push(`!${corrects}`)
  return parts.join(' ')
}
