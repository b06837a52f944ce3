// Copilot CLI's hooks: a file of our own, beside those of the user.

import { join } from 'node:path'
import { toProgramDirectory } from '../runtime/program-directory.ts'
import type { Entry, HookTarget, Places, SettingsFile } from './agent-setup.ts'
import { isObject } from './formats/format.ts'
import { toHookCommand } from './hook-elements.ts'

/** Under these names, and not under `sessionStart` and the like, hooks say what Claude Code's say (1.0.102). */
const HOOKS = [
  'UserPromptSubmit',
  'Notification',
  'PostToolUse',
  'PostToolUseFailure',
  'Stop',
  'SessionStart',
  'SessionEnd',
]

const directory = { variable: 'COPILOT_HOME', folder: '.copilot' }

/** Copilot CLI reads all files in that folder. */
export const copilotHooksFile = (places: Places): SettingsFile => ({
  format: 'json',
  candidates: [join(toProgramDirectory(directory, places), 'hooks', 'otel-ai-monitor.json')],
  entries: () => [],
  hooks: ({ program }) => [{ path: ['version'], value: 1 }, ...HOOKS.map(toEntry(program))],
})

function toEntry(program: HookTarget['program']): (event: string) => Entry {
  const { command, isSame } = toHookCommand('copilot', program)
  return (event) => ({
    path: ['hooks', event],
    value: { type: 'command', bash: command },
    isElement: true,
    accepts: (element) => isObject(element) && isSame(element.bash),
  })
}
