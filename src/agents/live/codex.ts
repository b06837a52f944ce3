// Codex: its hooks, and what it passes to the program named as `notify`. Checked: 0.169.0 and 0.171.0.

import {
  commonFields,
  commonRules,
  type HookFields,
  type HookFinding,
  readHook,
  toSessionId,
} from './hooks.ts'
import { directory, type Fields, fieldsOf, text } from './journal-fields.ts'

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
  readRecord: (line: string) => {
    const cwd = readMeta(parse(line))?.cwd
    return cwd === undefined ? undefined : { cwd }
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

/** What the first record of such a file tells; undefined where it is not the conversation of a person. */
export function readMeta(
  record: Fields,
): { readonly cwd: string; readonly version: string | undefined } | undefined {
  const payload = record['type'] === 'session_meta' ? fieldsOf(record, 'payload') : undefined
  const cwd = directory(payload, 'cwd')
  // Threads that the program starts for itself, or for an agent of an agent, have no terminal.
  const isPersons = (payload?.['thread_source'] ?? 'user') === 'user'
  if (!payload || cwd === undefined || !isPersons) return undefined
  return { cwd, version: text(payload, 'cli_version') }
}

function parse(line: string): Fields {
  try {
    return fieldsOf({ record: JSON.parse(line) }, 'record') ?? {}
  } catch {
    return {}
  }
}
