// How the daemon is: for GET /health, and in one line for the service manager.

import type { State } from './domain/change.ts'
import type { Feed } from './feed.ts'
import type { LineSink } from './sinks/sink.ts'
import type { Tracker } from './tracker.ts'

const states: readonly State[] = ['idle', 'working', 'waiting', 'completed']

/** One line for the service manager: `2 working, 1 waiting`. */
export function toStatus(tracker: Tracker): string {
  const told = countByState(tracker).filter(([, count]) => count > 0)
  return told.map(([state, count]) => `${count} ${state}`).join(', ') || 'no sessions'
}

/** What GET /health answers; cheap enough to be polled. */
export function toHealth(
  version: string,
  tracker: Tracker,
  feed: Feed,
  sinks: readonly Pick<LineSink, 'id' | 'stats'>[],
): Record<string, unknown> {
  return {
    version,
    pid: process.pid,
    uptime_seconds: Math.round(process.uptime()),
    sessions: Object.fromEntries(countByState(tracker)),
    changes_merged: feed.merged(),
    sinks: Object.fromEntries(sinks.map((sink) => [sink.id, sink.stats()])),
  }
}

function countByState(tracker: Tracker): readonly (readonly [State, number])[] {
  const sessions = tracker.list()
  return states.map((wanted) => [wanted, sessions.filter(({ state }) => state === wanted).length])
}
