// Follows the receiver's connections: how many there are, whose they are, and when they close.

import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createPeerLookup, type Peer, type PeerLookup } from '../../host/peer-uid.ts'
import type { SocketOwner } from '../../host/tcp-table.ts'
import type { ReceiverCounters } from './counters.ts'

/** Time a stranger's connection stays open, so that it gets to read its refusal. */
const STRANGER_MS = 1000

/** One sender's connection. */
export interface Connection {
  /** `address:port` of the peer, distinct among open connections. */
  readonly origin: string
  /** Whether its requests are served; a promise until its user is known. */
  allowed: boolean | Promise<boolean>
  /** Closed again as one too many, before anybody was told of it. */
  isSurplus: boolean
}

export interface ConnectionsOptions {
  readonly counters: ReceiverCounters['connections']
  readonly otherUsers: boolean
  /** Connections that are served at the same time. */
  readonly maxConnections: number
  /** Called for a stranger that is one of too many. */
  readonly onCrowd: () => void
  readonly onClosed: (origin: string) => void
  /** Tells whose socket the other end is, where that is known. */
  readonly onPeer?: ((origin: string, peer: SocketOwner) => void) | undefined
  readonly lookup?: PeerLookup
}

/** @returns the connection that a request's socket belongs to */
export function followConnections(
  server: Server,
  options: ConnectionsOptions,
): (socket: Socket) => Connection {
  const { counters, maxConnections, lookup = createPeerLookup() } = options
  const bySocket = new WeakMap<Socket, Connection>()
  const ownUid = process.getuid?.()
  const checksUsers = !options.otherUsers && ownUid !== undefined && process.platform === 'linux'

  let served = 0
  // Whose a connection is becomes known a moment later. Until then as many again may be open, so
  // that strangers do not take the places of those who are served.
  if (checksUsers) server.maxConnections = maxConnections * 2

  function isAllowed(peer: Peer): boolean {
    if (peer.kind === 'unknown') counters.unknown++
    return (
      peer.kind === 'unknown' || (peer.kind === 'held' && (peer.uid === ownUid || peer.uid === 0))
    )
  }

  async function identify(socket: Socket, connection: Connection): Promise<boolean> {
    const peer = await lookup.find(endsOf(socket))
    // A peer that reset the connection is in no table: let its end arrive first.
    if (peer.kind === 'unknown') await nextTurn()
    const allowed = !socket.destroyed && isAllowed(peer)
    connection.isSurplus = allowed && served >= maxConnections
    connection.allowed = allowed && !connection.isSurplus
    if (!allowed) refuse(socket)
    else if (connection.isSurplus) {
      counters.overLimit++
      socket.destroy()
    } else {
      served++
      socket.once('close', () => served--)
      if (peer.kind === 'held') options.onPeer?.(connection.origin, peer)
    }
    return connection.allowed
  }

  /** Among many it gets no time to read its refusal: others need the place. */
  function refuse(socket: Socket): void {
    counters.refused++
    // It went by itself, and may have been anybody's.
    if (socket.destroyed) return
    if (counters.open - served <= maxConnections / 2)
      setTimeout(() => socket.destroy(), STRANGER_MS).unref()
    else {
      socket.destroy()
      options.onCrowd()
    }
  }

  server.on('connection', (socket) => {
    const origin = originOf(socket)
    const connection: Connection = { origin, allowed: true, isSurplus: false }
    if (checksUsers) connection.allowed = identify(socket, connection)
    bySocket.set(socket, connection)
    counters.total++
    counters.open++
    socket.once('close', () => {
      counters.open--
      if (!connection.isSurplus) options.onClosed(origin)
    })
  })
  server.on('drop', () => counters.overLimit++)

  return (socket) => bySocket.get(socket)!
}

function endsOf(socket: Socket) {
  const { localAddress = '', localPort = 0, remoteAddress = '', remotePort = 0 } = socket
  return { localAddress, localPort, remoteAddress, remotePort }
}

function originOf({ remoteAddress = '', remotePort = 0 }: Socket): string {
  return `${remoteAddress}:${remotePort}`
}
