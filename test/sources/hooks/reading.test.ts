// What follows from each agent's hooks.

import { describe, expect, test } from 'vitest'
import { claudeCodeHooks } from '../../../src/agents/live/claude-code.ts'
import { codexHooks } from '../../../src/agents/live/codex-hooks.ts'
import { copilotHooks } from '../../../src/agents/live/copilot-hooks.ts'
import { geminiCliHooks } from '../../../src/agents/live/gemini-cli-hooks.ts'
import { qwenCodeHooks } from '../../../src/agents/live/qwen-code.ts'
import type { Happening } from '../../../src/domain/event.ts'
import type { HookKind } from '../../../src/sources/hooks.ts'
import { base } from './base.ts'

/** What follows from one hook. */
const happening = (agent: HookKind, fields: object) =>
  agent.read(fields as Record<string, string>)?.happening

describe('hooks of Claude Code', () => {
  const tool = { tool_name: 'Bash', tool_use_id: 't-1' }
  const toolEnded = { kind: 'tool_ended', toolId: 't-1', tool: 'Bash', ok: true, sub: false }
  const ended = { kind: 'turn_ended', onlyGoodEnds: true, lingerMs: 1000 }
  const stopped = { ...ended, evidence: 'stop_hook', outcome: 'ok', amongHooks: true }
  test.each<[string, object, Happening | object]>([
    ['UserPromptSubmit', {}, { kind: 'prompt', promptId: 'p-1' }],
    ['PermissionRequest', tool, { kind: 'blocked', what: 'Bash' }],
    ['PreToolUse', tool, { kind: 'activity' }],
    ['PostToolUse', tool, toolEnded],
    ['PostToolUse', { ...tool, agent_id: 'a-1' }, { ...toolEnded, sub: true }],
    ['PostToolUse', { tool_name: 'Bash' }, { kind: 'unblocked' }],
    ['PostToolUseFailure', tool, { ...toolEnded, ok: false }],
    ['Elicitation', {}, { kind: 'blocked', what: 'question' }],
    ['Stop', {}, stopped],
    ['Stop', { stop_hook_active: true }, stopped],
    ['Stop', { 'background_tasks[].type': '' }, stopped],
    ['Stop', { 'background_tasks[].type': 'shell' }, stopped],
    ['Stop', { 'background_tasks[].type': 'shell subagent' }, { ...stopped, delegated: 'run' }],
    ['Stop', { agent_id: 'a-1' }, { kind: 'activity' }],
    ['StopFailure', {}, { ...ended, evidence: 'stop_failure_hook', outcome: 'error' }],
    ['SubagentStop', { agent_id: 'a-1' }, { kind: 'activity' }],
    ['Notification', { notification_type: 'idle_prompt' }, { kind: 'activity' }],
    ['SessionStart', { source: 'startup' }, { kind: 'session_started' }],
    ['SessionEnd', { reason: 'clear' }, { kind: 'session_ended', reason: 'superseded' }],
    [
      'SessionEnd',
      { reason: 'prompt_input_exit' },
      { kind: 'session_ended', reason: 'exited', ahead: true },
    ],
    ['SomethingNew', {}, { kind: 'activity' }],
    ['constructor', {}, { kind: 'activity' }],
  ])('%s %j', (name, fields, expected) => {
    expect(happening(claudeCodeHooks, { ...base, ...fields, hook_event_name: name })).toEqual(
      expected,
    )
  })
})

describe('hooks of Codex', () => {
  test.each<[object, object | undefined]>([
    [
      { hook_event_name: 'UserPromptSubmit', session_id: 'c', turn_id: 't' },
      { kind: 'prompt', promptId: 't' },
    ],
    [
      { hook_event_name: 'Interrupt', session_id: 'c' },
      {
        kind: 'turn_ended',
        evidence: 'interrupt_hook',
        outcome: 'interrupted',
        onlyGoodEnds: true,
        lingerMs: 1000,
      },
    ],
    [
      { type: 'agent-turn-complete', 'thread-id': 'c', cwd: '/tmp' },
      {
        kind: 'turn_ended',
        evidence: 'notify',
        outcome: 'ok',
        sure: true,
        onlyGoodEnds: true,
        lingerMs: 1000,
      },
    ],
    [{ type: 'agent-turn-complete' }, undefined],
    [{ type: 'something-else', 'thread-id': 'c' }, undefined],
  ])('%j', (fields, expected) => {
    expect(happening(codexHooks, fields)).toEqual(expected)
  })
})

describe('hooks of Qwen Code', () => {
  test.each([
    ['UserPromptSubmit', { kind: 'prompt', promptId: 'p-1' }],
    ['PermissionRequest', { kind: 'blocked', what: 'run_shell_command' }],
    ['PreToolUse', { kind: 'unblocked' }],
    ['SessionEnd', { kind: 'session_ended', reason: 'exited', ahead: true }],
    [
      'Stop',
      {
        kind: 'turn_ended',
        evidence: 'stop_hook',
        outcome: 'ok',
        onlyGoodEnds: true,
        lingerMs: 1000,
        amongHooks: true,
        sure: true,
      },
    ],
  ])('%s', (hook_event_name, expected) => {
    const fields = { ...base, hook_event_name, tool_name: 'run_shell_command' }
    expect(happening(qwenCodeHooks, fields)).toEqual(expected)
  })

  test('Stop of a sub-agent ends no turn', () => {
    const fields = { ...base, hook_event_name: 'Stop', agent_id: 'a' }
    expect(happening(qwenCodeHooks, fields)).toEqual({ kind: 'activity' })
  })
})

describe('hooks of Copilot CLI', () => {
  const notified = { hook_event_name: 'Notification', sessionId: 's', cwd: '/p' }

  test.each([
    ['permission_prompt', { kind: 'blocked', what: 'permission' }],
    ['elicitation_dialog', { kind: 'blocked', what: 'question' }],
    ['shell_completed', { kind: 'activity' }],
    [undefined, { kind: 'activity' }],
    ['constructor', { kind: 'activity' }],
  ])('a notification of %s', (notification_type, expected) => {
    const fields = { ...notified, ...(notification_type && { notification_type }) }
    expect(copilotHooks.read(fields)).toMatchObject({ sessionId: 's', happening: expected })
  })

  test('a sub-agent is part of its parent', () => {
    const sub = { session_id: 'a', agent_id: 'a', parent_agent_id: 's' }
    const read = (hook_event_name: string) => copilotHooks.read({ ...sub, hook_event_name })
    expect(read('UserPromptSubmit')).toMatchObject({
      sessionId: 's',
      happening: { kind: 'activity' },
    })
    expect(read('PostToolUse')).toMatchObject({ sessionId: 's', happening: { kind: 'unblocked' } })
  })

  test('a tool that ended was agreed to, and a session without a name is none', () => {
    const ended = { hook_event_name: 'PostToolUse', tool_name: 'Bash' }
    expect(happening(copilotHooks, { ...ended, session_id: 's' })).toEqual({ kind: 'unblocked' })
    expect(happening(copilotHooks, ended)).toBeUndefined()
  })
})

describe('hooks of Gemini CLI', () => {
  test.each([
    ['BeforeAgent', { kind: 'prompt' }],
    ['AfterTool', { kind: 'unblocked' }],
    ['Notification', { kind: 'activity' }],
    ['SessionStart', { kind: 'session_started' }],
  ])('%s', (hook_event_name, expected) => {
    expect(happening(geminiCliHooks, { ...base, hook_event_name })).toEqual(expected)
  })

  test('a notification may be a question', () => {
    const fields = { ...base, hook_event_name: 'Notification', notification_type: 'ToolPermission' }
    expect(happening(geminiCliHooks, fields)).toEqual({ kind: 'blocked', what: 'permission' })
  })

  test('the end of a turn says nothing of how it ended', () => {
    const ended = happening(geminiCliHooks, { ...base, hook_event_name: 'AfterAgent' })
    expect(ended).toMatchObject({ kind: 'turn_ended', provisional: 'shown' })
    expect(ended).not.toHaveProperty('outcome')
  })
})

describe('what a hook tells of its session', () => {
  const about = (fields: object) =>
    claudeCodeHooks.read({ ...base, hook_event_name: 'SessionStart', ...fields })?.about

  test('is where it is, and its model', () => {
    expect(about({ model: 'claude-opus-4-8[1m]' })).toMatchObject({
      cwd: '/home/me/p',
      model: 'claude-opus-4-8',
    })
  })

  test('is not where a sub-agent is', () => {
    expect(about({ model: 'small', agent_id: 'a-1' })).toEqual({})
  })
})
