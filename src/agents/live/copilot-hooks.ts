// GitHub Copilot CLI: its hooks, under the names by which they say nearly what Claude Code's say. Checked: 1.0.102.

import { own } from '../definition.ts'
import { commonRules, type HookFields, type HookRules, text, toHooks } from './hooks.ts'

const questions: Readonly<Record<string, string>> = {
  permission_prompt: 'permission',
  elicitation_dialog: 'question',
}

const rules: HookRules = {
  ...commonRules(''),
  // Comes only where the person is asked; PermissionRequest comes for every tool. Nothing tells
  // that the person agreed before the tool has ended.
  Notification: (fields) => {
    const what = own(questions, text(fields, 'notification_type'))
    return what === undefined ? { kind: 'activity' } : { kind: 'blocked', what }
  },
}

const hooks = toHooks('copilot', rules, 'notification_type', 'parent_agent_id', 'sessionId')

export const copilotHooks = {
  ...hooks,
  // A sub-agent has a session of its own, within its parent's. Notifications always name theirs
  // in `sessionId`, under whichever name the hook was asked for.
  read: (fields: HookFields) => {
    const { parent_agent_id: parent, session_id: id, sessionId } = fields
    return hooks.read({ ...fields, session_id: parent ?? id ?? sessionId ?? '' })
  },
}
