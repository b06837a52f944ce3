// What Codex's rollout file says of a conversation.

import { describe, expect, test } from 'vitest'
import { codexJournals } from '../../src/agents/live/codex-journal.ts'

const event = (payload: object, ordinal = 1) =>
  JSON.stringify({ timestamp: '2026-11-26T07:40:30.673Z', ordinal, type: 'event_msg', payload })

const read = (payload: object) => {
  const line = event(payload)
  expect(line).toMatch(codexJournals.head)
  return codexJournals.createReader()(JSON.parse(line))
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

  test('of its end without an answer leaves open whether it failed, where a version tells of no error', () => {
    const end = { type: 'task_complete', last_agent_message: null, completed_at: 1 }
    expect(read(end)).toMatchObject({ kind: 'turn_ended', provisional: 'withheld' })
    expect(read(end)).not.toHaveProperty('outcome')
    expect(read({ ...end, started_at: 1 })).toMatchObject({ outcome: 'ok', sure: true })
  })

  test('of a turn towards a goal tells that the next one may follow, until that is reached', () => {
    const readRecord = codexJournals.createReader()
    const next = (payload: object) => readRecord(JSON.parse(event(payload)))
    const goal = (status: string) => next({ type: 'thread_goal_updated', goal: { status } })
    const begin = (turn_trigger: string) =>
      next({ type: 'task_started', turn_attribution: { turn_trigger }, turn_id: 't1' })
    const end = (more: object = {}) =>
      next({ type: 'task_complete', last_agent_message: 'x', ...more })
    expect(event({ type: 'thread_goal_updated' })).toMatch(codexJournals.head)
    expect(goal('active')).toBeUndefined()
    expect(begin('user')).not.toHaveProperty('byItself')
    expect(end()).toMatchObject({ outcome: 'ok', towardsGoal: true })
    expect(end({ error: { message: 'x' } })).not.toHaveProperty('towardsGoal')
    goal('complete')
    expect(end()).not.toHaveProperty('towardsGoal')
    // Where the goal was set before the file was read.
    expect(begin('goal')).toMatchObject({ kind: 'prompt', promptId: 't1', byItself: true })
    expect(end()).toMatchObject({ towardsGoal: true })
  })

  test('of a stopped turn leaves open whether a tool was refused', () => {
    const stopped = read({ type: 'turn_aborted', reason: 'interrupted' })
    expect(stopped).toMatchObject({ outcome: 'interrupted', provisional: 'shown' })
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
    const readRecord = codexJournals.createReader()
    expect(readRecord({})).toBeUndefined()
    expect(readRecord({ payload: { type: 'constructor' } })).toBeUndefined()
  })

  test('of a version that does not count them is read too', () => {
    const { ordinal: _, ...old } = JSON.parse(event({ type: 'task_complete' }))
    expect(JSON.stringify(old)).toMatch(codexJournals.head)
  })
})

describe('a call', () => {
  const item = (payload: object) => {
    const whole = {
      timestamp: '2026-11-26T07:40:30.673Z',
      ordinal: 1,
      type: 'response_item',
      payload,
    }
    expect(JSON.stringify(whole)).toMatch(codexJournals.head)
    return whole
  }
  const call = (name: string, more: object = {}) =>
    item({ type: 'function_call', id: 'fc', name, arguments: '{}', call_id: 'c1', ...more })
  const output = item({ type: 'function_call_output', id: 'fo', call_id: 'c1', output: 'x' })

  test('tells what is decided on, and what may run untold', () => {
    const happening = (record: object) => codexJournals.createReader()({ ...record })
    const request = { kind: 'tool_requested', toolId: 'c1' }
    const shell = { ...request, tool: 'exec_command', decided: true, beside: true }
    expect(happening(call('exec_command'))).toEqual(shell)
    const patch = { type: 'custom_tool_call', name: 'apply_patch', call_id: 'c1' }
    expect(happening(item(patch))).toMatchObject({ tool: 'apply_patch', decided: true })
    const mcp = call('ponder', { namespace: 'mcp__slow' })
    expect(happening(mcp)).toMatchObject({ ...request, tool: 'ponder', decided: false })
    expect(happening(call('update_plan'))).toBeUndefined()
    expect(happening(item({ type: 'function_call' }))).toBeUndefined()
    expect(happening(output)).toBeUndefined()
  })

  test.each(['function_call_output', 'custom_tool_call_output'])(
    'is decided on when one that runs alone has ended, by its %s',
    (type) => {
      const readRecord = codexJournals.createReader()
      readRecord(item({ type: 'custom_tool_call', name: 'apply_patch', call_id: 'c1' }))
      const shell = call('exec_command', { call_id: 'c2' })
      expect(readRecord(shell)).toMatchObject({ decided: true, beside: false })
      expect(readRecord(item({ type, call_id: 'c1' }))).toBeUndefined()
      expect(readRecord(shell)).toMatchObject({ decided: true, beside: true })
    },
  )

  test('that waits for what is at work runs until its output comes', () => {
    const readRecord = codexJournals.createReader()
    const begun = { kind: 'tool_started', toolId: 'c1', ahead: true }
    expect(readRecord(call('write_stdin'))).toMatchObject(begun)
    expect(readRecord(item({ type: 'function_call_output', call_id: 'c2' }))).toBeUndefined()
    expect(readRecord(item({ type: 'function_call_output' }))).toBeUndefined()
    const ended = { kind: 'tool_ended', toolId: 'c1', ahead: true }
    expect(readRecord(output)).toMatchObject(ended)
    expect(readRecord(output)).toBeUndefined()
  })

  test('that is a question waits for its answer', () => {
    const readRecord = codexJournals.createReader()
    const second = call('request_user_input', { call_id: 'c2' })
    const secondOutput = item({ type: 'function_call_output', call_id: 'c2' })
    const blocked = { kind: 'blocked', what: 'question' }
    expect(readRecord(call('request_user_input'))).toEqual({ ...blocked, questionId: 'c1' })
    expect(readRecord(second)).toEqual({ ...blocked, questionId: 'c2' })
    expect(readRecord(output)).toBeUndefined()
    expect(readRecord(secondOutput)).toEqual({ kind: 'unblocked', all: true })
  })

  test.each(['Command', 'Tool call'])('is over where a hook has forbidden it: %s', (what) => {
    const said = (words: string) =>
      codexJournals.createReader()(
        item({ type: 'function_call_output', call_id: 'c1', output: words }),
      )
    expect(said(`${what} blocked by PreToolUse hook: never`)).toEqual({
      kind: 'tool_refused',
      toolId: 'c1',
      tool: 'tool',
      byUser: false,
    })
    expect(said(`echo ${what} blocked by PreToolUse hook: never`)).toBeUndefined()
  })

  test('is forgotten with its turn', () => {
    const readRecord = codexJournals.createReader()
    readRecord(call('request_user_input'))
    readRecord(call('write_stdin', { call_id: 'c2' }))
    readRecord(JSON.parse(event({ type: 'task_started' })))
    expect(readRecord(output)).toBeUndefined()
    expect(readRecord(item({ type: 'function_call_output', call_id: 'c2' }))).toBeUndefined()
    readRecord(call('request_user_input', { call_id: 'c3' }))
    // Nothing else is waited for.
    expect(readRecord(item({ type: 'function_call_output', call_id: 'c3' }))).toEqual({
      kind: 'unblocked',
      all: true,
    })
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
