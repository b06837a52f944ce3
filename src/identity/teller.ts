// Tells a session what happened to its processes.

import type { About, AgentEvent, Happening } from '../domain/event.ts'
import type { Clock } from '../runtime/clock.ts'
import { type SessionName, toFoundEvent } from './found-event.ts'

/** `timeMs` is Unix ms by the time of day, where it did not happen just now. */
export type Teller = (
  session: SessionName,
  happening: Happening,
  more?: { readonly found?: About; readonly timeMs?: number },
) => AgentEvent

export const createTeller =
  (clock: Clock): Teller =>
  (session, happening, more) =>
    toFoundEvent(clock, session, { happening, ...more })
