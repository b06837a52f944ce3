// What holds whatever comes in: any order, repetition or loss of events, any times.

import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { SessionChange, SessionView, Status } from '../../src/domain/change.ts'
import { createSessions, type Sessions } from '../../src/domain/sessions.ts'
import { defaultTuning } from '../../src/domain/tuning.ts'
import { arbitrarySteps, orderedSteps, type Step } from './support/arbitrary.ts'

const seed = Number(process.env.FC_SEED ?? 20_261_121)
const runs = { seed, numRuns: Number(process.env.FC_RUNS ?? 400) }
const tuning = { ...defaultTuning, maxSessions: 3 }

interface Played {
  readonly sessions: Sessions
  readonly changes: readonly SessionChange[]
}

/** @param check is called after every step with what that step changed */
function play(
  steps: readonly Step[],
  check: (changes: SessionChange[], sessions: Sessions) => void = () => {},
): Played {
  const sessions = createSessions(tuning)
  const all: SessionChange[] = []
  for (const step of steps)
    for (const changes of perform(step, sessions)) {
      all.push(...changes)
      check(changes, sessions)
    }
  return { sessions, changes: all }
}

function* perform(step: Step, sessions: Sessions): Generator<SessionChange[]> {
  if (step.kind === 'apply') yield sessions.apply(step.events)
  if (step.kind === 'sweep') yield sessions.sweep(step.atMs)
  if (step.kind === 'acknowledge') yield sessions.acknowledge(() => true, step.atMs)
  if (step.kind !== 'meet_deadlines') return
  for (let time = 0; time < step.times; time++) {
    const dueMs = sessions.nextDeadline()
    if (dueMs !== Number.POSITIVE_INFINITY) yield sessions.sweep(dueMs)
  }
}

const holds = (steps: fc.Arbitrary<Step[]>, check: (steps: Step[]) => void): void =>
  fc.assert(fc.property(steps, check), runs)

const keyOf = ({ agent, id }: SessionView): string => `${agent} ${id}`

const statusOf = ({ state, outcome, reason, confidence }: SessionView): Status => ({
  state,
  outcome,
  reason,
  confidence,
})

describe.each([
  ['with clocks that run any way', arbitrarySteps],
  ['with a clock that runs forwards', orderedSteps],
])('whatever comes in, %s', (_, steps) => {
  beforeAll(() => console.log(`fast-check seed ${seed}`))

  it('every change says why and how surely, and only completed has an outcome', () => {
    holds(steps, (given) => {
      for (const { session } of play(given).changes) {
        expect(session.reason).not.toBe('')
        expect(['exact', 'inferred']).toContain(session.confidence)
        expect(session.outcome !== null).toBe(session.state === 'completed')
      }
    })
  })

  it('a session’s totals, turns and records never fall', () => {
    holds(steps, (given) => {
      const before = new Map<string, SessionView>()
      for (const { session } of play(given).changes) {
        const last = before.get(keyOf(session))
        before.set(keyOf(session), session)
        if (!last) continue
        expect(session.totals.input).toBeGreaterThanOrEqual(last.totals.input)
        expect(session.totals.output).toBeGreaterThanOrEqual(last.totals.output)
        expect(session.totals.costUsd ?? 0).toBeGreaterThanOrEqual(last.totals.costUsd ?? 0)
        expect(session.totals.toolCalls).toBeGreaterThanOrEqual(last.totals.toolCalls)
        expect(session.turns).toBeGreaterThanOrEqual(last.turns)
      }
    })
  })

  it('nothing follows expired but the session as a new one', () => {
    holds(steps, (given) => {
      const gone = new Set<string>()
      const ghosts: SessionChange[] = []
      for (const change of play(given).changes) {
        const key = keyOf(change.session)
        const fresh = change.kind === 'state' && change.previous === null
        if (gone.delete(key) && !fresh) ghosts.push(change)
        if (change.session.state === 'expired') gone.add(key)
      }
      expect(ghosts).toEqual([])
    })
  })

  it('each change tells the truth about the one before it', () => {
    holds(steps, (given) => {
      const last = new Map<string, SessionView>()
      for (const { session, previous, corrects, kind } of play(given).changes) {
        const before = last.get(keyOf(session))
        expect(previous).toEqual(before ? statusOf(before) : null)
        expect([null, previous?.state]).toContain(corrects)
        expect(kind !== 'state' ? statusOf(session) : previous).toEqual(previous)
        if (session.state === 'expired') last.delete(keyOf(session))
        else last.set(keyOf(session), session)
      }
    })
  })

  it('at most the allowed number of sessions lives', () => {
    holds(steps, (given) => {
      play(given, (_changes, sessions) => {
        expect(sessions.list().length).toBeLessThanOrEqual(tuning.maxSessions)
      })
    })
  })

  it('the list is what the changes add up to', () => {
    holds(steps, (given) => {
      const folded = new Map<string, SessionView>()
      play(given, (changes, sessions) => {
        for (const { session } of changes) {
          if (session.state === 'expired') folded.delete(keyOf(session))
          else folded.set(keyOf(session), session)
        }
        const bare = (view: SessionView) => ({ ...view, telemetry: null, about: null })
        expect(sessions.list().map(bare)).toEqual([...folded.values()].map(bare))
      })
    })
  })

  it('a look at a deadline leaves nothing due at that time', () => {
    holds(steps, (given) => {
      const { sessions } = play(given)
      for (let look = 0; look < 30; look++) {
        const dueMs = sessions.nextDeadline()
        if (dueMs === Number.POSITIVE_INFINITY) return
        sessions.sweep(dueMs)
        expect(sessions.nextDeadline()).toBeGreaterThan(dueMs)
      }
      expect.unreachable('sessions never come to rest')
    })
  })

  it('the same input gives the same changes', () => {
    holds(steps, (given) => {
      expect(play(given)).toMatchObject({ changes: play(given).changes })
    })
  })

  it('what was told stays as it was told', () => {
    holds(steps, (given) => {
      const told: string[] = []
      const { changes } = play(given, (some) => {
        for (const change of some) told.push(JSON.stringify(change))
      })
      expect(changes.map((change) => JSON.stringify(change))).toEqual(told)
    })
  })
})
