// Codex: its hooks, and what it passes to the program named as `notify`. Checked: 0.169.0.

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
 * not known. Its directory is left out, which is that thread's.
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
      onlyGoodEnds: true,
      lingerMs: 1000,
    },
  }
}

/**
 * Its terminals share an `app-server`, which exports for all of them. That one holds
 * `rollout-TIME-ID.jsonl` open for every conversation from its first prompt on, and
 * keeps it, and the conversation, after the terminal is gone (observed on 0.169.0).
 */
export const codexShared = {
  agent: 'codex',
  record: /\/rollout-[^/]*?-([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\.jsonl$/,
  readRecord(line: string): { readonly cwd: string } | undefined {
    const payload = parseMeta(line)
    const cwd = payload?.['cwd']
    // Threads that the program starts for itself, or for an agent of an agent, have no terminal.
    if ((payload?.['thread_source'] ?? 'user') !== 'user') return undefined
    return typeof cwd === 'string' && cwd.startsWith('/') ? { cwd: cwd.toWellFormed() } : undefined
  },
  program: /^codex/,
  otherUses: new Set(
    'app app-server apply cloud completion debug doctor e exec exec-server features login logout mcp mcp-server remote-control review sandbox update --no-daemon'.split(
      ' ',
    ),
  ),
  directoryOptions: ['-C', '--cd'],
  homeVariable: 'CODEX_HOME',
} as const

function parseMeta(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const { type, payload } = JSON.parse(line) as { type?: unknown; payload?: unknown }
    const isMeta = type === 'session_meta' && typeof payload === 'object' && payload !== null
    return isMeta ? (payload as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
