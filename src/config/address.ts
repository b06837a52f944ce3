// The receiver's address from the settings, for those who cannot wait for their schema.

import { receiverAddress } from '../sources/otlp-http/address.ts'
import { findConflicts } from './conflicts.ts'
import { readFileLayer } from './file-layer.ts'
import type { SettingsPlace } from './place.ts'
import type { Settings } from './settings.ts'

export type ReceiverAddress = Pick<Settings, 'host' | 'port' | 'token'>

/**
 * What the schema would say, whatever the other settings are.
 * @returns undefined where it takes the schema to say it
 */
export function readReceiverAddress(
  place: SettingsPlace,
  env: Readonly<Record<string, string | undefined>>,
): ReceiverAddress | undefined {
  const { tree, problems } = readFileLayer(place.file, place.isFileChosen)
  const { host, port, token } = receiverAddress
  const given = { host: host.fallback, port: port.fallback, ...tree }
  const address = {
    host: env[host.env] || given.host,
    port: toPort(env[port.env]) ?? given.port,
    token: env[token.env] || tree.token,
  }
  const isSure = problems.length === 0 && isAddress(address) && findConflicts(address).length === 0
  return isSure ? address : undefined
}

const toPort = (text: string | undefined) =>
  text === undefined || text === '' ? undefined : /^\d+$/.test(text) ? Number(text) : text

type Unknown<Known> = { readonly [Key in keyof Known]: unknown }

function isAddress(address: Unknown<ReceiverAddress>): address is ReceiverAddress {
  const { host, port, token } = address
  return isText(host) && isPort(port) && (token === undefined || isToken(token))
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

const isToken = (value: unknown) => isText(value) && receiverAddress.token.characters.test(value)

const isPort = (value: unknown) =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= receiverAddress.port.max
