// The hooks of Claude Code and its kin in their settings: a list for each event, of which one element is ours.

import type { Entry, HookTarget } from './agent-setup.ts'
import { isSameEndpoint } from './endpoint.ts'
import { isObject, type Json } from './formats/format.ts'
import { quoteWord } from './formats/shell.ts'

type ToEntry = (event: string) => Entry

/** An element that runs this program. */
export function toRunEntry(agent: string, program: HookTarget['program']): ToEntry {
  const command = [...program.map(quoteWord), `hook ${agent}`].join(' ')
  return toHookEntry({ type: 'command', command }, (hook) => hook.command === command)
}

/** Where nothing is said they wait for up to ten minutes: a daemon that hangs would hold the agent up. */
const LIMIT_SECONDS = 1

/** An element that is posted, without a program. */
export function toPostEntry(agent: string, endpoint: string): ToEntry {
  const url = `${endpoint}/hooks/${agent}`
  return toHookEntry({ type: 'http', url, timeout: LIMIT_SECONDS }, (hook) =>
    isSameEndpoint(hook.url, url),
  )
}

function toHookEntry(
  hook: Json,
  isSame: (hook: Readonly<Record<string, unknown>>) => boolean,
): ToEntry {
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
