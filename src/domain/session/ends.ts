// Which records tell how a session's turns end: learned as they come.

import type { AgentEvent, TurnEnded } from '../event.ts'
import type { Turn } from '../turn.ts'

/** `broken`: promised or seen, but one stayed away. */
export type Expectation = 'unknown' | 'promised' | 'seen' | 'broken'

export interface ExpectedEnds {
  /** Whether an exact record can be counted on for every turn's end (spans)… */
  allEnds: Expectation
  /** …for the end of turns that went well (hooks, answers)… */
  goodEnds: Expectation
  /** …or, whatever comes, for that of the others (files). */
  badEndsTold: boolean
  /** How many hooks were registered for the ends of turns that went well. */
  endHooks: number
}

export const noneExpected: ExpectedEnds = {
  allEnds: 'unknown',
  goodEnds: 'unknown',
  badEndsTold: false,
  endHooks: 0,
}

/** What brings second accounts of calls brings the ends of turns as well. */
export function expectEnds(ends: ExpectedEnds, { happening, promisesTurnEnd }: AgentEvent): void {
  if (!promisesTurnEnd || ends.allEnds === 'broken') return
  if (happening.kind === 'model_call_ended' && happening.secondary) ends.allEnds = 'seen'
  else if (ends.allEnds === 'unknown') ends.allEnds = 'promised'
}

/** A hook was registered for the end of a turn. */
export function promiseEnd(ends: ExpectedEnds): void {
  ends.endHooks++
  if (ends.goodEnds === 'unknown') ends.goodEnds = 'promised'
}

/** What told of one end will tell of the next. */
export function noteEnd(ends: ExpectedEnds, { onlyGoodEnds, alone }: TurnEnded): void {
  if (alone) return
  if (onlyGoodEnds) ends.goodEnds = 'seen'
  else ends.allEnds = 'seen'
}

/**
 * Whether an end that a hook tells is left to who knows of it afterwards: another hook may
 * make the agent go on, which the first cannot know.
 */
export const isLeftToOthers = (
  { endHooks }: ExpectedEnds,
  { endTold }: Turn,
  { amongHooks }: TurnEnded,
): boolean => amongHooks === true && (endTold || endHooks > 1)
