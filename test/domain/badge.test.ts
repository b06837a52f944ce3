// What a badge says of the sessions in its window, change by change.

import type { SessionChange, SessionView } from '../../src/domain/change.ts'
import {
  acknowledged,
  completed,
  createHistory,
  failed,
  waiting,
  working,
} from './support/changes.ts'
import { describe, expect, test } from 'vitest'
import { type BadgeSession, toBadge, toBadgeSession } from '../../src/domain/views/badge.ts'

const about = { project: 'shop', windowId: 7 }
const faded = { state: 'idle', reason: 'completed_timeout' } as const
const interrupted = { ...completed, outcome: 'interrupted' } as const

/** The sessions after these changes. */
function follow(...changes: readonly SessionChange[]): BadgeSession[] {
  const sessions = new Map<string, BadgeSession>()
  for (const change of changes) {
    const { id } = change.session
    const next = toBadgeSession(sessions.get(id), change, 1_000_000)
    if (next === null) sessions.delete(id)
    else sessions.set(id, next)
  }
  return [...sessions.values()]
}

const badgeAfter = (...changes: readonly SessionChange[]) => toBadge(7, follow(...changes), 1234.5)
const run = (...states: readonly Partial<SessionView>[]) => {
  const at = createHistory({ about })
  return badgeAfter(...states.map((state, n) => at(n * 1000, state)))
}

describe('the badge of one session', () => {
  test('has the keys its readers know, and no other', () => {
    const at = createHistory({ about, startedMs: 500 })
    expect(badgeAfter(at(1000, working))).toEqual({
      window_id: 7,
      state: 'working',
      source: 'claude-code',
      project: 'shop',
      count: 1,
      timestamp: 1234.5,
      needs_attention: false,
      session_started: 1000.5,
    })
    const bare = createHistory({ agent: 'qwen-code', about: { windowId: 7 } })
    expect(badgeAfter(bare(0, waiting))).toEqual({
      window_id: 7,
      state: 'stopped',
      source: 'generic',
      count: 1,
      timestamp: 1234.5,
      needs_attention: true,
      session_started: 1000,
    })
  })

  test('wants to be seen from the end of a turn until somebody has', () => {
    expect(run(working, completed)).toMatchObject({ state: 'stopped', needs_attention: true })
    expect(run(working, failed)?.needs_attention).toBe(true)
    expect(run(working, completed, faded)?.needs_attention).toBe(true)
    expect(run(working, completed, faded, working)?.needs_attention).toBe(false)
    expect(run(working, completed, acknowledged)).toMatchObject({
      state: 'stopped',
      needs_attention: false,
    })
  })

  test('leaves in peace who stopped the turn', () => {
    expect(run(working, interrupted)?.needs_attention).toBe(false)
    expect(run(working, interrupted, faded)?.needs_attention).toBe(false)
  })

  test('counts one more for each completion, but not one that is taken back', () => {
    expect(run(working)?.count).toBe(1)
    expect(run(working, completed)?.count).toBe(2)
    expect(run(working, completed, { ...completed, reason: 'other' }, faded)?.count).toBe(2)
    expect(run(working, completed, working, waiting, completed)?.count).toBe(3)
    const at = createHistory({ about })
    const early = [at(0, working), at(1, completed), at(2, working, 'completed')]
    expect(badgeAfter(...early)?.count).toBe(1)
    expect(badgeAfter(...early, at(3, completed))?.count).toBe(2)
  })

  test('counts to 9999 at most', () => {
    const at = createHistory({ about })
    const turns = Array.from({ length: 10_050 }, (_, n) => [at(n, working), at(n, completed)])
    expect(badgeAfter(...turns.flat())?.count).toBe(9999)
  })

  test('goes with the session, and is where its window is', () => {
    expect(run(working, { state: 'expired', reason: 'exited' })).toBeUndefined()
    expect(run(working, { ...working, about: { windowId: 8 } })).toBeUndefined()
    expect(run({ ...working, about: {} })).toBeUndefined()
  })

  test('goes on from what an earlier run knew', () => {
    const at = createHistory({ about })
    const [before] = follow(at(0, working), at(1000, completed))
    const again = createHistory({ about, startedMs: 60_000 })
    const idle = toBadgeSession(
      before,
      again(60_000, { state: 'idle', reason: 'session_started' }),
      1_000_000,
    )
    expect(idle).toMatchObject({ count: 2, started: 1000, attention: true })
    const told = toBadgeSession(before, createHistory({ about })(60_000, completed), 1_000_000)
    expect(told).toMatchObject({ count: 2, attention: true })
  })
})

describe('the badge of several sessions in one window', () => {
  const of = (id: string, atMs: number, state: Partial<SessionView>) =>
    createHistory({ id, agent: id, about })(atMs, state)

  test('is that of the one which most needs a person', () => {
    const all = [of('d', 4, acknowledged), of('c', 3, working), of('b', 2, completed)]
    expect(badgeAfter(...all, of('codex', 1, waiting))).toMatchObject({
      source: 'codex',
      state: 'stopped',
      needs_attention: true,
    })
    expect(badgeAfter(...all)).toMatchObject({ count: 2, needs_attention: true })
    expect(badgeAfter(...all.slice(0, 2))?.state).toBe('working')
    expect(badgeAfter(...all.slice(0, 1))).toMatchObject({
      state: 'stopped',
      needs_attention: false,
    })
  })

  test('is that of the one which changed last, where they are alike', () => {
    const later = of('codex', 2000, working)
    expect(badgeAfter(of('claude-code', 1000, working), later)?.source).toBe('codex')
    expect(badgeAfter(later, of('claude-code', 1000, working))?.source).toBe('codex')
  })
})
