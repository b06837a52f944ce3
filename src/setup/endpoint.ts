// Endpoints as people write them: the daemon's own, and whether two of them are the same place.

import { toReachable } from '../runtime/reachable.ts'
import { SetupError } from './setup-error.ts'

interface Address {
  readonly host: string
  readonly port: number
}

/**
 * Where agents reach the daemon: `http://127.0.0.1:4318`.
 * @throws {SetupError} where the port is picked anew at every start
 */
export function toEndpoint({ host, port }: Address): string {
  if (port === 0) throw new SetupError('port 0 is another one at every start: give --endpoint')
  const address = toReachable(host)
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`
}

/** Whether it is a URL that OTLP over HTTP can use. */
export function isEndpoint(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === ''
}

/** The URL without a slash at its end. @param url one for which `isEndpoint` is true */
export const trimEndpoint = (url: string): string => new URL(url).href.replace(/\/+$/, '')

/** Whether agents that have this endpoint reach that address. */
export function isEndpointOf(endpoint: string, address: Address): boolean {
  return address.port !== 0 && isSameEndpoint(endpoint, toEndpoint(address))
}

/** `http://localhost:4318/` and `http://127.0.0.1:4318` are the same place. */
export function isSameEndpoint(a: unknown, b: string): boolean {
  return typeof a === 'string' && normalize(a) === normalize(b)
}

function normalize(text: string): string {
  const url = URL.parse(text)
  if (url === null) return text
  if (url.hostname === 'localhost') url.hostname = '127.0.0.1'
  return trimEndpoint(url.href)
}
