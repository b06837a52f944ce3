// Every line holds the whole list as it is then, and can be read by itself.

import { createLines } from '../src/lines.ts'
import { at, beginMs } from './domain/support/events.ts'
import { scenario } from './domain/support/scenario.ts'
import { describe, expect, it } from 'vitest'
import { toWireSession, type WireSession, type WireUpdate } from '../src/domain/views/wire.ts'

type Line = WireUpdate & {
  readonly sessions: WireSession[]
  readonly has_working: boolean
  readonly has_waiting: boolean
}

/** A line is one JSON object and one line end. */
function parse(line: string): Line {
  expect(line.match(/\n/g)).toHaveLength(1)
  expect(line.endsWith('}\n')).toBe(true)
  return JSON.parse(line) as Line
}

const ids = (line: Line): string[] => line.sessions.map(({ session_id }) => session_id)

describe('an update line', () => {
  it('has the change, and the list as the change left it', () => {
    const play = scenario().play(at(0, { id: 'a' }).prompt(), at(900, { id: 'b' }).asks())
    const lines = createLines()
    const [first, second] = play.changes.map((change) => parse(lines.update(change)))
    expect(first).toMatchObject({ type: 'session_update', session_id: 'a', state: 'working' })
    expect(first).toMatchObject({ has_working: true, has_waiting: false })
    expect(ids(first!)).toEqual(['a'])
    expect(second).toMatchObject({ session_id: 'b', has_working: true, has_waiting: true })
    expect(second?.sessions).toEqual(play.changes.map(({ session }) => toWireSession(session)))
  })

  it('of a session’s end leaves it out of the list', () => {
    const play = scenario().play(at(0).prompt(), at(900).exits())
    const lines = createLines()
    const last = play.changes.map((change) => parse(lines.update(change))).at(-1)
    expect(last).toMatchObject({ state: 'expired', sessions: [], has_working: false })
  })

  it('tells agents’ sessions of the same id apart', () => {
    const play = scenario().play(at(0).prompt(), at(0, { agent: 'codex' }).prompt())
    const lines = createLines()
    const last = play.changes.map((change) => parse(lines.update(change))).at(-1)
    expect(last?.sessions.map(({ tool }) => tool)).toEqual(['claude-code', 'codex'])
  })

  it('escapes what could end it early', () => {
    const project = 'a\nb"}\u2028\u0000'
    const play = scenario().play(at(0, { id: 'x\n', about: { project } }).prompt())
    expect(parse(createLines().update(play.changes[0]!))).toMatchObject({
      session_id: 'x\n',
      project,
    })
  })
})

describe('what drives a terminal', () => {
  const project = 'a\u007f\u009b31m\u202eb\u2066\u2069\u200f\u2028\u2029é😀'
  const play = scenario().play(at(0, { id: 'x\u009b', about: { project } }).prompt())
  const lines = createLines()

  it.each([
    ['an update', lines.update(play.changes[0]!)],
    ['a list', lines.list([play.changes[0]!.session], beginMs)],
  ])('is escaped in %s, which means the same', (_, line) => {
    expect(line).not.toMatch(/[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/)
    expect(line).toContain('"a\\u007f\\u009b31m\\u202eb\\u2066\\u2069\\u200f\\u2028\\u2029é😀"')
    expect(parse(line).sessions).toMatchObject([{ session_id: 'x\u009b', project }])
  })
})

describe('a list line', () => {
  it('has the sessions and when it was written', () => {
    const play = scenario().play(at(0).prompt())
    const line = parse(createLines().list([play.view()!], beginMs + 1999))
    expect(line).toEqual({
      type: 'session_list',
      timestamp: beginMs / 1000 + 1,
      sessions: [toWireSession(play.view()!)],
      has_working: true,
      has_waiting: false,
    })
  })

  it('of no sessions is an empty list', () => {
    expect(parse(createLines().list([], beginMs))).toMatchObject({ sessions: [] })
  })

  it('is where later updates go on', () => {
    const play = scenario().play(at(0, { id: 'a' }).prompt(), at(0, { id: 'b' }).prompt())
    const lines = createLines()
    lines.update(play.changes[0]!)
    lines.list([play.view('b')!], beginMs)
    expect(ids(parse(lines.update(play.changes[1]!)))).toEqual(['b'])
  })
})

describe('any line', () => {
  it('ends with the fields given for it', () => {
    const play = scenario().play(at(0).prompt())
    const lines = createLines()
    expect(lines.list([], beginMs, { t_ms: 5 })).toMatch(/,"t_ms":5}\n$/)
    expect(parse(lines.update(play.changes[0]!, { t_ms: 7 }))).toMatchObject({ t_ms: 7 })
  })

  it('has what was used today, where that is counted', () => {
    const used = { input_tokens: 1, output_tokens: 2, cache_tokens: 3, cost_usd: 0.5, turns: 1 }
    const today = { date: '2026-11-26', ...used }
    const lines = createLines(
      () => 0,
      () => today,
    )
    expect(parse(lines.list([], beginMs))).toMatchObject({ sessions: [], today })
    const { changes } = scenario().play(at(0).prompt())
    expect(parse(lines.update(changes[0]!, { t_ms: 5 }))).toMatchObject({ today, t_ms: 5 })
    expect(parse(createLines().list([], beginMs))).not.toHaveProperty('today')
  })

  it('tells times of day where the clock runs on another base', () => {
    const play = scenario().play(at(0).prompt())
    const lines = createLines(() => 7000)
    const update = parse(lines.update(play.changes[0]!))
    const seconds = beginMs / 1000 + 7
    expect([update.timestamp, update.since, update.sessions[0]?.since]).toEqual(
      Array(3).fill(seconds),
    )
    expect(parse(lines.list([], beginMs)).timestamp).toBe(seconds)
  })
})
