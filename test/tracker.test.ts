// The tracker keeps one timer for all sessions, and hands on what changed.

import { describe, expect, it } from 'vitest'
import { defaultTuning } from '../src/domain/tuning.ts'
import type { OtlpRecord } from '../src/otlp/records.ts'
import { createVirtualClock } from '../src/runtime/clock.ts'
import { createTracker } from '../src/tracker.ts'
import { log, nowMs } from './interpret/support/records.ts'

function track() {
  const clock = createVirtualClock(nowMs)
  const groups: string[][] = []
  const tracker = createTracker({
    tuning: defaultTuning,
    clock,
    onChanges: (changes) => {
      const atMs = clock.now() - nowMs
      groups.push(changes.map(({ session }) => `${atMs} ${session.id} ${session.state}`))
    },
  })
  const said = (name: string, id: string) =>
    log('claude-code', name, { 'session.id': id, query_source: 'sdk' }, { timeMs: clock.now() })
  const take = (...records: OtlpRecord[]) =>
    tracker.takeRecords({ records, arrivalMs: clock.now(), origin: '' })
  return { clock, groups, tracker, said, take }
}

/** A turn of session `id` that only silence can end. */
function answer({ take, said, clock }: ReturnType<typeof track>, id: string): void {
  take(said('user_prompt', id))
  clock.advanceTo(clock.now() + 500)
  take(said('api_request', id), said('assistant_response', id))
}

describe('a tracker', () => {
  it('hands on what a batch changed, and nothing where nothing did', () => {
    const tracked = track()
    const { take, said, groups } = tracked
    take(said('user_prompt', 'a'), said('user_prompt', 'b'))
    take(said('unheard_of', 'a'))
    take()
    expect(groups).toEqual([['0 a working', '0 b working']])
  })

  it('wakes by itself when silence has its meaning', () => {
    const tracked = track()
    answer(tracked, 'a')
    tracked.groups.length = 0
    tracked.clock.advanceTo(nowMs + 400_000)
    expect(tracked.groups).toEqual([['3500 a completed'], ['33500 a idle'], ['300500 a expired']])
    expect(tracked.tracker.list()).toEqual([])
    expect(tracked.clock.nextTimerAt()).toBeUndefined()
  })

  it('keeps one timer, however many sessions there are', () => {
    const tracked = track()
    for (const id of ['a', 'b', 'c']) answer(tracked, id)
    const dueMs = tracked.clock.nextTimerAt()
    expect(dueMs).toBe(nowMs + 3500)
    tracked.tracker[Symbol.dispose]()
    expect(tracked.clock.nextTimerAt()).toBeUndefined()
  })

  it('looks in vain, and again later, where a deadline moved further off', () => {
    const tracked = track()
    answer(tracked, 'a')
    tracked.clock.advanceTo(nowMs + 2000)
    tracked.take(tracked.said('tool_result', 'a'))
    tracked.groups.length = 0
    tracked.clock.advanceTo(nowMs + 40_000)
    expect(tracked.groups).toEqual([])
    expect(tracked.clock.nextTimerAt()).toBe(nowMs + 47_000)
  })

  it('acknowledges, and says how many', () => {
    const tracked = track()
    for (const id of ['a', 'b']) answer(tracked, id)
    tracked.clock.advanceTo(nowMs + 10_000)
    expect(tracked.tracker.acknowledge(({ id }) => id === 'a')).toBe(1)
    expect(tracked.groups.at(-1)).toEqual(['10000 a idle'])
    expect(tracked.tracker.acknowledge(() => true)).toBe(1)
    expect(tracked.tracker.acknowledge(() => true)).toBe(0)
    expect(tracked.tracker.list().map(({ state }) => state)).toEqual(['idle', 'idle'])
  })

  it('goes on where the machine’s clock is set back in the middle of a turn', () => {
    const virtual = createVirtualClock(nowMs)
    let offsetMs = 0
    const clock = { ...virtual, wallOffsetMs: () => offsetMs }
    const states: string[] = []
    const tracker = createTracker({
      tuning: defaultTuning,
      clock,
      onChanges: (changes) => states.push(...changes.map(({ session }) => session.state)),
    })
    const take = (name: string) => {
      const timeMs = clock.now() + offsetMs
      const about = { 'session.id': 'a', query_source: 'sdk' }
      const records = [log('claude-code', name, about, { timeMs })]
      tracker.takeRecords({ records, arrivalMs: clock.now(), origin: '' })
    }
    take('user_prompt')
    clock.advanceTo(nowMs + 1000)
    offsetMs = -3_600_000
    take('api_request')
    take('assistant_response')
    clock.advanceTo(nowMs + 10_000)
    take('user_prompt')
    expect(states).toEqual(['working', 'working', 'completed', 'working'])
  })
})
