// What this machine finds out about a session, as events for the state machine.

import type { About, AgentEvent } from '../domain/event.ts'
import { noTelemetry } from '../domain/no-telemetry.ts'
import type { Location } from '../host/location.ts'
import type { ProcessId } from '../host/proc.ts'
import { type Clock, toMoment } from '../runtime/clock.ts'

export type SessionName = Pick<AgentEvent, 'agent' | 'sessionId'>

/** An event that no telemetry told, as of now or of `timeMs` (Unix ms by the time of day). */
export function toFoundEvent(
  clock: Clock,
  { agent, sessionId }: SessionName,
  more: Pick<AgentEvent, 'happening'> & Partial<Pick<AgentEvent, 'found' | 'origin' | 'timeMs'>>,
): AgentEvent {
  return { ...noTelemetry, agent, sessionId, ...more, ...toMoment(clock, more.timeMs) }
}

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

export const keyOf = ({ pid, startTime }: ProcessId): string => `${pid}:${startTime}`
