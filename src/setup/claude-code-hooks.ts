// Claude Code's hooks: one element for each event, beside those of the user.

import type { Entry, HookTarget } from './agent-setup.ts'
import { toPostEntry, toRunEntry } from './hook-elements.ts'

const POSTED = ['UserPromptSubmit', 'PermissionRequest', 'Stop', 'StopFailure']
/** Claude Code 2.1 posts nothing when a session starts; of the others it is not known. */
const RUN = ['SessionStart', 'SessionEnd', 'PostToolUse']

/** Claude Code posts no token that it is not told: then the program does, which knows it. */
export function claudeCodeHooks({ endpoint, program, needsToken }: HookTarget): readonly Entry[] {
  const posted = toPostEntry('claude-code', endpoint)
  const run = toRunEntry('claude-code', program)
  return [...POSTED.map(needsToken ? run : posted), ...RUN.map(run)]
}
