// What a window's badge says of the sessions in it: each session's part, and which one speaks for the window.

import type { SessionChange, SessionView } from '../change.ts'
import { sessionKey } from '../session-key.ts'
import { seconds, toProject } from './wire.ts'

export const badgeSources = ['claude-code', 'codex', 'generic'] as const
/** Of a session that is not over. */
export const badgeStates = ['working', 'waiting', 'completed', 'idle'] as const
/** More completions than that are not counted. */
export const MAX_COUNT = 9999

/** The file's contents, as its readers know them: no other keys. Times are Unix seconds. */
export interface Badge {
  readonly window_id: number
  readonly state: 'working' | 'stopped'
  readonly source: (typeof badgeSources)[number]
  /** Absent where it is not known. */
  readonly project?: string | undefined
  readonly count: number
  readonly timestamp: number
  readonly needs_attention: boolean
  readonly session_started: number
}

/** One session's part in a badge. */
export interface BadgeSession {
  readonly key: string
  /** null where no window is known. */
  readonly windowId: number | null
  readonly state: (typeof badgeStates)[number]
  readonly source: Badge['source']
  readonly project: string | null
  /** 1, and one more for each completion. */
  readonly count: number
  /** Unix seconds. */
  readonly started: number
  /** When `state` was entered, in Unix seconds. */
  readonly since: number
  /** Whether something is to be seen or answered that was not yet. */
  readonly attention: boolean
}

/**
 * @param before what was known of the session; its count and start go on
 * @param offsetMs what to add to the change's times for the time of day
 * @returns null for one that has ended
 */
export function toBadgeSession(
  before: BadgeSession | undefined,
  change: SessionChange,
  offsetMs: number,
): BadgeSession | null {
  const { session } = change
  if (session.state === 'expired') return null
  const source = badgeSources.find((id) => id === session.agent) ?? 'generic'
  const count = (before?.count ?? 1) + completionsIn(change, before)
  return {
    key: sessionKey(session.agent, session.id),
    windowId: session.about.windowId ?? null,
    state: session.state,
    source,
    project: toProject(session.about),
    count: Math.min(Math.max(count, 1), MAX_COUNT),
    started: before?.started ?? seconds(session.startedMs + offsetMs),
    since: seconds(session.sinceMs + offsetMs),
    attention: needsAttention(session, before?.attention ?? false),
  }
}

/** One that was told too early is taken back. */
function completionsIn(change: SessionChange, before: BadgeSession | undefined): number {
  const { session, previous, corrects } = change
  if (corrects === 'completed') return -1
  const last = previous?.state ?? before?.state
  return session.state === 'completed' && last !== 'completed' ? 1 : 0
}

/** Reasons to be idle that tell of nobody who saw how the turn ended; the second is a restart's. */
const unseen = new Set(['completed_timeout', 'session_started'])

/** Who stopped the turn knows of it. */
function needsAttention({ state, outcome, reason }: SessionView, before: boolean): boolean {
  if (state === 'completed') return outcome !== 'interrupted' && outcome !== 'denied'
  return state === 'waiting' || (before && state === 'idle' && unseen.has(reason))
}

/** The session that most needs a person; of equals the one that changed last. */
function mostUrgent(sessions: Iterable<BadgeSession>): BadgeSession | undefined {
  let first: BadgeSession | undefined
  for (const session of sessions)
    if (
      !first ||
      urgency(session) > urgency(first) ||
      (urgency(session) === urgency(first) && session.since > first.since)
    )
      first = session
  return first
}

const urgency = ({ state, attention }: BadgeSession): number =>
  state === 'waiting' ? 3 : attention ? 2 : state === 'working' ? 1 : 0

/**
 * @param timestamp Unix seconds
 * @returns undefined where no session is in that window
 */
export function toBadge(
  windowId: number,
  sessions: Iterable<BadgeSession>,
  timestamp: number,
): Badge | undefined {
  const inWindow = [...sessions].filter((session) => session.windowId === windowId)
  const shown = mostUrgent(inWindow)
  if (!shown) return undefined
  const { source, project, count, attention, started } = shown
  return {
    window_id: windowId,
    state: shown.state === 'working' ? 'working' : 'stopped',
    source,
    ...(project === null ? {} : { project }),
    count,
    timestamp,
    needs_attention: attention,
    session_started: started,
  }
}
