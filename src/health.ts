// How the daemon is: for GET /health, and in one line for the service manager.

import type { State } from './domain/change.ts'
import type { Feed } from './feed.ts'
import type { LineSink } from './sinks/sink.ts'
import type { Tracker } from './tracker.ts'

const states: readonly State[] = ['idle', 'working', 'waiting', 'completed']

/** One line for the service manager. */
export function toStatus(tracker: Tracker): string {
  const sessions = tracker.list()
  const told = states.map((state) => {
    const count = sessions.filter((session) => session.state === state).length
    return count === 0 ? '' : `${count} ${state}`
  })
  return told.filter(Boolean).join(', ') || 'no sessions'
}

/** What GET /health answers; cheap enough to be polled. */
export function toHealth(
  version: string,
  tracker: Tracker,
  feed: Feed,
  sinks: readonly Pick<LineSink, 'id' | 'stats'>[],
): Record<string, unknown> {
  const sessions = tracker.list()
  const count = (state: State) => sessions.filter((session) => session.state === state).length
  return {
    version,
    pid: process.pid,
    uptime_seconds: Math.round(process.uptime()),
    sessions: Object.fromEntries(states.map((state) => [state, count(state)])),
    changes_merged: feed.merged(),
    sinks: Object.fromEntries(sinks.map((sink) => [sink.id, sink.stats()])),
  }
}
