// SessionChange: the only output vocabulary of the state machine.

import type { About, Confidence, Outcome } from './event.ts'
import type { Totals } from './session/usage.ts'

/** `waiting` = blocked on the person; `expired` = removed, the last word on a session. */
export type State = 'idle' | 'working' | 'waiting' | 'completed' | 'expired'

/** What a session is doing, why this is believed, and how firmly. */
export interface Status {
  readonly state: State
  /** Set with `completed`, else null. */
  readonly outcome: Outcome | null
  readonly reason: string
  readonly confidence: Confidence
}

/** An immutable picture of one session. Times are Unix ms on this machine's clock. */
export interface SessionView extends Status {
  readonly id: string
  readonly agent: string
  readonly about: About
  readonly startedMs: number
  /** When `state` was entered. */
  readonly sinceMs: number
  readonly totals: Totals
  /** Turns that ended so far. */
  readonly turns: number
  readonly telemetry: { readonly received: number; readonly missing: number }
}

export interface SessionChange {
  /**
   * `found`: what this machine knows of the session, such as its window, is not what it was.
   * `seen`: the person is at its terminal. That is no line, only news for those who notify.
   */
  readonly kind: 'state' | 'usage' | 'found' | 'seen'
  readonly atMs: number
  readonly session: SessionView
  /** What the session was before, null for a new one. */
  readonly previous: Status | null
  /** The state that this change takes back as a wrong inference, or null. */
  readonly corrects: State | null
}
