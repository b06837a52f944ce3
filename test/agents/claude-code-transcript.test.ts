// How a turn ended, as Claude Code's transcript has it. The forms are those of 2.1.197.

import { describe, expect, test } from 'vitest'
import { claudeCodeSessions } from '../../src/agents/live/claude-code.ts'

const { readEnd } = claudeCodeSessions.transcripts
const said = (text: string) => [{ type: 'text', text }]
const user = (content: unknown, more = {}) => ({
  type: 'user',
  message: { role: 'user', content },
  ...more,
})
const assistant = (reason: unknown, more = {}) => ({
  type: 'assistant',
  message: { role: 'assistant', content: said('Done.'), stop_reason: reason },
  ...more,
})

describe('a transcript of Claude Code', () => {
  test.each([
    ['the person stopped it', user(said('[Request interrupted by user]')), 'interrupted'],
    ['within a tool', user(said('[Request interrupted by user for tool use]')), 'interrupted'],
    ['it failed', assistant('stop_sequence', { isApiErrorMessage: true }), 'error'],
    ['it was answered', assistant('end_turn'), 'ok'],
    ['all was compacted', { type: 'system', subtype: 'compact_boundary' }, 'ok'],
    ['the answer was cut', assistant('max_tokens'), 'ok'],
  ])('tells that %s', (_, record, outcome) => {
    expect(readEnd(record)).toBe(outcome)
  })

  test.each([
    ['a prompt', user('Go on.')],
    ['a prompt with the words of a stop', user(said('What is [Request interrupted by user]?'))],
    ['a result of a tool', user([{ type: 'tool_result', content: 'x' }, null, 7])],
    ['a request for a tool', assistant('tool_use')],
    ['part of an answer', assistant(null)],
    ['a sub-agent', assistant('end_turn', { isSidechain: true })],
    ['something else', { type: 'system', subtype: 'turn_duration', durationMs: 12 }],
    ['another kind', { type: 'summary', message: { stop_reason: 'end_turn' } }],
    ['no message', { type: 'user', message: 'text' }],
  ])('tells of no end by %s', (_, record) => {
    expect(readEnd(record)).toBeUndefined()
  })
})
