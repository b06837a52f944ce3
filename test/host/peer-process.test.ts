import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createProcessFinder } from '../../src/host/peer-process.ts'
import type { ConnectionEnds, PeerLookup } from '../../src/host/peer-uid.ts'
import { createProc } from '../../src/host/proc.ts'
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
import { fakeProc, writeProc, writeProcess } from './fake-proc.ts'

const uid = process.getuid?.() ?? 0
const connect = `
  const socket = require('node:net').connect(Number(process.argv[1]), process.argv[2])
  socket.on('connect', () => console.log('up'))`

describe.skipIf(!isLinux)('real connections', () => {
  test.each(['127.0.0.1', '::1'])('a child that connects to %s is found', async (host) => {
    const { port, accepted } = await listen(host)
    const child = startNode(connect, [`${port}`, host])
    const finder = createProcessFinder()
    const ends = endsOf(await accepted())
    expect(await finder.find(ends)).toEqual(identify(child.pid))
    const earlier = finder.find(ends)
    expect(await earlier).toEqual(identify(child.pid))
  })

  test('an IPv4 client of a server for both is found', async () => {
    const { port, accepted } = await listen('::')
    const child = startNode(connect, [`${port}`, '127.0.0.1'])
    const finder = createProcessFinder()
    expect(await finder.find(endsOf(await accepted()))).toEqual(identify(child.pid))
  })

  test('one that looks like no agent at all is found', async () => {
    const { port, accepted } = await listen('127.0.0.1')
    const shell = start([
      'bash',
      '-c',
      `exec 9<>/dev/tcp/127.0.0.1/${port}; exec tail -f /dev/null`,
    ])
    const ends = endsOf(await accepted())
    expect((await createProcessFinder().find(ends))?.pid).toBe(shell.pid)
  })

  test('many at once are told apart', async () => {
    const { port, accepted } = await listen('127.0.0.1')
    const finder = createProcessFinder()
    const children = Array.from({ length: 5 }, () => startNode(connect, [`${port}`, '127.0.0.1']))
    const sockets: Socket[] = []
    for (const _ of children) sockets.push(await accepted())
    const found = await Promise.all(sockets.map((socket) => finder.find(endsOf(socket))))
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
    expect((await createProcessFinder().find(endsOf(await accepted())))?.pid).toBe(child.pid)
  })

  test('a peer that has ended is nobody', async () => {
    const { port, accepted } = await listen('127.0.0.1')
    const child = startNode(connect, [`${port}`, '127.0.0.1'])
    const socket = await accepted()
    const ends = endsOf(socket)
    const closed = once(socket.resume(), 'close')
    child.kill('SIGKILL')
    await closed
    expect(await createProcessFinder().find(ends)).toBeUndefined()
  })
})

describe.skipIf(!isLinux)('another user', () => {
  const module = join(import.meta.dirname, '../../src/host/peer-process.ts')
  // Serves two clients: itself, and whoever connects from outside; prints what it finds of both.
  const script = `
    const { createServer, connect } = await import('node:net')
    const { createProcessFinder } = await import(${JSON.stringify(module)})
    const finder = createProcessFinder()
    const server = createServer(async (s) => {
      const { localAddress, localPort, remoteAddress, remotePort } = s
      const found = await finder.find({ localAddress, localPort, remoteAddress, remotePort })
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

describe('an answer', () => {
  const ends: ConnectionEnds = {
    localAddress: '127.0.0.1',
    localPort: 4318,
    remoteAddress: '127.0.0.1',
    remotePort: 50_000,
  }

  function peersWith(inode: number) {
    let count = 0
    const peers: PeerLookup = { find: async () => (count++, { kind: 'held', uid, inode }) }
    return { peers, count: () => count }
  }

  test('holds for its connection while that process lives', async () => {
    const { peers, count } = peersWith(7001)
    const finder = createProcessFinder({ proc: fakeProc({ 5: { sockets: [7001] } }), peers })
    const found = await Promise.all([finder.find(ends), finder.find(ends), finder.find(ends)])
    expect(found.map((process) => process?.pid)).toEqual([5, 5, 5])
    expect(count()).toBe(1)
    // The same ends, but another connection: ports are used again.
    await finder.find({ ...ends })
    expect(count()).toBe(2)
  })

  test('is looked for again when the process has ended and another has the socket', async () => {
    const directory = writeProc({ 5: { sockets: [7001] } })
    const finder = createProcessFinder({ proc: createProc(directory), ...peersWith(7001) })
    expect(await finder.find(ends)).toEqual({ pid: 5, startTime: 1000 })
    rmSync(join(directory, '5'), { recursive: true })
    writeProcess(directory, 5, { startTime: 2000, sockets: [] })
    writeProcess(directory, 6, { startTime: 1500, sockets: [7001] })
    expect(await finder.find(ends)).toEqual({ pid: 6, startTime: 1500 })
    mkdirSync(join(directory, '5/fd'), { recursive: true })
    symlinkSync('socket:[7001]', join(directory, '5/fd/9'))
    expect(await finder.find(ends)).toEqual({ pid: 6, startTime: 1500 })
  })

  test.each(['gone', 'unknown'] as const)('is none for a peer that is %s', async (kind) => {
    const finder = createProcessFinder({
      proc: fakeProc({ 5: { sockets: [0] } }),
      peers: { find: async () => ({ kind }) },
    })
    expect(await finder.find(ends)).toBeUndefined()
  })

  test('is none for a socket that nobody holds any more', async () => {
    const proc = fakeProc({ 5: { sockets: [0] } })
    const finder = createProcessFinder({ proc, peers: peersWith(0).peers })
    expect(await finder.find(ends)).toBeUndefined()
  })
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

function endsOf(socket: Socket): ConnectionEnds {
  const { localAddress = '', localPort = 0, remoteAddress = '', remotePort = 0 } = socket
  return { localAddress, localPort, remoteAddress, remotePort }
}
