// What Copilot's events file says of a session.

import { describe, expect, test } from 'vitest'
import { copilotJournals } from '../../src/agents/live/copilot-journal.ts'

type Line = readonly [type: string, data?: object, more?: object]

/** What the records tell, one after the other. */
function read(...lines: readonly Line[]): readonly string[] {
  const readRecord = copilotJournals.createReader()
  return lines.flatMap(([type, data = {}, more = {}]) => {
    const line = JSON.stringify({
      type,
      data,
      id: 'e',
      timestamp: '2026-11-26T07:41:01.217Z',
      ...more,
    })
    expect(line).toMatch(copilotJournals.head)
    const happening = readRecord(JSON.parse(line))
    if (!happening) return []
    if ('byItself' in happening) return [`${happening.kind} by itself`]
    return 'outcome' in happening ? [`${happening.kind} ${happening.outcome}`] : [happening.kind]
  })
}

const prompt: Line = ['user.message', { interactionId: 'i1' }]
const call: Line = ['assistant.turn_start']
const asks: Line = ['assistant.message', { toolRequests: [{}] }]
const answers: Line = ['assistant.message', { toolRequests: [] }]
const over: Line = ['assistant.turn_end', { turnId: '0' }]
const requested = (requestId = 'r1', more: object = {}): Line => [
  'permission.requested',
  { requestId, permissionRequest: { kind: 'shell' }, ...more },
]
const completed = (kind: string, requestId = 'r1'): Line => [
  'permission.completed',
  { requestId, toolCallId: 't1', result: { kind } },
]
const begun = ['prompt', 'model_call_started']

describe('a turn', () => {
  test('is over with the answer that asks for no tool', () => {
    const tool: readonly Line[] = [
      ['tool.execution_start', { toolCallId: 't1', toolName: 'bash' }],
      ['tool.execution_complete', { toolCallId: 't1', success: true }],
    ]
    expect(read(prompt, call, asks, ...tool, over, call, answers, over)).toEqual([
      ...begun,
      'tool_started',
      'tool_ended',
      'model_call_started',
      'turn_ended ok',
    ])
  })

  test('that failed, or was stopped, is so by the record behind its end', () => {
    expect(read(prompt, call, over, ['session.error', { errorType: 'query' }])).toEqual([
      ...begun,
      'turn_ended error',
    ])
    expect(read(prompt, call, over, ['abort', { reason: 'user_abort' }])).toEqual([
      ...begun,
      'turn_ended interrupted',
    ])
  })

  test('that was stopped at a question is a refusal, whichever is told first', () => {
    const abort: Line = ['abort', { reason: 'user_initiated' }]
    const ends = [...begun, 'blocked', 'turn_ended denied', 'tool_refused']
    expect(read(prompt, call, asks, requested(), over, abort, completed('cancelled'))).toEqual(ends)
    expect(read(prompt, call, asks, requested(), completed('cancelled'), over, abort)).toEqual([
      ...begun,
      'blocked',
      'tool_refused',
      'turn_ended interrupted',
    ])
  })

  test('ends with the last of its hooks, and goes on where one of them says so', () => {
    const hook = (type: string, hookInvocationId: string, more: object = {}): Line => [
      type,
      { hookInvocationId, hookType: 'agentStop', ...more },
    ]
    const hooks = [hook('hook.start', 'h1'), hook('hook.start', 'h2')]
    const answered = [...begun, 'turn_ended ok', 'hook_started', 'hook_started']
    const blocks = hook('hook.end', 'h1', { output: { decision: 'block', reason: 'go on' } })
    const turn = [prompt, call, answers, over, ...hooks]
    expect(read(...turn, hook('hook.end', 'h2'))).toEqual(answered)
    expect(read(...turn, hook('hook.end', 'h2'), hook('hook.end', 'h1'))).toEqual([
      ...answered,
      'turn_ended ok',
    ])
    expect(read(...turn, blocks, hook('hook.end', 'h2'), prompt, call, answers, over)).toEqual([
      ...answered,
      'hook_ended',
      'prompt by itself',
      'model_call_started',
      'turn_ended ok',
    ])
    // Of another kind, of a turn that is not over, or of none.
    const others = [hook('hook.start', 'h3', { hookType: 'preToolUse' }), hook('hook.end', 'h3')]
    expect(read(prompt, ...hooks, ...others, hook('hook.end', 'h1'))).toEqual(['prompt'])
    expect(read(...turn, prompt, hook('hook.end', 'h1'))).toEqual([...answered, 'prompt'])
  })

  test('names its prompt, and promises its end', () => {
    const record = { type: 'user.message', data: { interactionId: 'i1' } }
    expect(copilotJournals.createReader()(record)).toEqual({
      kind: 'prompt',
      promptId: 'i1',
      endTold: true,
      asksTold: true,
    })
  })

  test('of a sub-agent is none of the session’s', () => {
    const sub = [prompt, call, answers, over].map(([type, data]) => [type, data, { agentId: 'a' }])
    expect(read(...(sub as never as Line[]))).toEqual([])
    expect(read(['assistant.turn_start', { parentToolCallId: 't1' }])).toEqual([])
  })
})

describe('a question', () => {
  test('waits until it is answered, or refused', () => {
    expect(read(requested(), completed('approved'))).toEqual(['blocked', 'unblocked'])
    expect(read(requested(), completed('approved-for-session'))).toEqual(['blocked', 'unblocked'])
    for (const kind of ['cancelled', 'denied-interactively-by-user'])
      expect(read(requested(), completed(kind))).toEqual(['blocked', 'tool_refused'])
  })

  test('beside another is waited for too', () => {
    const both = [requested('r1'), requested('r2')]
    expect(read(...both, completed('approved', 'r2'), completed('approved', 'r1'))).toEqual([
      'blocked',
      'blocked',
      'unblocked',
    ])
  })

  test('of a sub-agent is the person’s too', () => {
    const [type, data = {}] = requested()
    expect(read([type, data, { agentId: 'a' }])).toEqual(['blocked'])
  })

  test('that a hook answered was none', () => {
    expect(read(requested('r1', { resolvedByHook: true }))).toEqual([])
  })

  test('may be a tool itself', () => {
    const tool = { toolCallId: 't1', toolName: 'ask_user' }
    expect(
      read(['tool.execution_start', tool], ['tool.execution_complete', { toolCallId: 't1' }]),
    ).toEqual(['blocked', 'unblocked'])
  })

  test('without an answer is forgotten with its turn, and there are never too many', () => {
    expect(read(requested('r1'), call, requested('r2'), completed('approved', 'r2')).at(-1)).toBe(
      'unblocked',
    )
    const many = Array.from({ length: 40 }, (_, index) => requested(`r${index}`))
    const answersOf = (from: number) =>
      Array.from({ length: 40 - from }, (_, index) => completed('approved', `r${from + index}`))
    const blocked = many.map(() => 'blocked')
    // The last 16 are known, and no others.
    expect(read(...many, ...answersOf(24))).toEqual([...blocked, 'unblocked'])
    expect(read(...many, ...answersOf(25))).toEqual(blocked)
  })
})

describe('the file', () => {
  test('begins with directory and version', () => {
    const data = { sessionId: 's', copilotVersion: '1.0.102', context: { cwd: '/home/me/shop' } }
    expect(copilotJournals.readMeta({ type: 'session.start', data })).toEqual({
      cwd: '/home/me/shop',
      version: '1.0.102',
    })
    expect(copilotJournals.readMeta({ type: 'user.message', data })).toBeUndefined()
    expect(copilotJournals.readMeta({ type: 'session.start', data: {} })).toEqual({})
  })

  test('ends with the session, ahead of its last spans', () => {
    expect(read(['session.shutdown', { shutdownType: 'routine' }])).toEqual(['session_ended'])
    const end = { type: 'session.shutdown', data: {} }
    expect(copilotJournals.createReader()(end)).toMatchObject({ stopsTurn: true, ahead: true })
  })

  test('holds more that is not read', () => {
    for (const type of ['system.message', 'session.usage_record', 'tool.execution_partial_result'])
      expect(`{"type":"${type}","data":{}}`).not.toMatch(copilotJournals.head)
    const readRecord = copilotJournals.createReader()
    for (const [type, data = {}] of [answers, requested()]) readRecord({ type, data })
    expect(readRecord({ type: 'constructor' })).toBeUndefined()
    expect(readRecord({ type: 'permission.requested', data: 'x' })).toMatchObject({
      kind: 'blocked',
      what: 'tool',
    })
    // What went before is still known.
    expect(readRecord({ type: 'assistant.turn_end' })).toMatchObject({ outcome: 'ok' })
    readRecord({ type: 'permission.requested' })
    readRecord({ type: 'constructor' })
    expect(readRecord({ type: 'abort' })).toMatchObject({ outcome: 'denied' })
  })
})
