// Which changes are told about, and how few they are kept.

import {
  emptyMemory,
  isQuietAt,
  type NoticeMemory,
  type NoticeRules,
  parseQuietHours,
  remember,
  rememberShown,
} from '../../src/domain/views/notice-rules.ts'
import {
  acknowledged,
  completed,
  createHistory,
  failed,
  sessionView,
  waiting,
  rules,
  working,
} from './support/changes.ts'
import { describe, expect, it } from 'vitest'
import { stillStands, toNotice } from '../../src/domain/views/notice.ts'

/** Plays changes, showing each notice as soon as it is due; gives what came on the screen, and went. */
function play(changes: ReturnType<ReturnType<typeof createHistory>>[], given = rules): string[] {
  const seen: string[] = []
  let memory: NoticeMemory = emptyMemory
  const show = (nowMs: number) => {
    const { wanted, dueMs } = memory
    if (wanted === null || dueMs > nowMs) return
    seen.push(`${dueMs / 1000}s ${wanted.kind} ${wanted.subject}`.trimEnd())
    memory = rememberShown(memory, wanted, dueMs)
  }
  for (const change of changes) {
    show(change.atMs - 1)
    const before = memory.shown
    memory = remember(memory, change, 'Claude Code', given)
    if (before !== null && memory.shown === null) seen.push(`${change.atMs / 1000}s withdrawn`)
    show(change.atMs)
  }
  show(Number.MAX_SAFE_INTEGER)
  return seen
}

describe('a notice', () => {
  it('comes at the end of a turn that was long enough', () => {
    const at = createHistory()
    expect(play([at(0, working), at(10_000, completed)])).toEqual(['10.3s completed'])
    const next = createHistory()
    expect(play([next(0, working), next(9_999, completed)])).toEqual([])
    expect(play([createHistory()(0, completed)])).toEqual([])
  })

  it('counts the whole turn, waiting and corrections included', () => {
    const at = createHistory()
    const turn = [
      at(0, working),
      at(4000, completed),
      at(5000, working, 'completed'),
      at(6000, waiting),
      at(8000, working),
      at(12_000, completed),
    ]
    const only = { ...rules, kinds: { ...rules.kinds, waiting: false } }
    expect(play(turn, only)).toEqual(['12.3s completed'])
    expect(play([...turn, at(13_000, working), at(22_000, completed)], only)).toEqual([
      '12.3s completed',
      '13s withdrawn',
    ])
  })

  it('comes a moment later, and not where it is over by then', () => {
    const at = createHistory()
    expect(play([at(0, working), at(1000, waiting), at(1299, working)])).toEqual([])
  })

  it('comes for questions and errors however short the turn', () => {
    const at = createHistory()
    expect(play([at(0, working), at(10, waiting)])).toEqual(['0.31s waiting Bash'])
    const next = createHistory()
    expect(play([next(0, working), next(10, failed)])).toEqual(['0.31s error'])
  })

  it('stays the same while it is being shown, and the next one is kept for later', () => {
    const at = createHistory()
    const once = remember(emptyMemory, at(0, waiting), 'Codex', rules)
    const again = remember(once, at(10, { ...waiting, turns: 1 }), 'Codex', rules)
    expect(again.wanted).toBe(once.wanted)
    const other = { ...waiting, reason: 'permission:Write' }
    const next = remember(again, at(20, other), 'Codex', rules)
    expect(rememberShown(next, once.wanted!, 30)).toMatchObject({
      shown: { subject: 'Bash' },
      wanted: { subject: 'Write' },
    })
  })

  it('is not kept back for a directory where none is known', () => {
    const at = createHistory({ about: {} })
    const muted = { ...rules, mutedProjects: ['/home/a/shop'] }
    expect(play([at(0, working), at(10, waiting)], muted)).toEqual(['0.31s waiting Bash'])
  })

  it('is withdrawn when the session works again, was acknowledged or has ended', () => {
    const ends = [
      working,
      acknowledged,
      { state: 'expired', reason: 'exited' },
      { ...completed, outcome: 'interrupted' },
    ] as const
    for (const end of ends) {
      const at = createHistory()
      const seen = play([at(0, working), at(20_000, waiting), at(25_000, end)])
      expect(seen).toEqual(['20.3s waiting Bash', '25s withdrawn'])
    }
  })

  it('is withdrawn when the completion was a mistake', () => {
    const at = createHistory()
    const quiet = { ...completed, confidence: 'inferred' } as const
    const seen = play([at(0, working), at(20_000, quiet), at(22_000, working, 'completed')])
    expect(seen).toEqual(['20.3s completed', '22s withdrawn'])
  })

  it('stays when the session merely fades', () => {
    const at = createHistory()
    const faded = [
      at(0, working),
      at(20_000, completed),
      at(50_000, { state: 'idle', reason: 'completed_timeout' }),
      at(320_000, { state: 'expired', reason: 'timeout' }),
    ]
    expect(play(faded)).toEqual(['20.3s completed'])
    const notice = toNotice(sessionView(waiting), 'x')!
    expect(stillStands(notice, sessionView({ state: 'expired', reason: 'timeout' }))).toBe(false)
  })

  it('comes at most once in thirty seconds, the latest when the time is up', () => {
    const at = createHistory()
    const seen = play([
      at(0, working),
      at(20_000, waiting),
      at(25_000, working),
      at(30_000, { ...waiting, reason: 'permission:Edit' }),
      at(40_000, working),
      at(45_000, completed),
      at(90_000, working),
    ])
    expect(seen).toEqual([
      '20.3s waiting Bash',
      '25s withdrawn',
      '50.3s completed',
      '90s withdrawn',
    ])
  })

  it('is not repeated when only its certainty or its subject becomes known', () => {
    const at = createHistory()
    const seen = play([
      at(0, working),
      at(20_000, { ...waiting, reason: 'permission', confidence: 'inferred' }),
      at(60_000, waiting),
      at(70_000, { ...waiting, reason: 'permission:Edit' }),
    ])
    expect(seen).toEqual(['20.3s waiting', '70.3s waiting Edit'])
    const next = createHistory()
    const quiet = { ...completed, confidence: 'inferred' } as const
    expect(play([next(0, working), next(20_000, quiet), next(60_000, completed)])).toHaveLength(1)
  })

  it('is not made of usage', () => {
    const change = { ...createHistory()(0, waiting), kind: 'usage' } as const
    expect(remember(emptyMemory, change, 'x', rules)).toBe(emptyMemory)
  })

  it('is kept back for muted agents, projects and kinds', () => {
    const muted: Partial<NoticeRules>[] = [
      { mutedAgents: ['claude-code'] },
      { mutedProjects: ['shop'] },
      { mutedProjects: ['/home/a'] },
      { mutedProjects: ['/home/a/shop/'] },
      { mutedProjects: ['/'] },
      { kinds: { ...rules.kinds, waiting: false } },
    ]
    for (const some of muted)
      expect(play([createHistory()(0, waiting)], { ...rules, ...some })).toEqual([])
    const others = {
      ...rules,
      mutedAgents: ['codex'],
      mutedProjects: ['/home/a/sho', 'sho', 'home'],
    }
    expect(play([createHistory()(0, waiting)], others)).toHaveLength(1)
  })
})

describe('quiet hours', () => {
  it('may go over midnight', () => {
    const night = parseQuietHours('22:00-07:30')
    expect(night).toEqual({ from: 1320, to: 450 })
    expect([0, 449, 450, 720, 1319, 1320, 1439].map((minute) => isQuietAt(night, minute))).toEqual([
      true,
      true,
      false,
      false,
      false,
      true,
      true,
    ])
    const noon = parseQuietHours('12:00-13:00')
    expect([719, 720, 779, 780].map((minute) => isQuietAt(noon, minute))).toEqual([
      false,
      true,
      true,
      false,
    ])
    expect(isQuietAt(null, 0)).toBe(false)
  })

  it('are told from nonsense', () => {
    for (const text of ['', '22-7', '24:00-01:00', '1:00-1:60', '01:00-02:00x'])
      expect(parseQuietHours(text)).toBeNull()
  })
})
