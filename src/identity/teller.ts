// Tells a session what this machine found out about it, as events for the state machine.

import type { About, AgentEvent, Happening } from '../domain/event.ts'
import { noTelemetry } from '../domain/event/no-telemetry.ts'
import type { Location } from '../host/location.ts'
import type { ProcessId } from '../host/proc.ts'
import { type Clock, toMoment } from '../runtime/clock.ts'

export type SessionName = Pick<AgentEvent, 'agent' | 'sessionId'>

/** `timeMs` is Unix ms by the time of day, where it did not happen just now. */
export type Teller = (
  session: SessionName,
  happening: Happening,
  more?: Partial<Pick<AgentEvent, 'found' | 'origin' | 'timeMs'>>,
) => AgentEvent

export const createTeller =
  (clock: Clock): Teller =>
  ({ agent, sessionId }, happening, more) => ({
    ...noTelemetry,
    agent,
    sessionId,
    happening,
    ...more,
    ...toMoment(clock, more?.timeMs),
  })

/** @param location of that process, undefined where nothing is known of it */
export function toFound(process: ProcessId, location: Location | undefined): About {
  if (!location) return { pid: process.pid }
  const { launcher, cwd, project, terminal, tmux } = location
  return {
    pid: launcher.pid,
    ...(cwd === undefined ? {} : { cwd }),
    ...(project === undefined ? {} : { project }),
    ...(terminal === undefined ? {} : { terminal: terminal.name }),
    ...(tmux === undefined ? {} : { tmux: `${tmux.socket} ${tmux.pane}` }),
  }
}
