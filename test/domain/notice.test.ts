// The words of a notification.

import { completed, failed, sessionView, waiting } from './support/changes.ts'
import { describe, expect, it } from 'vitest'
import { toNotice } from '../../src/domain/views/notice.ts'

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
})
