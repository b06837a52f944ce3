// Looking up real peers, and those in tables made for the purpose.

import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type ConnectionEnds, createPeerLookup } from '../../src/host/peer-uid.ts'
import { isLinux } from './children.ts'
import { makeTempDir } from '../temp-dir.ts'

/** A connection, accepted on `host` and made to `address`; the server's side of it. */
async function accept(
  host: string,
  address = host,
): Promise<{ client: Socket; ends: ConnectionEnds }> {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  const accepted = once(server, 'connection')
  const client = connect((server.address() as { port: number }).port, address)
  onTestFinished(() => void (client.destroy(), server.close()))
  const [socket] = (await accepted) as [Socket]
  socket.on('error', () => undefined)
  const { localAddress = '', localPort = 0, remoteAddress = '', remotePort = 0 } = socket
  return { client, ends: { localAddress, localPort, remoteAddress, remotePort } }
}

describe.skipIf(!isLinux)('a real peer', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '::1'],
    // The server sees ::ffff:127.0.0.1.
    ['::', '127.0.0.1'],
  ])('on %s from %s belongs to this process’ user', async (host, address) => {
    const { ends } = await accept(host, address)
    const peer = await createPeerLookup().find(ends)
    expect(peer).toMatchObject({ kind: 'held', uid: process.getuid?.() })
  })

  test('that is gone is not held', async () => {
    const { client, ends } = await accept('127.0.0.1')
    client.resetAndDestroy()
    await once(client, 'close')
    expect(await createPeerLookup().find(ends)).not.toMatchObject({ kind: 'held' })
  })

  test('is found among many that ask at once', async () => {
    const lookup = createPeerLookup()
    const accepted = await Promise.all(Array.from({ length: 60 }, () => accept('127.0.0.1')))
    const peers = await Promise.all(accepted.map(({ ends }) => lookup.find(ends)))
    const inodes = new Set(peers.map((peer) => peer.kind === 'held' && peer.inode))
    expect(peers.every(({ kind }) => kind === 'held')).toBe(true)
    expect(inodes.size).toBe(60)
  })
})

const ends = (remotePort: number, remoteAddress = '127.0.0.1'): ConnectionEnds => ({
  localAddress: remoteAddress,
  localPort: 4318,
  remoteAddress,
  remotePort,
})

function tables(files: Readonly<Record<string, string>>): string {
  const directory = makeTempDir()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  return directory
}

const row = (local: string, remote: string, uid: number, inode: number) =>
  `   0: ${local} ${remote} 01 00000000:00000000 00:00000000 00000000  ${uid}        0 ${inode} 1 0\n`

describe('a table', () => {
  // Longer than one read, so that rows are cut at its edges.
  const filler = Array.from({ length: 3000 }, (_, index) =>
    row('0100007F:0001', `0100007F:${index.toString(16).padStart(4, '0')}`, 5, 5),
  ).join('')
  const mapped = '0000000000000000FFFF00000100007F'
  const directory = () =>
    tables({
      tcp: `heading\n${filler}${row('0100007F:1388', '0100007F:10DE', 1000, 42)}${row('0100007F:1389', '0100007F:10DE', 0, 0)}${filler}`,
      tcp6: `heading\n${row(`${mapped}:138A`, `${mapped}:10DE`, 1001, 43)}`,
    })

  test.each([
    [5000, { kind: 'held', uid: 1000, inode: 42 }],
    [5001, { kind: 'gone' }],
    [5002, { kind: 'held', uid: 1001, inode: 43 }],
    [5003, { kind: 'unknown' }],
  ])('port %i', async (port, peer) => {
    expect(await createPeerLookup(directory()).find(ends(port))).toEqual(peer)
  })

  test('without a last line break', async () => {
    const tcp = row('0100007F:1388', '0100007F:10DE', 7, 8).trimEnd()
    expect(await createPeerLookup(tables({ tcp })).find(ends(5000))).toMatchObject({ uid: 7 })
  })

  test('the server’s own row is not taken for its peer’s', async () => {
    const tcp = row('0100007F:10DE', '0100007F:1388', 7, 8)
    expect(await createPeerLookup(tables({ tcp })).find(ends(5000))).toEqual({ kind: 'unknown' })
  })

  test('that cannot be read lets nobody in', async () => {
    const unreadable = tables({})
    mkdirSync(join(unreadable, 'tcp'))
    expect(await createPeerLookup(unreadable).find(ends(5000))).toEqual({ kind: 'gone' })
  })

  test('that is not there finds nothing', async () => {
    const lookup = createPeerLookup('/no/such/directory')
    expect(await lookup.find(ends(5000))).toEqual({ kind: 'unknown' })
    expect(await lookup.find(ends(5000, '::1'))).toEqual({ kind: 'unknown' })
    expect(await lookup.find(ends(5000, ''))).toEqual({ kind: 'unknown' })
  })
})
