// What Claude Code's log records say of what a person typed.

import { describe, expect, it } from 'vitest'
import type { AttributeValue } from '../../src/otlp/records.ts'
import { eventOf, happeningOf, log } from '../interpret/support/records.ts'

const said = (name: string, attributes: Record<string, AttributeValue> = {}) =>
  log('claude-code', name, { 'session.id': 's', 'event.sequence': 7, ...attributes })

describe('a prompt', () => {
  it('begins a turn', () => {
    expect(eventOf(said('user_prompt', { 'prompt.id': 'p1', prompt_length: '12' }))).toMatchObject({
      agent: 'claude-code',
      sessionId: 's',
      sequence: 7,
      recordId: '',
      helper: false,
      happening: { kind: 'prompt', promptId: 'p1', turnId: 'p1' },
    })
  })

  it.each([
    [{ command_name: 'clear', command_source: 'builtin' }, 'session_ended'],
    [{ command_name: 'exit', command_source: 'builtin' }, 'session_ended'],
    [{ command_name: 'branch', command_source: 'builtin' }, 'session_ended'],
    [{ command_name: 'quit', command_source: 'builtin' }, 'session_ended'],
    [{ command_name: 'model', command_source: 'builtin' }, 'activity'],
    [{ command_name: 'compact', command_source: 'builtin' }, 'prompt'],
    [{ command_name: 'my-command', command_source: 'project' }, 'prompt'],
  ])('with %j is %s', (attributes, kind) => {
    expect(happeningOf(said('user_prompt', attributes)).kind).toBe(kind)
  })

  it('that exits is told ahead of what the session used last', () => {
    expect(happeningOf(said('user_prompt', { command_name: 'exit' }))).toEqual({
      kind: 'session_ended',
      reason: 'exited',
      betweenTurns: true,
      ahead: true,
    })
  })

  it('that clears is not an exit', () => {
    expect(happeningOf(said('user_prompt', { command_name: 'clear' }))).toEqual({
      kind: 'session_ended',
      reason: 'superseded',
      betweenTurns: true,
    })
  })
})

describe('a command that is a prompt for the model', () => {
  const activated = (invocation_trigger: string) =>
    happeningOf(said('skill_activated', { 'prompt.id': 'p2', invocation_trigger }))

  it('begins a turn where a person typed it', () => {
    expect(activated('user-slash')).toEqual({ kind: 'prompt', promptId: 'p2', turnId: 'p2' })
  })

  it.each(['claude-proactive', 'nested-skill'])('is part of the turn where it is %s', (trigger) => {
    expect(activated(trigger).kind).toBe('activity')
  })
})
