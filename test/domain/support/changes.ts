// Changes of one session, made by hand where the way to them does not matter.

import type { SessionChange, SessionView } from '../../../src/domain/change.ts'
import { createLedger, totalsOf } from '../../../src/domain/session/usage.ts'
import type { NoticeRules } from '../../../src/domain/views/notice-rules.ts'

export const sessionView = (given: Partial<SessionView> = {}): SessionView => ({
  id: 's',
  agent: 'claude-code',
  about: { cwd: '/home/a/shop' },
  state: 'idle',
  outcome: null,
  reason: 'x',
  confidence: 'exact',
  startedMs: 0,
  sinceMs: 0,
  totals: totalsOf(createLedger()),
  turns: 0,
  telemetry: { received: 0, missing: 0 },
  ...given,
})

/** Follows one session from change to change. */
export function createHistory(base: Partial<SessionView> = {}) {
  let last: SessionView | null = null
  return (
    atMs: number,
    given: Partial<SessionView>,
    corrects: SessionChange['corrects'] = null,
  ): SessionChange => {
    const sinceMs = last !== null && last.state === given.state ? last.sinceMs : atMs
    const session = sessionView({ ...base, sinceMs, ...given })
    const previous = last
    last = session
    return { kind: 'state', atMs, session, previous, corrects }
  }
}

export const completed = { state: 'completed', outcome: 'ok', reason: 'turn_span' } as const
export const failed = { ...completed, outcome: 'error' } as const
export const working = { state: 'working', reason: 'prompt' } as const
export const waiting = { state: 'waiting', reason: 'permission:Bash' } as const
export const acknowledged = { state: 'idle', reason: 'acknowledged' } as const

/** The settings' defaults. */
export const rules: NoticeRules = {
  kinds: { completed: true, waiting: true, error: true },
  minTurnMs: 10_000,
  minIntervalMs: 30_000,
  mutedAgents: [],
  mutedProjects: [],
  quietHours: null,
}
