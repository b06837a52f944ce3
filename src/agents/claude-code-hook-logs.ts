// What Claude Code's log events say of the hooks that it runs.

import { activity, number, type Rule, text } from './definition.ts'
import type { LogRecord } from '../otlp/records.ts'

export const hookStarted: Rule<LogRecord> = (record) => {
  const hook = text(record, 'hook_event') ?? ''
  if (hook === 'PermissionRequest') {
    const what = text(record, 'hook_name')?.split(':')[1] ?? 'tool'
    return { happening: { kind: 'blocked', what } }
  }
  if (hook === 'SessionStart') return { happening: { kind: 'session_started' } }
  return turnHooks.has(hook) ? { happening: { kind: 'hook_started', hook } } : activity
}

/** Hooks that run inside a turn and hold it up. */
const turnHooks = new Set(['UserPromptSubmit', 'PreToolUse', 'PostToolUse', 'Stop', 'PreCompact'])

export const hookEnded: Rule<LogRecord> = (record) => {
  const hook = text(record, 'hook_event') ?? ''
  // One that blocks makes the agent go on.
  if (hook === 'Stop' && (number(record, 'num_blocking') ?? 0) > 0)
    return { happening: { kind: 'hook_ended', hook, goesOn: true } }
  if (hook === 'Stop')
    return {
      happening: {
        kind: 'turn_ended',
        evidence: 'stop_hook',
        onlyGoodEnds: true,
        delegated: 'may_run',
      },
    }
  if (hook === 'StopFailure')
    return {
      happening: {
        kind: 'turn_ended',
        evidence: 'stop_failure_hook',
        outcome: 'error',
        onlyGoodEnds: true,
      },
    }
  // Its spans, and what it used last, leave after its hooks.
  if (hook === 'SessionEnd')
    return { happening: { kind: 'session_ended', reason: 'exited', ahead: true } }
  return turnHooks.has(hook) ? { happening: { kind: 'hook_ended', hook } } : activity
}

export const hookRegistered: Rule<LogRecord> = (record) =>
  text(record, 'hook_event') === 'Stop' ? { happening: { kind: 'turn_end_promised' } } : activity
