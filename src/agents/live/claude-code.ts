// Claude Code: the file in which every session notes what it does, its transcript (both undocumented), and its hooks. Checked: 2.1.197, 2.1.332.

import type { Outcome } from '../../domain/event.ts'
import { commonRules, type HookRules, text, toHooks } from './hooks.ts'
import { type Fields, fieldsOf } from './journal-fields.ts'

/** Stands where the person's words would, once they stopped the turn. */
const STOPPED = /^\[Request interrupted by user(?: for tool use)?\]$/

/** A sub-agent's records are in a transcript of its own; older versions wrote them into this one. */
function readEnd(record: Fields): Outcome | undefined {
  if (record['subtype'] === 'compact_boundary') return 'ok'
  const message = fieldsOf(record, 'message')
  if (!message || record['isSidechain'] === true) return undefined
  if (record['type'] === 'user') return isStop(message['content']) ? 'interrupted' : undefined
  if (record['type'] !== 'assistant') return undefined
  if (record['isApiErrorMessage'] === true) return 'error'
  const reason = message['stop_reason']
  return typeof reason === 'string' && reason !== 'tool_use' ? 'ok' : undefined
}

const isStop = (content: unknown): boolean =>
  Array.isArray(content) &&
  content.some((part: unknown) => STOPPED.test(String(Object(part)['text'])))

export const claudeCodeSessions = {
  agent: 'claude-code',
  variable: 'CLAUDE_CONFIG_DIR',
  folder: '.claude',
  file: /^(\d{1,10})\.json$/,
  ignored: ['daemon', 'daemon-worker'],
  version: 'version',
  // `shell`: the turn is over, and a command goes on in the background.
  statuses: { busy: 'busy', waiting: 'waiting', idle: 'idle', shell: 'idle' },
  questions: {
    'permission prompt': 'permission',
    'sandbox request': 'sandbox',
    'input needed': 'input',
    // Opened by the person: /model, /status and their like.
    'dialog open': '',
  },
  // Written some 100 ms after the status (observed).
  transcripts: { folder: 'projects', readEnd },
} as const

/** The types of all tasks in the background; of these a shell holds nothing up. */
const atWork = 'background_tasks[].type'

const { Stop, ...common } = commonRules('prompt_id')

const rules: HookRules = {
  ...common,
  Stop: (fields) => {
    const ended = Stop(fields)
    const hasSubAgents = text(fields, atWork)?.split(' ').includes('subagent') === true
    return ended.kind === 'turn_ended' && hasSubAgents ? { ...ended, delegated: 'run' } : ended
  },
  // A tool asks the person through the program.
  Elicitation: () => ({ kind: 'blocked', what: 'question' }),
  ElicitationResult: () => ({ kind: 'unblocked' }),
}

export const claudeCodeHooks = toHooks('claude-code', rules, 'prompt_id', atWork)
