// Codex's `app-server`: one process that holds the conversations of several terminals, and exports for all of them. Checked: 0.169.0 and 0.171.0.

import { codexProgram } from '../codex.ts'
import { mayRunProgram, type Running } from '../program.ts'
import { directory, type Fields, fieldsOf, text, toFields } from './journal-fields.ts'

const ID = '[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}'

/**
 * It holds `rollout-TIME-ID.jsonl` open for every conversation from its first prompt on, and
 * keeps it, and the conversation, after the terminal is gone (observed on 0.169.0). A
 * conversation that the person takes back to an earlier prompt goes on in a new one,
 * `rollout-TIME-ID_ID.jsonl`, whose second id is the file's own.
 */
export const codexShared = {
  agent: 'codex',
  record: new RegExp(`/rollout-[^/]*?-(${ID})(?:_${ID})?\\.jsonl$`),
  readRecord: (line: string) => readMeta(parse(line)),
  isProgram: (running: Running) => mayRunProgram(codexProgram, running),
  otherUses: new Set([
    'app',
    'app-server',
    'apply',
    'cloud',
    'completion',
    'debug',
    'doctor',
    'e',
    'exec',
    'exec-server',
    'features',
    'login',
    'logout',
    'mcp',
    'mcp-server',
    'remote-control',
    'review',
    'sandbox',
    'update',
    '--no-daemon',
  ]),
  directoryOptions: ['-C', '--cd'],
  variable: 'CODEX_HOME',
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
    return toFields(JSON.parse(line)) ?? {}
  } catch {
    return {}
  }
}
