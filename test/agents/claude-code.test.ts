// Claude Code's log records, as the real client sends them.

import { describe, expect, it } from 'vitest'
import type { AttributeValue } from '../../src/otlp/records.ts'
import { eventOf, happeningOf, log, nowMs } from '../interpret/support/records.ts'

type Attributes = Record<string, AttributeValue>

const said = (name: string, attributes: Attributes = {}) =>
  log('claude-code', name, { 'session.id': 's', 'event.sequence': 7, ...attributes })

describe('a model call', () => {
  const call = {
    input_tokens: 102,
    output_tokens: 50,
    cache_read_tokens: 1000,
    cache_creation_tokens: 10,
    cost_usd: 0.0023,
    duration_ms: 1500,
    request_id: 'r1',
    model: 'opus',
    query_source: 'repl_main_thread',
  }

  it('ends with its tokens, and may be followed by text', () => {
    expect(eventOf(said('api_request', call))).toMatchObject({
      helper: false,
      about: { model: 'opus' },
      usage: {
        source: 'logs',
        amount: { input: 102, output: 50, cacheRead: 1000, cacheWrite: 10, costUsd: 0.0023 },
      },
      happening: {
        kind: 'model_call_ended',
        callId: 'r1',
        startedMs: nowMs - 1500,
        text: 'follows',
        sub: false,
        decisionsTold: true,
      },
    })
    expect(happeningOf(said('assistant_response', call))).toEqual({
      kind: 'model_text',
      callId: 'r1',
    })
  })

  it.each([
    ['repl_main_thread', { helper: false, sub: false }],
    ['repl_main_thread:outputStyle:x', { helper: false, sub: false }],
    ['sdk', { helper: false, sub: false }],
    ['generate_session_title', { helper: true, sub: false }],
    ['compact', { helper: true, sub: false }],
    ['agent:builtin:general-purpose', { helper: false, sub: true }],
  ])('of %s is told apart', (query_source, { helper, sub }) => {
    const event = eventOf(said('api_request', { ...call, query_source }))
    expect(event).toMatchObject({ helper, foreignModel: sub, happening: { sub } })
    const response = eventOf(said('assistant_response', { ...call, query_source }))
    expect(response).toMatchObject({ helper, foreignModel: sub })
  })

  it('of a run without a terminal mostly has nobody to ask', () => {
    const unattended = (query_source: string) =>
      happeningOf(said('api_request', { ...call, query_source }))
    expect(unattended('sdk')).toMatchObject({ decisionsTold: true, unattended: true })
    expect(unattended('repl_main_thread')).toMatchObject({ decisionsTold: true, unattended: false })
  })

  it('without a source is the conversation’s own', () => {
    expect(eventOf(said('api_request')).helper).toBe(false)
  })

  it('that failed for good is an error', () => {
    expect(eventOf(said('api_error', { status_code: 529, 'prompt.id': 'p1' }))).toMatchObject({
      counters: { errors: 1 },
      happening: { kind: 'model_call_failed', final: true, promptId: 'p1' },
    })
    expect(eventOf(said('api_error', { query_source: 'compact' })).helper).toBe(true)
  })
})

describe('a tool', () => {
  const bash = { tool_name: 'Bash', tool_use_id: 't1' }

  it.each([
    [
      { decision: 'accept', source: 'config' },
      { kind: 'tool_started', byUser: false },
    ],
    [
      { decision: 'accept', source: 'user_temporary' },
      { kind: 'tool_started', byUser: true },
    ],
    [
      { decision: 'reject', source: 'user_reject' },
      { kind: 'tool_refused', byUser: true },
    ],
    [
      { decision: 'reject', source: 'config' },
      { kind: 'tool_refused', byUser: false },
    ],
  ])('is decided on: %j', (attributes, expected) => {
    const happening = happeningOf(said('tool_decision', { ...bash, ...attributes }))
    expect(happening).toMatchObject({ ...expected, toolId: 't1', tool: 'Bash', delegates: false })
  })

  it.each(['Agent', 'Task'])('named %s hands the work on', (tool_name) => {
    const record = said('tool_decision', { ...bash, tool_name, decision: 'accept' })
    expect(happeningOf(record)).toMatchObject({ delegates: true, endIsTold: true, sub: false })
  })

  it("is known as a sub-agent's where that is named", () => {
    const record = said('tool_decision', { ...bash, decision: 'accept', agent_id: 'a1' })
    expect(happeningOf(record)).toMatchObject({ delegates: false, sub: true })
  })

  it('ends in the background, unless the main thread waited for it', () => {
    const done = (is_async: boolean) => happeningOf(said('subagent_completed', { is_async }))
    expect(done(true)).toEqual({ kind: 'sub_agent_ended' })
    expect(done(false)).toEqual({ kind: 'activity' })
  })

  it('ends, well or not', () => {
    expect(eventOf(said('tool_result', { ...bash, success: 'true' }))).toMatchObject({
      counters: { toolCalls: 1, errors: 0 },
      happening: { kind: 'tool_ended', toolId: 't1', tool: 'Bash', ok: true },
    })
    expect(eventOf(said('tool_result', { success: 'false' }))).toMatchObject({
      counters: { toolCalls: 1, errors: 1 },
      happening: { kind: 'tool_ended', toolId: '', tool: 'tool', ok: false },
    })
  })

  it('may be the answer itself', () => {
    const answers = (tool_name: string, success: string) =>
      happeningOf(said('tool_result', { tool_name, success }))
    expect(answers('StructuredOutput', 'true')).toMatchObject({ answers: true })
    expect(answers('StructuredOutput', 'false')).toMatchObject({ answers: false })
    expect(answers('Bash', 'true')).toMatchObject({ answers: false })
  })
})

describe('a hook', () => {
  const start = (hook_event: string, more = {}) =>
    happeningOf(said('hook_execution_start', { hook_event, ...more }))
  const complete = (hook_event: string, more = {}) =>
    happeningOf(said('hook_execution_complete', { hook_event, ...more }))

  it('asks the person', () => {
    const hook_name = 'PermissionRequest:Bash'
    expect(start('PermissionRequest', { hook_name })).toEqual({ kind: 'blocked', what: 'Bash' })
    expect(start('PermissionRequest')).toEqual({ kind: 'blocked', what: 'tool' })
  })

  it('ends the turn, unless it blocks that', () => {
    const ended = {
      kind: 'turn_ended',
      evidence: 'stop_hook',
      onlyGoodEnds: true,
      delegated: 'may_run',
    }
    expect(complete('Stop', { num_blocking: '0' })).toEqual(ended)
    expect(complete('Stop')).toEqual(ended)
    expect(complete('Stop', { num_blocking: '1' })).toEqual({
      kind: 'hook_ended',
      hook: 'Stop',
      goesOn: true,
    })
    expect(complete('StopFailure')).toMatchObject({ kind: 'turn_ended', outcome: 'error' })
  })

  it('begins and ends the session', () => {
    expect(start('SessionStart')).toEqual({ kind: 'session_started' })
    expect(complete('SessionEnd')).toEqual({ kind: 'session_ended', reason: 'exited', ahead: true })
  })

  it('ends the session that a command leaves, under whose name it runs', () => {
    const begin = (hook_name: string, more = {}) => start('SessionStart', { hook_name, ...more })
    const inside = { 'prompt.id': 'p1' }
    const left = { kind: 'session_ended', reason: 'superseded', betweenTurns: true }
    expect(begin('SessionStart:fork', inside)).toEqual(left)
    expect(begin('SessionStart:resume', inside)).toEqual(left)
    // Of the new one: its program starts with it, or it has its own name.
    for (const begun of [begin('SessionStart:resume'), begin('SessionStart:clear', inside)])
      expect(begun).toEqual({ kind: 'session_started' })
  })

  it('holds the turn where it runs inside of one', () => {
    expect(start('PreToolUse')).toEqual({ kind: 'hook_started', hook: 'PreToolUse' })
    expect(complete('PreToolUse')).toEqual({ kind: 'hook_ended', hook: 'PreToolUse' })
    expect([start('Notification').kind, complete('').kind]).toEqual(['activity', 'activity'])
  })

  it('promises exact ends where one for Stop is registered', () => {
    expect(happeningOf(said('hook_registered', { hook_event: 'Stop' })).kind).toBe(
      'turn_end_promised',
    )
    expect(happeningOf(said('hook_registered', { hook_event: 'PreToolUse' })).kind).toBe('activity')
  })
})

describe('a compaction', () => {
  it.each([
    [{ trigger: 'manual', success: 'true', duration_ms: '2000' }, 'ok'],
    [{ trigger: 'manual', success: 'false', duration_ms: '2000' }, 'error'],
    [{ trigger: 'manual', success: 'false', duration_ms: '3' }, 'void'],
  ])('by hand is a turn: %j', (attributes, outcome) => {
    expect(happeningOf(said('compaction', attributes))).toMatchObject({
      kind: 'turn_ended',
      evidence: 'compaction',
      outcome,
      alone: true,
    })
  })

  it('of its own accord is part of one', () => {
    const happening = happeningOf(said('compaction', { trigger: 'auto' }))
    expect(happening).toEqual({ kind: 'model_call_started', begins: false })
  })
})

it('any other log shows that the session is alive', () => {
  expect(happeningOf(said('at_mention'))).toEqual({ kind: 'activity' })
})
