// The connection to the daemon, over real sockets.

import { once } from 'node:events'
import { mkdirSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDaemonLink } from '../../src/probe/daemon-link.ts'
import { type Clock, createVirtualClock, systemClock } from '../../src/runtime/clock.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'

async function listen(
  path: string,
): Promise<{ server: Server; sockets: Socket[]; text: () => string }> {
  const sockets: Socket[] = []
  let text = ''
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    socket.setEncoding('utf8').on('data', (more: string) => (text += more))
  })
  server.listen(path)
  await once(server, 'listening')
  onTestFinished(() => stop({ server, sockets }))
  return { server, sockets, text: () => text }
}

async function stop({ server, sockets }: { server: Server; sockets: Socket[] }): Promise<void> {
  for (const socket of sockets) socket.destroy()
  if (!server.listening) return
  server.close()
  await once(server, 'close')
}

function link(socketPath: string, waiting: string[] = [], clock: Clock = systemClock) {
  const changes: (string | true)[] = []
  const opened = openDaemonLink({
    socketPath,
    clock,
    onConnected: () => 'hello\n',
    next: () => waiting.shift() ?? '',
    onCut: () => {},
    onChange: (connected, problem) => changes.push(connected || (problem ?? '')),
  })
  onTestFinished(() => opened[Symbol.dispose]())
  return { opened, changes, waiting }
}

test('says hello first, then what waits, then what comes', async () => {
  const path = join(makeTempDir(), 'probe.sock')
  const { text } = await listen(path)
  const { opened, waiting } = link(path, ['a\n', 'b\n'])
  await until(() => text() === 'hello\na\nb\n')
  waiting.push('c\n')
  opened.wake()
  await until(() => text().endsWith('c\n'))
  expect(text()).toBe('hello\na\nb\nc\n')
})

test('finds a daemon that comes later, also where its directories do', async () => {
  const path = join(makeTempDir(), 'run', 'otel-ai-monitor', 'probe.sock')
  const { changes } = link(path)
  await until(() => changes.length > 0)
  expect(changes[0]).toBe('ENOENT')
  mkdirSync(dirname(path), { recursive: true })
  const { text } = await listen(path)
  await until(() => text() === 'hello\n')
})

test('comes back to a daemon that comes back, long before the longest wait', async () => {
  const path = join(makeTempDir(), 'probe.sock')
  const clock = createVirtualClock(0)
  const first = await listen(path)
  const { changes, opened } = link(path, [], clock)
  await until(() => first.text() !== '')
  await stop(first)
  await until(() => !opened.isConnected)
  for (let failures = 1; failures < 5; failures++) {
    await until(() => changes.filter((change) => change !== true).length === failures)
    if (failures < 4) clock.advanceTo(clock.nextTimerAt()!)
  }
  // By now it would wait for seconds.
  expect(clock.nextTimerAt()! - clock.now()).toBeGreaterThan(2000)
  rmSync(path, { force: true })
  const second = await listen(path)
  await until(() => clock.nextTimerAt()! - clock.now() < 2000)
  clock.advanceTo(clock.nextTimerAt()!)
  await until(() => second.text() === 'hello\n')
})

test('a daemon that does not read is written to no further', async () => {
  const path = join(makeTempDir(), 'probe.sock')
  const { sockets } = await listen(path)
  const line = `${'x'.repeat(65_535)}\n`
  let asked = 0
  const opened = openDaemonLink({
    socketPath: path,
    clock: systemClock,
    onConnected: () => 'hello\n',
    next: () => (asked++ < 1000 ? line : ''),
    onCut: () => {},
    onChange: () => {},
  })
  onTestFinished(() => opened[Symbol.dispose]())
  await until(() => sockets.length > 0)
  sockets[0]?.pause()
  let before = -1
  await until(() => {
    const isStill = asked === before
    before = asked
    for (let n = 0; n < 100; n++) opened.wake()
    return isStill
  })
  expect(asked).toBeLessThan(100)
})

test('what is said to a connection that broke waits for the next one, and what was under way is told', async () => {
  const path = join(makeTempDir(), 'probe.sock')
  const { sockets } = await listen(path)
  const line = `${'x'.repeat(65_535)}\n`
  let asked = 0
  let askedAtEnd = -1
  let cuts = 0
  const opened = openDaemonLink({
    socketPath: path,
    clock: systemClock,
    onConnected: () => 'hello\n',
    next: () => (asked++ < 1000 ? line : ''),
    onCut: () => cuts++,
    onChange: (connected) => connected || (askedAtEnd = asked),
  })
  onTestFinished(() => opened[Symbol.dispose]())
  await until(() => sockets.length > 0)
  sockets[0]!.pause()
  let before = -1
  await until(() => {
    const isStill = asked === before && asked > 0
    before = asked
    return isStill
  })
  sockets[0]!.destroy()
  await until(() => askedAtEnd >= 0)
  expect(askedAtEnd).toBe(before)
  await until(() => cuts === 1)
})
