// What Codex's rollout file says of a conversation.

import { describe, expect, test } from 'vitest'
import { codexJournals } from '../../src/agents/live/codex-journal.ts'

const event = (payload: object, ordinal = 1) =>
  JSON.stringify({ timestamp: '2026-11-26T07:40:30.673Z', ordinal, type: 'event_msg', payload })

const read = (payload: object) => {
  const line = event(payload)
  expect(line).toMatch(codexJournals.head)
  return codexJournals.read(JSON.parse(line), undefined).happening
}

describe('a record', () => {
  test('of a turn names it, and promises its end', () => {
    const payload = { type: 'task_started', turn_attribution: {}, turn_id: 't1' }
    expect(read(payload)).toEqual({ kind: 'prompt', promptId: 't1', endTold: true })
  })

  test('of its end tells for sure whether it failed', () => {
    const end = { type: 'task_complete', turn_id: 't1', last_agent_message: 'x' }
    expect(read(end)).toMatchObject({ kind: 'turn_ended', outcome: 'ok', sure: true })
    expect(read({ ...end, error: null })).toMatchObject({ outcome: 'ok' })
    expect(read({ ...end, error: { message: 'x' } })).toMatchObject({ outcome: 'error' })
  })

  test('of a stopped turn leaves open whether a tool was refused', () => {
    const stopped = read({ type: 'turn_aborted', reason: 'interrupted' })
    expect(stopped).toMatchObject({ outcome: 'interrupted', provisional: true })
    expect(stopped).not.toHaveProperty('sure')
  })

  test('of anything else is not read', () => {
    const others = [
      { type: 'item_completed', text: '"type":"event_msg","payload":{"type":"task_complete"' },
      { type: 'token_count' },
    ]
    for (const payload of others) expect(event(payload)).not.toMatch(codexJournals.head)
    const item = { timestamp: 'x', type: 'response_item', payload: { type: 'task_complete' } }
    expect(JSON.stringify(item)).not.toMatch(codexJournals.head)
    expect(codexJournals.read({}, 'kept')).toEqual({ happening: undefined, memory: 'kept' })
    expect(codexJournals.read({ payload: { type: 'constructor' } }, '')).toEqual({ memory: '' })
  })

  test('of a version that does not count them is read too', () => {
    const { ordinal: _, ...old } = JSON.parse(event({ type: 'task_complete' }))
    expect(JSON.stringify(old)).toMatch(codexJournals.head)
  })
})

describe('the first record', () => {
  const meta = (payload: object) => codexJournals.readMeta({ type: 'session_meta', payload })

  test('tells directory and version of a person’s conversation', () => {
    const payload = { cwd: '/home/me/shop', cli_version: '0.169.0' }
    expect(meta(payload)).toEqual({ cwd: '/home/me/shop', version: '0.169.0' })
    expect(meta({ ...payload, thread_source: 'user' })).toBeDefined()
  })

  test('of a thread that the program started itself shows no session', () => {
    expect(meta({ cwd: '/x', thread_source: 'subagent' })).toBeUndefined()
    expect(meta({ cwd: 'x' })).toBeUndefined()
    expect(meta({ cwd: `/${'x'.repeat(5000)}` })).toBeUndefined()
    expect(codexJournals.readMeta({ type: 'event_msg', payload: { cwd: '/x' } })).toBeUndefined()
    expect(codexJournals.readMeta({ type: 'session_meta', payload: 'x' })).toBeUndefined()
  })
})
