// Finds which user holds the other end of a loopback connection.

import { open } from 'node:fs/promises'
import { endsOfRow, ownerOfRow, type SocketOwner, toTcp6End, toTcpEnd } from './tcp-table.ts'

/** Both ends of an accepted connection, as node:net names them. */
export interface ConnectionEnds {
  readonly localAddress: string
  readonly localPort: number
  readonly remoteAddress: string
  readonly remotePort: number
}

/**
 * What is known of a peer. `gone`: its socket is listed, but no process holds it
 * any more and its user cannot be told. `unknown`: not on this machine, in
 * another network namespace, or this system has no such table.
 */
export type Peer = ({ readonly kind: 'held' } & SocketOwner) | { readonly kind: 'gone' | 'unknown' }

/** Looks peers up; all look-ups that wait at the same time share one read of the tables. */
export interface PeerLookup {
  /** Never rejects. */
  find(ends: ConnectionEnds): Promise<Peer>
}

interface Search {
  readonly ends: ConnectionEnds
  readonly found: (peer: Peer) => void
}

/**
 * Reading a table costs the kernel some 5 ms however few sockets there are, so
 * it happens on the thread pool and is shared: thousands of connections at once
 * cost a few reads, and none of these holds up the event loop.
 * @param directory where `tcp` and `tcp6` are
 */
export function createPeerLookup(directory = '/proc/net'): PeerLookup {
  let waiting: Search[] = []
  let running = false

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const searches = waiting
      waiting = []
      await searchTables(directory, searches)
    }
    running = false
  }

  return {
    find(ends) {
      return new Promise((found) => {
        waiting.push({ ends, found })
        if (running) return
        running = true
        // Later, so that connections accepted in the same turn are served together.
        setImmediate(() => void run())
      })
    },
  }
}

async function searchTables(directory: string, searches: readonly Search[]): Promise<void> {
  const notInTcp = await searchTable(`${directory}/tcp`, toTcpEnd, searches)
  const inNeither = await searchTable(`${directory}/tcp6`, toTcp6End, notInTcp)
  for (const { found } of inNeither) found({ kind: 'unknown' })
}

const missing = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'])

/** @returns the searches that this table did not answer */
async function searchTable(
  path: string,
  toEnd: typeof toTcpEnd,
  searches: readonly Search[],
): Promise<readonly Search[]> {
  const byEnds = new Map(searches.map((search) => [peerEnds(search.ends, toEnd), search]))
  const rest = new Set(searches)
  byEnds.delete('')
  try {
    if (byEnds.size > 0)
      await eachLine(path, (row) => {
        const ends = endsOfRow(row)
        const search = byEnds.get(ends)
        const owner = search && ownerOfRow(row)
        if (!owner) return
        search.found(toPeer(owner))
        rest.delete(search)
      })
  } catch (error) {
    // No such table (not Linux, IPv6 switched off, /proc hidden): nothing is found in it.
    if (missing.has((error as NodeJS.ErrnoException).code ?? '')) return [...rest]
    // No descriptors are left: another user may have used them up, and must not get in by that.
    for (const { found } of rest) found({ kind: 'gone' })
    return []
  }
  return [...rest]
}

/** The two ends as they stand in the peer's own row, where the local end is the peer's. */
function peerEnds(ends: ConnectionEnds, toEnd: typeof toTcpEnd): string {
  const local = toEnd(ends.remoteAddress, ends.remotePort)
  const remote = toEnd(ends.localAddress, ends.localPort)
  return local === undefined || remote === undefined ? '' : `${local} ${remote}`
}

/** A socket that its process has closed is listed without inode, and with root's uid: it proves nothing. */
function toPeer({ uid, inode }: SocketOwner): Peer {
  return inode === 0 ? { kind: 'gone' } : { kind: 'held', uid, inode }
}

const CHUNK_BYTES = 65_536

/** Calls `visit` for every line of a file, a chunk at a time. */
async function eachLine(path: string, visit: (line: string) => void): Promise<void> {
  await using file = await open(path)
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  let unfinished = ''
  for (;;) {
    const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES)
    if (bytesRead === 0) break
    const lines = (unfinished + chunk.toString('latin1', 0, bytesRead)).split('\n')
    unfinished = lines.pop() ?? ''
    for (const line of lines) visit(line)
  }
  if (unfinished !== '') visit(unfinished)
}
