// Claude Code: the file in which every session notes what it does (undocumented), and its hooks. Checked: 2.1.197, 2.1.332.

import { commonRules, type HookRules, text, toHooks } from './hooks.ts'

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
} as const

/** Types of all that works on in the background; a shell of the agent's holds nothing up. */
const atWork = 'background_tasks[].type'

const { Stop, ...common } = commonRules('prompt_id')

const rules: HookRules = {
  ...common,
  Stop: (fields) => {
    const ended = Stop!(fields)
    const hasSubAgents = text(fields, atWork)?.split(' ').includes('subagent') === true
    return ended.kind === 'turn_ended' && hasSubAgents ? { ...ended, delegated: 'run' } : ended
  },
  // A tool asks the person through the program.
  Elicitation: () => ({ kind: 'blocked', what: 'question' }),
  ElicitationResult: () => ({ kind: 'unblocked' }),
}

export const claudeCodeHooks = toHooks('claude-code', rules, 'prompt_id', atWork)
