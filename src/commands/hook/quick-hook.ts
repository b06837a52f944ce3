// `hook` as agents run it, many times a turn: with no flags, and no settings but the daemon's address.

import { hookKinds } from '../../agents/live/index.ts'
import { readReceiverAddress } from '../../config/address.ts'
import { toSettingsPlace } from '../../config/place.ts'
import { appPaths } from '../../runtime/paths.ts'
import type { ProgramIo } from '../command.ts'
import { passHook } from './pass-hook.ts'

/** @returns undefined for other arguments, and where the address cannot be told without the settings' schema */
export async function quickHook(
  args: readonly string[],
  { env, stdin }: Pick<ProgramIo, 'env' | 'stdin'>,
): Promise<number | undefined> {
  const [agent, json, ...others] = args
  const kind = hookKinds.find((one) => one.agent === agent)
  if (kind === undefined || json?.startsWith('-') || others.length > 0) return undefined
  const address = readReceiverAddress(toSettingsPlace(env, appPaths(env).configDir), env)
  return address && passHook({ kind, json, stdin, toAddress: () => address })
}
