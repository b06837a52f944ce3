// The words of a notification.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toLabel, toNotice } from '../../src/domain/notice.ts'
import { completed, failed, sessionView, waiting } from './support/changes.ts'

const words = (given: Parameters<typeof sessionView>[0], name = 'Claude Code') => {
  const notice = toNotice(sessionView(given), name)
  return notice && [notice.title, notice.body]
}

describe('the words', () => {
  it('say what happened and where', () => {
    expect(words(completed)).toEqual(['Claude Code Ready', 'Task completed in shop'])
    expect(words(completed, 'Codex')).toEqual(['Codex Ready', 'Task completed in shop'])
    expect(words({ ...completed, about: {} })).toEqual(['Claude Code Ready', 'Task completed'])
    expect(words(failed)).toEqual(['Claude Code Failed', 'Stopped by an error in shop'])
    expect(words({ ...completed, about: { project: 'web', cwd: '/x' } })?.[1]).toContain('in web')
  })

  it('say what is waited for', () => {
    expect(words(waiting)).toEqual(['Claude Code Waiting', 'Bash: permission in shop'])
    expect(words({ ...waiting, reason: 'permission' })?.[1]).toBe('Waits for permission in shop')
    expect(words({ ...waiting, reason: 'plan_approval' })?.[1]).toBe(
      'Waits for plan approval in shop',
    )
    expect(words({ ...waiting, reason: 'permission:mcp:a:b' })?.[1]).toBe(
      'mcp:a:b: permission in shop',
    )
    expect(words({ ...waiting, reason: '' })?.[1]).toBe('Waits for an answer in shop')
  })

  it('are none for what the person did, and for what goes on', () => {
    for (const outcome of ['interrupted', 'denied'] as const)
      expect(words({ ...completed, outcome })).toBeNull()
    for (const state of ['idle', 'working', 'expired'] as const) expect(words({ state })).toBeNull()
  })

  it('are short and on one line whatever a name holds', () => {
    expect(toLabel('a\u0000b\n\tc\u202e d\u2028\ud800')).toBe('ab c d')
    expect(toLabel(`-${'x'.repeat(1_000_000)}`)).toHaveLength(60)
    expect(toLabel('👩‍👩‍👧'.repeat(100)).isWellFormed()).toBe(true)
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const label = toLabel(text)
        expect(Array.from(label).length).toBeLessThanOrEqual(60)
        expect(label).toMatch(/^[^\p{Cc}]*$/u)
        expect(label.isWellFormed()).toBe(true)
      }),
    )
  })
})
