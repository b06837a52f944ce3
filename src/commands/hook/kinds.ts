// The agents whose hooks are understood.

import { claudeCodeHooks } from '../../agents/live/claude-code.ts'
import { codexHooks } from '../../agents/live/codex.ts'
import { copilotHooks } from '../../agents/live/copilot-hooks.ts'
import { geminiCliHooks } from '../../agents/live/gemini-cli.ts'
import { qwenCodeHooks } from '../../agents/live/qwen-code.ts'

export const hookKinds = [
  claudeCodeHooks,
  codexHooks,
  copilotHooks,
  geminiCliHooks,
  qwenCodeHooks,
] as const
