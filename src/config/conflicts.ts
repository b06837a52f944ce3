// Settings that are right one by one, and wrong together.

import { isIP } from 'node:net'
import { receiverAddress } from '../sources/otlp-http/address.ts'
import type { Settings } from './settings.ts'

/** @returns what is wrong, and the setting to change; nothing where they go together */
export function findConflicts({ host, token }: Pick<Settings, 'host' | 'token'>): readonly {
  readonly path: readonly string[]
  readonly message: string
}[] {
  if (isLoopback(host) || token !== undefined) return []
  return [
    {
      path: ['host'],
      message: `${host} can be reached from other machines, so set a token as well: token in the settings file, or ${receiverAddress.token.env}`,
    },
  ]
}

function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true
  return isIP(host) === 4 && host.startsWith('127.')
}
