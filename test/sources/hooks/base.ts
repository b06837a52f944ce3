// The fields that all hooks of an agent have.

/** What Claude Code sends with every hook. */
export const base = {
  session_id: 'abc',
  transcript_path: '/home/me/.claude/projects/p/abc.jsonl',
  cwd: '/home/me/p',
  prompt_id: 'p-1',
  permission_mode: 'default',
}
