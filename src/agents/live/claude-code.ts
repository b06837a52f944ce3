// Claude Code: the file in which every session notes what it does. Undocumented; checked with 2.1.197, November 2026.

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
