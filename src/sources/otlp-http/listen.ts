// Opens the receiver's port, and says plainly why that cannot be done.

import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import type { FastifyInstance } from 'fastify'
import { isLoopback } from './access.ts'

/** The receiver cannot listen where it was told to. */
export class CannotListenError extends Error {
  override readonly name: string = 'CannotListenError'
  readonly host: string
  readonly port: number

  constructor(host: string, port: number, reason: string) {
    super(`cannot listen on ${host} port ${port}: ${reason}`)
    this.host = host
    this.port = port
  }
}

/** Another program has the port. */
export class PortInUseError extends CannotListenError {
  override readonly name = 'PortInUseError'

  constructor(host: string, port: number) {
    super(host, port, 'another program is using that port')
  }
}

/** A receiver that other machines can reach needs a token. */
export class UnprotectedHostError extends Error {
  override readonly name = 'UnprotectedHostError'
}

/**
 * Resolves names once, so that what is checked is what is listened on.
 * @throws {UnprotectedHostError} where other machines could reach it without a token
 * @throws {CannotListenError} where the name does not resolve
 */
export async function resolveHost(
  host: string,
  port: number,
  token: string | undefined,
): Promise<string> {
  const resolved = await lookup(host).catch(() => {
    throw new CannotListenError(host, port, 'that name is unknown')
  })
  checkReach(host, resolved.address, token)
  return resolved.address
}

/**
 * Also for an address that the service manager chose.
 * @throws {UnprotectedHostError} where other machines could reach it without a token
 */
export function checkReach(host: string, address: string, token: string | undefined): void {
  if (token !== undefined || isLoopback(address)) return
  throw new UnprotectedHostError(
    `${host} can be reached by other machines: set a token, or listen on 127.0.0.1`,
  )
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'not permitted (ports below 1024 need root)',
  EADDRNOTAVAIL: 'this machine does not have that address',
}

/**
 * @param fd a socket that the service manager listens on already, used instead of host and port
 * @throws {CannotListenError} `PortInUseError` where the port is taken
 */
export async function listen(
  app: FastifyInstance,
  host: string,
  port: number,
  fd?: number,
): Promise<void> {
  if (fd !== undefined) {
    await app.ready()
    app.server.listen({ fd })
    await once(app.server, 'listening')
    return
  }
  try {
    await app.listen({ host, port })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'EADDRINUSE') throw new PortInUseError(host, port)
    const reason = reasons[code]
    throw reason === undefined ? error : new CannotListenError(host, port, reason)
  }
}
