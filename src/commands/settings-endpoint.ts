// Whether an endpoint is the one of the settings: a command without flags, such as the hook's, sends there.

import { readReceiverAddress } from '../config/address.ts'
import { toSettingsPlace } from '../config/place.ts'
import { appPaths } from '../runtime/paths.ts'
import { isEndpointOf } from '../setup/endpoint.ts'
import type { CommandIo } from './command.ts'

/** @returns false also where the settings' address cannot be told without their schema */
export function isOfSettings(endpoint: string, { env }: Pick<CommandIo, 'env'>): boolean {
  const address = readReceiverAddress(toSettingsPlace(env, appPaths(env).configDir), env)
  return address !== undefined && isEndpointOf(endpoint, address)
}
