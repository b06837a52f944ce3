// Claude Code's hooks: one element for each event, beside those of the user.

import type { Entry, HookTarget } from './agent-setup.ts'
import { toRunEntry } from './hook-elements.ts'

const HOOKS = [
  'UserPromptSubmit',
  'PermissionRequest',
  'Elicitation',
  'ElicitationResult',
  'PostToolUse',
  'Stop',
  'StopFailure',
  'SessionStart',
  'SessionEnd',
]

/** It could post most of them itself, but shows an error in every turn while nobody listens (2.1.197). */
export const claudeCodeHooks = ({ program }: HookTarget): readonly Entry[] =>
  HOOKS.map(toRunEntry('claude-code', program))
