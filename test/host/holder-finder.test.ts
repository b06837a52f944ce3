import { rmSync } from 'node:fs'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createHolderFinder } from '../../src/host/holder-finder.ts'
import { type ConnectionEnds, createPeerLookup } from '../../src/host/peer-uid.ts'
import { createProc, type ProcessId } from '../../src/host/proc.ts'
import {
  has,
  identify,
  isLinux,
  isRoot,
  nextLine,
  NOBODY,
  start,
  startNode,
  unless,
} from './children.ts'
import { writeProc, writeProcess } from './fake-proc.ts'

const uid = process.getuid?.() ?? 0
const connect = `
  const socket = require('node:net').connect(Number(process.argv[1]), process.argv[2])
  socket.on('connect', () => console.log('up'))`

describe.skipIf(!isLinux)('real connections', () => {
  test.each(['127.0.0.1', '::1'])('a child that connects to %s is found', async (host) => {
    const { port, accepted } = await listen(host)
    const child = startNode(connect, [`${port}`, host])
    const findPeer = createPeerFinder()
    const socket = await accepted()
    expect(await findPeer(socket)).toEqual(identify(child.pid))
    expect(await findPeer(socket)).toEqual(identify(child.pid))
  })

  test('an IPv4 client of a server for both is found', async () => {
    const { port, accepted } = await listen('::')
    const child = startNode(connect, [`${port}`, '127.0.0.1'])
    expect(await createPeerFinder()(await accepted())).toEqual(identify(child.pid))
  })

  test('one that looks like no agent at all is found', async () => {
    const { port, accepted } = await listen('127.0.0.1')
    const shell = start([
      'bash',
      '-c',
      `exec 9<>/dev/tcp/127.0.0.1/${port}; exec tail -f /dev/null`,
    ])
    expect((await createPeerFinder()(await accepted()))?.pid).toBe(shell.pid)
  })

  test('many at once are told apart', async () => {
    const { port, accepted } = await listen('127.0.0.1')
    const findPeer = createPeerFinder()
    const children = Array.from({ length: 5 }, () => startNode(connect, [`${port}`, '127.0.0.1']))
    const sockets: Socket[] = []
    for (const _ of children) sockets.push(await accepted())
    const found = await Promise.all(sockets.map(findPeer))
    expect(new Set(found.map((process) => process?.pid))).toEqual(
      new Set(children.map(({ pid }) => pid)),
    )
  })

  test('of a child that was handed the connection and its parent, it is the parent', async () => {
    const { port, accepted } = await listen('127.0.0.1')
    const script = `
      const { spawn } = require('node:child_process')
      const socket = require('node:net').connect(Number(process.argv[1]), '127.0.0.1', () => {
        spawn('tail', ['-f', '/dev/null'], { stdio: ['ignore', 'ignore', 'ignore', socket._handle.fd] })
        console.log('up')
      })`
    const child = startNode(script, [`${port}`], { detached: true })
    onTestFinished(() => void process.kill(-child.pid, 'SIGKILL'))
    await nextLine(child)
    expect((await createPeerFinder()(await accepted()))?.pid).toBe(child.pid)
  })

  test('a peer that has ended is nobody', async () => {
    const { port, accepted } = await listen('127.0.0.1')
    const child = startNode(connect, [`${port}`, '127.0.0.1'])
    const socket = await accepted()
    const { localAddress, localPort, remoteAddress, remotePort } = socket
    const closed = once(socket.resume(), 'close')
    child.kill('SIGKILL')
    await closed
    const ends = { localAddress, localPort, remoteAddress, remotePort }
    expect(await createPeerFinder()(ends)).toBeUndefined()
  })
})

describe.skipIf(!isLinux)('another user', () => {
  const host = join(import.meta.dirname, '../../src/host')
  // Serves two clients: itself, and whoever connects from outside; prints what it finds of both.
  const script = `
    const { createServer, connect } = await import('node:net')
    const { createHolderFinder } = await import(${JSON.stringify(`${host}/holder-finder.ts`)})
    const { createPeerLookup } = await import(${JSON.stringify(`${host}/peer-uid.ts`)})
    const [findHolder, lookup] = [createHolderFinder(), createPeerLookup()]
    const server = createServer(async (s) => {
      const { localAddress, localPort, remoteAddress, remotePort } = s
      const peer = await lookup.find({ localAddress, localPort, remoteAddress, remotePort })
      const found = await findHolder(peer)
      console.log(found?.pid === process.pid ? 'itself' : String(found))
    }).listen(0, '127.0.0.1', () => console.log(server.address().port))`

  async function expectNothingOfOthers(argv: readonly [string, ...string[]]): Promise<void> {
    const server = start([...argv, process.execPath, '--input-type=module', '-e', script], {
      cwd: '/',
    })
    const lines = server.stdout![Symbol.asyncIterator]()
    const port = String((await lines.next()).value).trim()
    startNode(connect, [port, '127.0.0.1'])
    expect(String((await lines.next()).value).trim()).toBe('undefined')
  }

  const nobody = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] as const
  const canBeNobody = isRoot && has('setpriv')
  const reason = unless(canBeNobody, 'needs root and setpriv to be another user')
  test.skipIf(!canBeNobody)(`cannot be looked into, which is no error${reason}`, () =>
    expectNothingOfOthers(nobody),
  )

  const mount = 'mount -t proc -o hidepid=2 proc /proc'
  const canHide = canBeNobody && has(`unshare && unshare -m sh -c '${mount}'`)
  const noHide = unless(canHide, 'cannot mount /proc with hidepid')
  test.skipIf(!canHide)(`is invisible with hidepid=2, which is no error either${noHide}`, () =>
    expectNothingOfOthers(['unshare', '-m', 'sh', '-c', `${mount}; exec "$@"`, 'sh', ...nobody]),
  )
})

test('a process whose number is another one’s by now is not answered again', async () => {
  const directory = writeProc({ 5: { sockets: [7001] } })
  const findHolder = createHolderFinder({ proc: createProc(directory) })
  const socket = { uid, inode: 7001 }
  expect(await findHolder(socket)).toEqual({ pid: 5, startTime: 1000 })
  rmSync(join(directory, '5'), { recursive: true })
  writeProcess(directory, 5, { startTime: 2000, sockets: [] })
  writeProcess(directory, 6, { startTime: 1500, sockets: [7001] })
  expect(await findHolder(socket)).toEqual({ pid: 6, startTime: 1500 })
})

async function listen(host: string) {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    sockets.push(socket)
    server.emit('queued')
  })
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  await once(server.listen(0, host), 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  let taken = 0
  return {
    port: address.port,
    /** The next connection that was accepted. */
    accepted: async (): Promise<Socket> => {
      while (sockets.length <= taken) await once(server, 'queued')
      return sockets[taken++]!
    },
  }
}

/** As a socket has them, until it is closed. */
type Ends = { readonly [Name in keyof ConnectionEnds]?: ConnectionEnds[Name] | undefined }

/** As a session is led to its process: from a connection to its peer's socket, and to whoever holds that. */
function createPeerFinder(): (ends: Ends) => Promise<ProcessId | undefined> {
  const lookup = createPeerLookup()
  const findHolder = createHolderFinder()
  return async ({ localAddress = '', localPort = 0, remoteAddress = '', remotePort = 0 }) => {
    const peer = await lookup.find({ localAddress, localPort, remoteAddress, remotePort })
    return peer.kind === 'held' ? findHolder(peer) : undefined
  }
}
