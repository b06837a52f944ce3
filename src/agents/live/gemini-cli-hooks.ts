// Gemini CLI: its hooks, which have names of their own. Checked: 0.61.0.

import { commonRules, type HookRules, text, toHooks } from './hooks.ts'

const { SessionStart, SessionEnd } = commonRules('')

const rules: HookRules = {
  SessionStart,
  SessionEnd,
  BeforeAgent: () => ({ kind: 'prompt' }),
  // After an error too, of which telemetry tells later; not where the person refused a tool.
  AfterAgent: () => ({
    kind: 'turn_ended',
    evidence: 'stop_hook',
    onlyGoodEnds: true,
    provisional: 'shown',
    lingerMs: 1000,
  }),
  Notification: (fields) =>
    text(fields, 'notification_type') === 'ToolPermission'
      ? { kind: 'blocked', what: 'permission' }
      : { kind: 'activity' },
  // Nothing tells that the person agreed before the tool has ended: BeforeTool comes ahead of the question.
  AfterTool: () => ({ kind: 'unblocked' }),
}

export const geminiCliHooks = toHooks('gemini-cli', rules, 'notification_type')
