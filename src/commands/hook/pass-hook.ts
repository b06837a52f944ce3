// Passes one hook on to the daemon, and never holds up the agent that runs it.

import type { Readable } from 'node:stream'
import type { hookKinds } from '../../agents/live/index.ts'
import type { ReceiverAddress } from '../../config/address.ts'
import { parseHook } from '../../sources/hooks/parse-hook.ts'
import { postHook } from './post-hook.ts'
import { readJson } from './read-json.ts'

/** For a daemon that hangs: where somebody else than `setup` added the hook, the agent may wait for its end. */
const LIMIT_MS = 2_000

export interface PassedHook {
  readonly kind: (typeof hookKinds)[number]
  /** What the hook says, where it is not on `stdin`. */
  readonly json: string | undefined
  readonly stdin: Readable
  /** May throw. */
  readonly toAddress: () => ReceiverAddress
}

/**
 * Prints nothing, since an agent would take it for a decision, and succeeds
 * whatever happens: no daemon, wrong settings, a text that is no JSON or never ends.
 * @returns the exit code
 */
export async function passHook(hook: PassedHook): Promise<0> {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), LIMIT_MS)
  await pass(hook, limit.signal).catch(() => undefined)
  clearTimeout(timer)
  // The agent may never close its end.
  hook.stdin.destroy()
  return 0
}

async function pass(
  { kind, json, stdin, toAddress }: PassedHook,
  signal: AbortSignal,
): Promise<void> {
  const fields = parseHook(json ?? (await readJson(stdin, signal)), kind.fields)
  if (!fields || !kind.read(fields)) return
  // The fields hold no prompts and no answers. A hook that tells no time happened when this program started.
  const timed = { timestamp: Math.round(performance.timeOrigin), ...fields }
  await postHook(kind.agent, timed, toAddress(), signal)
}
