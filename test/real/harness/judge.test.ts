// The judge itself: what it lets pass, and what it must not.

import { describe, expect, test } from 'vitest'
import type { Knowledge } from '../types.ts'
import type { TimedLine } from './daemon.ts'
import { judge } from './judge.ts'
import { ended, waiting, working } from './steps.ts'
import type { Conversation, Truth } from './truth.ts'

const everything: Knowledge = {
  working: 'exact',
  waiting: 'exact',
  ok: 'exact',
  error: 'exact',
  interrupted: 'exact',
  denied: 'exact',
  gone: 'exact',
  withinMs: 1_000,
}
const gone: Truth = { state: 'gone' }

const talk = (...moments: readonly (readonly [number, Truth])[]): Conversation => ({
  id: 's',
  project: 'shop',
  moments: moments.map(([atMs, truth]) => ({ atMs, ...truth })),
})

/** `working`, `completed ok`, `completed interrupted ?`: the question mark stands for inferred. */
function line(atMs: number, words: string, id = 's', project = 'shop'): TimedLine {
  const [state = '', outcome = null] = words.replace(' ?', '').split(' ')
  const confidence = words.endsWith('?') ? 'inferred' : 'exact'
  const session = { session_id: id, project, state, outcome, reason: 'why', confidence }
  const sessions = state === 'expired' ? [] : [session]
  return { atMs, line: { type: 'session_update', ...session, sessions } }
}

/** The same for another reason. */
function toldBy(reason: string, { atMs, line: { sessions, ...session } }: TimedLine): TimedLine {
  const told = sessions.map((one) => ({ ...one, reason }))
  return { atMs, line: { ...session, reason, sessions: told } }
}

const toPair = ({ atMs, ...truth }: Conversation['moments'][number]) => [atMs, truth] as const

const problems = (
  conversation: Conversation,
  lines: readonly TimedLine[],
  knowledge: Partial<Knowledge> = {},
): readonly string[] =>
  judge([conversation], lines, { ...everything, ...knowledge }).problems.map(
    ({ kind, words }) => `${kind}: ${words}`,
  )

const turn = talk([0, working], [5_000, ended.ok], [9_000, gone])
const told = [line(100, 'working'), line(5_100, 'completed ok'), line(9_050, 'expired')]

describe('a turn', () => {
  test('told as it was is right', () => {
    const verdict = judge([turn], told, everything)
    expect(verdict.problems).toEqual([])
    expect(verdict.isComplete).toBe(true)
    expect(verdict.findings.map(({ told: account }) => account?.afterMs)).toEqual([100, 100, 50])
  })

  test('whose end is not told is wrong', () => {
    expect(problems(turn, [told[0]!, told[2]!])).toEqual([
      'missed: ok: not told, though it can be known as exact',
    ])
  })

  test('whose end is told less firmly than it can be is wrong, unless it is confirmed', () => {
    const guessed = [told[0]!, line(5_100, 'completed ok ?')]
    expect(problems(turn, [...guessed, told[2]!])).toEqual([
      'missed: ok: only inferred (why), though it can be known as exact',
    ])
    expect(problems(turn, [...guessed, line(6_000, 'completed ok'), told[2]!])).toEqual([])
  })

  test('that is shown as idle while it runs is wrong', () => {
    const rest = 'given up: a rest that was none: idle 2.0 s after the first prompt (why, inferred)'
    const gap = [told[0]!, line(2_000, 'idle ?'), line(4_000, 'working'), ...told.slice(1)]
    expect(problems(turn, gap)).toEqual([rest])
    const asked = talk([0, working], [1_000, waiting], [3_000, working], [5_000, ended.ok])
    const shown = [line(100, 'working'), line(1_100, 'waiting'), line(2_000, 'idle ?')]
    expect(problems(asked, [...shown, line(3_100, 'working'), told[1]!])).toEqual([rest])
    const before = [line(-50_000, 'working'), line(-40_000, 'completed ok'), line(90, 'idle')]
    expect(problems(turn, [...before, ...told]).join()).not.toContain('given up')
    // A daemon that was started anew.
    const anew = [told[0]!, line(1_000, 'expired'), line(2_000, 'idle'), line(2_100, 'working')]
    expect(problems(turn, [...anew, ...told.slice(1)]).join()).not.toContain('given up')
  })

  test('whose end is told less firmly since the next prompt came ahead of its record is right', () => {
    const quick = talk([0, working], [5_000, ended.ok], [5_500, working], [9_000, ended.ok])
    const lines = [told[0]!, line(5_600, 'completed ok ?'), line(5_600, 'working')]
    expect(problems(quick, [...lines, line(9_100, 'completed ok')])).toEqual([])
  })

  test('with a wrong outcome is wrong, corrected or not', () => {
    const wrong = [told[0]!, line(5_100, 'completed interrupted')]
    const words = ['outcome: an end told as interrupted that was ok']
    expect(problems(turn, [...wrong, told[2]!])).toEqual(words)
    expect(problems(turn, [...wrong, line(5_500, 'completed ok'), told[2]!])).toEqual(words)
  })

  test('told twice is wrong', () => {
    const twice = [line(6_000, 'working'), line(7_000, 'completed ok')]
    expect(problems(turn, [...told.slice(0, 2), ...twice, told[2]!])).toEqual([
      'invented: an end that was none: completed 7.0 s after the first prompt (why, exact)',
    ])
  })

  test('shown as over before it is, is wrong', () => {
    const early = [line(3_000, 'completed ok ?'), line(4_000, 'working')]
    expect(problems(turn, [told[0]!, ...early, told[1]!, told[2]!])).toHaveLength(1)
  })

  test('told otherwise than it was is wrong, however soon the next one begins', () => {
    const stopped = (nextMs: number) =>
      problems(talk([0, working], [5_000, ended.interrupted], [nextMs, working]), [
        ...told.slice(0, 2),
        line(nextMs + 50, 'working'),
      ])
    expect(stopped(8_000)).toEqual(['outcome: an end told as ok that was interrupted'])
    expect(stopped(5_900)).toEqual(['outcome: an end told as ok that was interrupted'])
  })

  test('that only the next prompt tells of is told as soon as that', () => {
    const stopped = talk([0, working], [3_000, ended.interrupted], [5_000, working])
    const next = (atMs: number) => [
      line(100, 'working'),
      toldBy('next_prompt', line(atMs, 'completed interrupted ?')),
      line(atMs + 1, 'working'),
    ]
    const slow = { interrupted: 'unknown', withinMs: 2_000 } as const
    expect(problems(stopped, next(6_500), slow)).toEqual([])
    expect(problems(stopped, next(7_500), slow)).toHaveLength(1)
    const silent = toldBy('quiet_period', line(6_500, 'completed interrupted ?'))
    expect(problems(stopped, [line(100, 'working'), silent], slow)).toHaveLength(1)
  })

  test('that is over before the next prompt is told goes through other states then', () => {
    const refused = talk([0, working], [3_000, ended.denied], [3_500, working])
    const lines = [
      line(100, 'working'),
      line(1_000, 'waiting'),
      line(3_600, 'working ?'),
      toldBy('next_prompt', line(3_600, 'completed denied ?')),
      line(3_600, 'working'),
    ]
    const asked = talk([0, working], [900, waiting], ...refused.moments.slice(1).map(toPair))
    expect(problems(asked, lines)).toEqual([])
  })

  test('that cannot be known leaves the next prompt to the end before that one', () => {
    const stopped = talk([0, working], [2_000, ended.interrupted], [3_000, working])
    const quick = talk(...stopped.moments.map(toPair), [4_000, ended.ok], [4_500, working])
    const lines = (...ends: string[]) => [
      line(100, 'working'),
      ...ends.map((end) => toldBy('next_prompt', line(4_550, end))),
      line(4_600, 'working'),
    ]
    const slow = { interrupted: 'unknown', ok: 'inferred', withinMs: 2_000 } as const
    expect(problems(quick, lines('completed ok ?'), slow)).toEqual([])
    expect(problems(quick, lines('completed error ?'), slow)).toHaveLength(1)
  })

  test('that the person stopped may turn idle', () => {
    const stopped = talk([0, working], [5_000, ended.interrupted], [9_000, gone])
    expect(problems(stopped, [told[0]!, line(5_200, 'idle'), told[2]!])).toEqual([])
    expect(problems(stopped, [told[0]!, told[2]!], { interrupted: 'unknown' })).toEqual([])
  })

  test('that ends with its process may be told with that', () => {
    const headless = talk([0, working], [5_000, ended.ok], [5_050, gone])
    const lines = [told[0]!, line(5_100, 'completed ok'), line(5_101, 'expired')]
    expect(problems(headless, lines)).toEqual([])
  })
})

describe('a wait', () => {
  const asked = talk([0, working], [2_000, waiting], [7_000, working], [9_000, ended.ok])
  const lines = [line(100, 'working'), line(7_100, 'working'), line(9_100, 'completed ok')]

  test('must be seen while it lasts', () => {
    const seen = [lines[0]!, line(2_100, 'waiting'), ...lines.slice(1)]
    expect(problems(asked, seen)).toEqual([])
    expect(problems(asked, lines)).toEqual([
      'missed: waiting: not told, though it can be known as exact',
    ])
  })

  test('that is taken for an end is told apart where nothing can tell them apart', () => {
    const taken = [lines[0]!, line(5_000, 'completed ok ?'), ...lines.slice(1)]
    const verdict = judge([asked], taken, { ...everything, waiting: 'unknown' })
    expect(verdict).toMatchObject({ problems: [], mistaken: 1 })
    expect(problems(asked, taken)).toHaveLength(2)
  })

  test('that was answered at once may be shown', () => {
    const brief = talk([0, working], [2_000, waiting], [2_400, working], [4_000, ended.ok])
    const seen = [line(100, 'working'), line(2_350, 'waiting'), line(3_000, 'working')]
    expect(problems(brief, [...seen, line(4_100, 'completed ok')])).toEqual([])
  })

  test('that was none is wrong', () => {
    const waits = [told[0]!, line(2_000, 'waiting'), line(3_000, 'working'), ...told.slice(1)]
    expect(problems(turn, waits)).toEqual([
      'false wait: a wait that was none: waiting 2.0 s after the first prompt (why, exact)',
    ])
  })
})

test('what is over before it can be told need not be', () => {
  const quick = talk([0, working], [300, ended.ok], [9_000, gone])
  expect(problems(quick, [line(900, 'completed ok'), told[2]!])).toEqual([])
})

test('a session that never was is wrong, and so is a session that stays', () => {
  expect(problems(turn, [...told, line(9_100, 'idle', 'ghost')])).toEqual([
    'ghost: a session that never was: ghost',
  ])
  expect(problems(turn, told.slice(0, 2))).toEqual([
    'missed: gone: not told, though it can be known as exact',
  ])
})

test('another project is wrong', () => {
  const lines = told.map(({ atMs, line: { state, outcome } }) =>
    line(atMs, `${String(state)} ${String(outcome)}`, 's', 'api'),
  )
  expect(problems(turn, lines)).toContain('project: the project is api instead of shop')
})

test('sessions that no client names are held against the conversation they fit', () => {
  const long = { ...talk([0, working], [9_000, ended.ok]), id: undefined }
  const short = { ...talk([2_000, working], [4_000, ended.ok]), id: undefined }
  const lines = [
    line(4_100, 'working', 'b'),
    line(4_101, 'completed ok', 'b'),
    line(9_100, 'working', 'a'),
    line(9_101, 'completed ok', 'a'),
  ]
  const knowledge = { ...everything, working: 'unknown', gone: 'unknown' } as const
  expect(judge([long, short], lines, knowledge).problems).toEqual([])
  expect(judge([long, short], lines.slice(0, 2), knowledge).problems).toMatchObject([
    { kind: 'missed' },
  ])
})
