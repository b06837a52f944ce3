// A session's state as read from its evidence at one moment.

import type { Status } from './change.ts'
import type { Outcome } from './event.ts'

export interface Reading extends Status {
  /** When this reading changes without further evidence; Infinity where it does not. */
  readonly untilMs: number
  /** True where the open turn is over: nothing more is to be expected of it. */
  readonly turnOver: boolean
}

/** Without further evidence, nothing changes. */
export const never = Number.POSITIVE_INFINITY

/** A reading by which the open turn, if there is one, is not over. @param untilMs when it changes without further evidence */
export const toReading = (
  state: Status['state'],
  reason: string,
  confidence: Status['confidence'],
  untilMs: number,
  outcome: Outcome | null = null,
): Reading => ({ state, outcome, reason, confidence, untilMs, turnOver: false })

/** Whether a line would say the same of both. */
export const isSame = (a: Status, b: Status): boolean =>
  a.state === b.state &&
  a.outcome === b.outcome &&
  a.reason === b.reason &&
  a.confidence === b.confidence
