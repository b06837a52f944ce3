// The hooks of Claude Code and its kin in their settings: a list for each event, of which one element is ours.

import { quoteWord } from '../runtime/quote-word.ts'
import type { Entry, HookTarget } from './agent-setup.ts'
import { isSameEndpoint } from './endpoint.ts'
import { isObject, type Json } from './formats/format.ts'

type ToEntry = (event: string) => Entry

interface HookCommand {
  readonly command: string
  /** Whether another one, added by hand, does the same. */
  readonly isSame: (other: unknown) => boolean
}

/**
 * Runs this program beside the agent's work: agents wait for a hook's end, and its
 * start alone takes longer than all that it does. What it is given to read goes
 * through another descriptor, since shells give programs in the background nothing
 * to read otherwise.
 */
export function toHookCommand(agent: string, program: HookTarget['program']): HookCommand {
  const words = [...program.map((word) => quoteWord(word)), `hook ${agent}`].join(' ')
  const command = `{ ${words} <&3 3<&- >/dev/null 2>&1 & } 3<&0`
  return { command, isSame: (other) => other === command || other === words }
}

/** An element that runs this program. */
export function toRunEntry(agent: string, program: HookTarget['program']): ToEntry {
  const { command, isSame } = toHookCommand(agent, program)
  return toHookEntry({ type: 'command', command }, (hook) => isSame(hook.command))
}

/**
 * Without a timeout agents wait for up to ten minutes, so that a daemon that hangs
 * would hold them up. A machine at its limits needs a tenth of this.
 */
const LIMIT_SECONDS = 0.5

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

/** Whether the element's hooks run for every event: with a matcher they would run for some only. */
function isForAll(element: unknown): element is { readonly hooks: readonly unknown[] } {
  if (!isObject(element) || !Array.isArray(element.hooks)) return false
  return [undefined, '', '*'].includes(element.matcher as string | undefined)
}
