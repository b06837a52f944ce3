// Decides who may talk to the receiver: no browser pages, and only holders of the token if there is one.

import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import { Problem } from './problem.ts'

/** @throws {Problem} 401 or 403 for a request that may not be served */
export type AccessCheck = (headers: IncomingHttpHeaders) => void

/**
 * Browsers send `Origin` with every POST to another site, and a page that makes
 * its own name resolve to this machine (DNS rebinding) still sends that name as
 * `Host`. Where a token is required no page can know it, and any name will do.
 * @param host as configured
 */
export function createAccessCheck(host: string, token: string | undefined): AccessCheck {
  const expected = token === undefined ? undefined : digest(token)
  let lastTrusted: string | undefined

  function checkHost(name: string): void {
    if (name === lastTrusted) return
    if (!isTrustedHost(name, host)) throw new Problem(403, 'unknown host name')
    lastTrusted = name
  }

  return (headers) => {
    if (headers.origin !== undefined)
      throw new Problem(403, 'web pages may not talk to this server')
    if (expected === undefined) checkHost(headers.host ?? '')
    else checkToken(headers.authorization, expected)
  }
}

/** An address cannot be rebound; of names, only those that always mean this machine. */
function isTrustedHost(header: string, configured: string): boolean {
  const name = header
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase()
  return (
    isIP(name) !== 0 ||
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === configured.toLowerCase()
  )
}

function checkToken(authorization: string | undefined, expected: Buffer): void {
  const token = /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1] ?? ''
  if (timingSafeEqual(digest(token), expected)) return
  throw new Problem(401, 'bearer token required', { 'www-authenticate': 'Bearer' })
}

/** Of one length whatever was sent, as the comparison in constant time needs. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** @param address an IP address */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\./i.test(address)
}
