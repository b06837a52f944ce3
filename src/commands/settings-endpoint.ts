// Whether an endpoint is that of the settings alone: where everything goes that has no flags.

import { readReceiverAddress } from '../config/address.ts'
import { toSettingsPlace } from '../config/place.ts'
import { appPaths } from '../runtime/paths.ts'
import { isEndpointOf } from '../setup/endpoint.ts'
import type { CommandIo } from './command.ts'

/** @returns false too where the settings say nothing plain */
export function isOfSettings(endpoint: string, { env }: Pick<CommandIo, 'env'>): boolean {
  const address = readReceiverAddress(toSettingsPlace(env, appPaths(env).configDir), env)
  return address !== undefined && isEndpointOf(endpoint, address)
}
