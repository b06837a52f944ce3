// What Claude Code's log events say of the hooks that it runs.

import { activity, number, type Rule, text } from './definition.ts'
import type { LogRecord } from '../otlp/records.ts'

/**
 * A command leaves the session for another one. While a turn runs, /exit and /quit end the
 * program without a record, and /clear waits (observed).
 */
export const left = { kind: 'session_ended', betweenTurns: true, reason: 'superseded' } as const

export const hookStarted: Rule<LogRecord> = (record) => {
  const hook = text(record, 'hook_event') ?? ''
  if (hook === 'PermissionRequest') {
    const what = text(record, 'hook_name')?.split(':')[1] ?? 'tool'
    return { happening: { kind: 'blocked', what } }
  }
  if (hook === 'SessionStart')
    return { happening: isLeft(record) ? left : { kind: 'session_started' } }
  return turnHooks.has(hook) ? { happening: { kind: 'hook_started', hook } } : activity
}

/** The commands /branch and /resume start another session, and tell of that as the one they leave (2.1.332). */
const isLeft = (record: LogRecord): boolean =>
  text(record, 'prompt.id') !== undefined &&
  /^SessionStart:(?:fork|resume)$/.test(text(record, 'hook_name') ?? '')

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
