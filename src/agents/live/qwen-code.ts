// Qwen Code: its registry of running sessions, which tells who is there, but not what they do; and its hooks.

import type { Happening } from '../../domain/event.ts'
import { commonRules, type HookRules, toHooks } from './hooks.ts'

/** As documented (cross-session protocol, schema version 1); checked with 0.24.4, November 2026. */
export const qwenCodeSessions = {
  agent: 'qwen-code',
  variable: 'QWEN_HOME',
  folder: '.qwen',
  file: /^(\d{1,10})(?:-[\da-f]{8})?\.json$/,
  // Other programs that take part in its messages, and the server around its sessions.
  ignored: ['external', 'serve'],
  version: 'qwenVersion',
  statuses: {},
  questions: {},
} as const

const surely = (told: Happening): Happening =>
  told.kind === 'turn_ended' ? { ...told, sure: true } : told

const common = commonRules('prompt_id')

const rules: HookRules = {
  ...common,
  // No error comes this far (read in its code): what failed before was made again.
  Stop: (fields) => surely(common.Stop(fields)),
  // Comes once the person has agreed (observed on 0.24.4).
  PreToolUse: () => ({ kind: 'unblocked' }),
}

export const qwenCodeHooks = toHooks('qwen-code', rules, 'prompt_id')
