// Claude Code's hooks: one element for each event, beside those of the user.

import type { Entry, HookTarget } from './agent-setup.ts'
import { isSameEndpoint } from './endpoint.ts'
import { isObject, type Json } from './formats/format.ts'
import { quoteWord } from './formats/shell.ts'

const POSTED = ['UserPromptSubmit', 'PermissionRequest', 'Stop', 'StopFailure']
/** Claude Code 2.1 posts nothing when a session starts; of the others it is not known. */
const RUN = ['SessionStart', 'SessionEnd', 'PostToolUse']

/** Claude Code posts no token that it is not told: then the program does, which knows it. */
export function claudeCodeHooks({ endpoint, program, needsToken }: HookTarget): readonly Entry[] {
  const url = `${endpoint}/hooks/claude-code`
  const command = [...program.map(quoteWord), 'hook claude-code'].join(' ')
  const posted = toEntry({ type: 'http', url }, (hook) => isSameEndpoint(hook.url, url))
  const run = toEntry({ type: 'command', command }, (hook) => hook.command === command)
  return [...POSTED.map(needsToken ? run : posted), ...RUN.map(run)]
}

function toEntry(hook: Json, isSame: (hook: Readonly<Record<string, unknown>>) => boolean) {
  return (event: string): Entry => ({
    path: ['hooks', event],
    value: { hooks: [hook] },
    isElement: true,
    accepts: (element) =>
      isForAll(element) && element.hooks.some((one) => isObject(one) && isSame(one)),
  })
}

/** A matcher would leave some out. */
function isForAll(element: unknown): element is { readonly hooks: readonly unknown[] } {
  if (!isObject(element) || !Array.isArray(element.hooks)) return false
  return [undefined, '', '*'].includes(element.matcher as string | undefined)
}
