// Codex: the rollout file to which it appends all of a conversation. It tells turns, but not what the person is asked. Checked: 0.169.0 and 0.171.0.

import type { Happening } from '../../domain/event.ts'
import { codexShared, readMeta } from './codex.ts'
import { type Fields, fieldsOf, text } from './journal-fields.ts'

const turnEnd = { kind: 'turn_ended', evidence: 'session_file', lingerMs: 1000 } as const

/** By the payload's type. */
const rules: Readonly<Record<string, (payload: Fields) => Happening>> = {
  task_started: (payload) => ({
    kind: 'prompt',
    promptId: text(payload, 'turn_id'),
    endTold: true,
  }),
  task_complete: (payload) => ({
    ...turnEnd,
    outcome: fieldsOf(payload, 'error') ? 'error' : 'ok',
    sure: true,
  }),
  // It says the same whether the person stopped the turn or refused a tool.
  turn_aborted: () => ({ ...turnEnd, outcome: 'interrupted', provisional: true }),
}

export const codexJournals = {
  agent: 'codex',
  variable: codexShared.homeVariable,
  folder: '.codex',
  journals: 'sessions',
  dated: 3,
  // Older versions have none (seen in 0.120.0).
  signs: ['thread-writer-locks'],
  prompts: 'history.jsonl',
  program: /(?:^|\/)codex[^/]*$/,
  held: codexShared.record,
  single: true,
  head: /^\{"timestamp":"[^"]{1,40}",(?:"ordinal":\d{1,15},)?"type":"event_msg","payload":\{"type":"(?:task_started|task_complete|turn_aborted)"/,
  readMeta,
  read<Memory>(record: Fields, memory: Memory) {
    const payload = fieldsOf(record, 'payload') ?? {}
    const type = text(payload, 'type') ?? ''
    return { happening: Object.hasOwn(rules, type) ? rules[type]!(payload) : undefined, memory }
  },
} as const
