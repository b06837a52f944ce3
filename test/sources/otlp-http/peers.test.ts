// Whose connections are served: one's own and root's, and those of whom nothing can be known.

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Peer } from '../../../src/host/peer-uid.ts'
import type { SocketOwner } from '../../../src/host/tcp-table.ts'
import { followConnections } from '../../../src/sources/otlp-http/connections.ts'
import { createCounters } from '../../../src/sources/otlp-http/counters.ts'
import { isLinux, isRoot } from '../../host/children.ts'
import { connectTo, logsOf, openReceiver, post, sessionsOf } from './support.ts'

const ownUid = process.getuid?.() ?? -1
const strangerUid = 65_534

interface Outcome {
  readonly allowed: boolean
  readonly counters: ReturnType<typeof createCounters>['connections']
  readonly lookups: number
  /** The sockets that were told of. */
  readonly told: readonly SocketOwner[]
}

/** Connects once to a server whose look-up says `peer`. */
async function verdictOn(peer: Peer, otherUsers = false): Promise<Outcome> {
  const { connections: counters } = createCounters()
  const server: Server = createServer()
  let lookups = 0
  const find = () => {
    lookups++
    return Promise.resolve(peer)
  }
  const told: SocketOwner[] = []
  const onPeer = (_origin: string, owner: SocketOwner) => void told.push(owner)
  const onClosed = () => undefined
  const lookup = { find }
  const bounds = { maxConnections: 10, onCrowd: onClosed }
  const connectionOf = followConnections(server, {
    counters,
    otherUsers,
    onClosed,
    onPeer,
    lookup,
    ...bounds,
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const accepted = once(server, 'connection')
  const client = connect((server.address() as { port: number }).port, '127.0.0.1')
  onTestFinished(() => void (client.destroy(), server.close()))
  const [socket] = (await accepted) as [Socket]
  return { allowed: await connectionOf(socket).allowed, counters, lookups, told }
}

describe.skipIf(!isLinux)('a peer', () => {
  test.each([
    ['of one’s own', { kind: 'held', uid: ownUid, inode: 5 }, true],
    ['of root', { kind: 'held', uid: 0, inode: 5 }, true],
    ['of another user', { kind: 'held', uid: ownUid + 1, inode: 5 }, false],
    ['that nobody holds any more', { kind: 'gone' }, false],
    ['that cannot be found', { kind: 'unknown' }, true],
  ] as const)('%s', async (_, peer, expected) => {
    const { allowed, counters, told } = await verdictOn(peer)
    expect(allowed).toBe(expected)
    // Only of one that is known and served it is to be found out which process it is.
    expect(told).toEqual(expected && peer.kind === 'held' ? [peer] : [])
    expect(counters).toMatchObject({
      refused: expected ? 0 : 1,
      unknown: peer.kind === 'unknown' ? 1 : 0,
    })
  })

  test('is not looked up where every user may send', async () => {
    const { allowed, lookups } = await verdictOn({ kind: 'gone' }, true)
    expect({ allowed, lookups }).toEqual({ allowed: true, lookups: 0 })
  })
})

const senderPath = fileURLToPath(new URL('./sender.ts', import.meta.url))

interface Sent {
  readonly answers: string[]
}

/** Runs the sender in a process of its own, as another user where told. */
function send(options: Record<string, unknown>): { child: ChildProcess; sent: Promise<Sent> } {
  const child = fork(senderPath, [JSON.stringify(options)])
  onTestFinished(() => void child.kill('SIGKILL'))
  const sent = Promise.race([
    once(child, 'message').then(([message]) => message as Sent),
    once(child, 'exit').then(() => ({ answers: [] })),
  ])
  return { child, sent }
}

describe.skipIf(!isLinux || !isRoot)('another user (needs root, to become one)', () => {
  const body = logsOf('stranger').toString('base64')

  test('is refused, and its records are not taken', async () => {
    const receiver = await openReceiver()
    const { port } = receiver.source
    const { answers } = await send({ port, body, uid: strangerUid, connections: 3 }).sent
    expect(answers).toEqual(['403', '403', '403'])
    expect(receiver.requests).toHaveLength(0)
    expect(receiver.source.counters().connections.refused).toBe(3)
    await post(receiver, '/v1/logs', logsOf('own'))
    await receiver.until(() => receiver.batches.length > 0)
    expect(sessionsOf(receiver.batches)).toEqual(['own'])
  })

  test('is refused where it leaves before it can be looked up', async () => {
    const receiver = await openReceiver()
    const { port } = receiver.source
    for (const leaves of ['exit', 'reset', 'end']) {
      await send({ port, body, uid: strangerUid, connections: 20, leaves }).sent
    }
    await receiver.until(() => receiver.closed.length === 60)
    expect(receiver.requests).toHaveLength(0)
  })

  test('loses its connection even if it keeps quiet', async () => {
    const receiver = await openReceiver()
    const { port } = receiver.source
    send({ port, uid: strangerUid, connections: 1, leaves: 'never' })
    await receiver.until(() => receiver.closed.length === 1)
    expect(receiver.source.counters().connections).toMatchObject({ open: 0, refused: 1 })
  })

  test('cannot take up all connections', async () => {
    const receiver = await openReceiver({ limits: { maxConnections: 10 } })
    const { port } = receiver.source
    await send({ port, uid: strangerUid, connections: 15, leaves: 'never' }).sent
    expect(await post(receiver, '/v1/logs', logsOf('own'))).toHaveProperty('status', 200)
    await receiver.untilCounted(({ connections }) => connections.refused === 15)
    expect(receiver.logged).toHaveLength(1)
    expect(receiver.logged[0]).toContain('another user')
  })

  test('is served where the setting says so', async () => {
    const receiver = await openReceiver({ otherUsers: true })
    const { port } = receiver.source
    const { answers } = await send({ port, body, uid: strangerUid, connections: 1 }).sent
    expect(answers).toEqual(['200'])
  })
})

describe('many connections', () => {
  test('2,000 are all served', async () => {
    const receiver = await openReceiver({ limits: { maxConnections: 4000 } })
    const { port } = receiver.source
    const body = logsOf('one of many').toString('base64')
    const { answers } = await send({ port, body, connections: 2000, atOnce: 400 }).sent
    expect(answers.filter((answer) => answer === '200')).toHaveLength(2000)
    expect(receiver.source.counters().connections).toMatchObject({ refused: 0, unknown: 0 })
  })

  test('over the limit are closed at once, and the others served', async () => {
    const receiver = await openReceiver({ limits: { maxConnections: 10 } })
    const first = await connectTo(receiver)
    const { port } = receiver.source
    const { child, sent } = send({ port, connections: 300, leaves: 'never' })
    await sent
    await receiver.untilCounted(({ connections }) => connections.overLimit >= 291)
    first.socket.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await first.receive('HTTP/1.1 200 ')
    child.kill('SIGKILL')
    await receiver.until(() => receiver.closed.length === 9)
    expect(await post(receiver, '/v1/logs', logsOf('a'))).toHaveProperty('status', 200)
  })
})
