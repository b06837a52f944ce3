// Codex: its hooks, and what it passes to the program named as `notify`. Checked: 0.169.0 and 0.171.0.

import {
  commonFields,
  commonRules,
  type HookFields,
  type HookFinding,
  readHook,
  toSessionId,
} from './hooks.ts'

const rules = commonRules('turn_id')

export const codexHooks = {
  agent: 'codex',
  fields: [...commonFields, 'turn_id', 'thread-id', 'type'],
  read: (fields: HookFields): HookFinding | undefined =>
    fields.type === 'agent-turn-complete' ? readNotice(fields) : readHook(rules, fields),
} as const

/**
 * Comes for the hidden threads that make titles too: it shows no session that is
 * not known. Its directory is left out, which is that thread's. It comes for no turn
 * that failed, was stopped or refused (observed): a call that failed was made again.
 */
function readNotice(fields: HookFields): HookFinding | undefined {
  const sessionId = toSessionId(fields['thread-id'])
  if (sessionId === undefined) return undefined
  return {
    sessionId,
    about: {},
    happening: {
      kind: 'turn_ended',
      evidence: 'notify',
      outcome: 'ok',
      sure: true,
      onlyGoodEnds: true,
      lingerMs: 1000,
    },
  }
}
