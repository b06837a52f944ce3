// A person who is at the terminal needs no notification, and leaves no debt of quiet behind.

import {
  emptyMemory,
  type NoticeMemory,
  remember,
  rememberShown,
} from '../../src/domain/views/notice-rules.ts'
import { completed, createHistory, rules, waiting, working } from './support/changes.ts'
import { describe, expect, it } from 'vitest'
import type { SessionChange } from '../../src/domain/change.ts'

const after = (memory: NoticeMemory, ...changes: readonly SessionChange[]): NoticeMemory =>
  changes.reduce((before, change) => remember(before, change, 'Claude Code', rules), memory)

const seen = (change: SessionChange): SessionChange => ({ ...change, kind: 'seen' })

describe('a key in the session’s terminal', () => {
  const change = createHistory()
  const works = change(0, working)
  const asks = change(5_000, waiting)
  const asked = after(emptyMemory, works, asks)
  const shown = rememberShown(asked, asked.wanted!, 5_000)

  it('takes the notification of a question away, and it does not come again', () => {
    const memory = after(shown, seen(asks))
    expect([memory.shown, memory.wanted]).toEqual([null, null])
    expect(after(memory, { ...asks, kind: 'usage' }).wanted).toBeNull()
  })

  it('keeps one back that was due', () => {
    expect(after(asked, seen(asks)).wanted).toBeNull()
  })

  it('lets the next one come without delay', () => {
    const delayed = after(shown, change(9_000, working), change(20_000, waiting))
    expect(delayed.dueMs).toBe(35_000)
    const prompt = after(shown, seen(asks), change(21_000, working), change(22_000, waiting))
    expect(prompt.dueMs).toBe(22_300)
  })

  it('does not make a long turn a short one', () => {
    const typed = after(emptyMemory, works, seen(works))
    expect(after(typed, change(30_000, { ...completed, sinceMs: 30_000 })).wanted).not.toBeNull()
  })
})
