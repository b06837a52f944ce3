import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { connect, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { createVirtualClock } from '../../src/runtime/clock.ts'
import { openControlSocket } from '../../src/sinks/control-socket.ts'
import type { LineSink } from '../../src/sinks/sink.ts'
import { until } from '../until.ts'
import { ask, openRequest } from './http.ts'
import { startReader } from './reader.ts'
import { createTestContext, numberedLines, type TestContext } from './support.ts'

async function openSocket(): Promise<
  { sink: LineSink; path: string; context: TestContext } & AsyncDisposable
> {
  const context = createTestContext()
  const sink = await openControlSocket({}, context)
  const path = context.paths.controlSocket
  return { sink, path, context, [Symbol.asyncDispose]: () => sink[Symbol.asyncDispose]() }
}

const streamOf = (path: string) =>
  startReader('curl', '-sN', '--unix-socket', path, 'http://daemon/stream')

test('is a 0600 socket in a 0700 directory, alone there, and removed at the end', async () => {
  const { sink, path } = await openSocket()
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
  await sink[Symbol.asyncDispose]()
  expect(existsSync(path)).toBe(false)
})

test('GET /snapshot and /health answer JSON and say the version', async () => {
  await using socket = await openSocket()
  const snapshot = await ask(socket.path, 'GET', '/snapshot')
  expect(snapshot).toMatchObject({ status: 200, body: '{"type":"session_list","sessions":[]}\n' })
  expect(snapshot.headers['x-otel-ai-monitor']).toBe('1.2.3')
  expect((await ask(socket.path, 'GET', '/health?x=1')).body).toBe('{"status":"ok"}\n')
})

test('what it does not have is 404, a wrong method 405', async () => {
  await using socket = await openSocket()
  expect((await ask(socket.path, 'GET', '/nothing')).status).toBe(404)
  const wrong = await ask(socket.path, 'GET', '/ack')
  expect(wrong.status).toBe(405)
  expect(wrong.headers.allow).toBe('POST')
})

test.each(['{"session_id":"a"}', '{"tool":"codex"}', '{"all":true}'])(
  'POST /ack %s',
  async (body) => {
    await using socket = await openSocket()
    const answer = await ask(socket.path, 'POST', '/ack', body)
    expect(answer).toMatchObject({ status: 200, body: '{"acknowledged":1}\n' })
    expect(socket.context.acks).toEqual([JSON.parse(body)])
  },
)

test.each(['', '{', 'null', '{}', '{"all":false}', '{"session":"a"}', '{"session_id":""}'])(
  'POST /ack refuses %j',
  async (body) => {
    await using socket = await openSocket()
    expect((await ask(socket.path, 'POST', '/ack', body)).status).toBe(400)
    expect(socket.context.acks).toEqual([])
  },
)

test.each(['{}', '', 'all'])('POST /ack with %j says what is missing', async (given) => {
  await using socket = await openSocket()
  const { body } = await ask(socket.path, 'POST', '/ack', given)
  expect(JSON.parse(body)).toEqual({ error: 'say which: session_id, tool or all' })
})

test('POST /ack refuses a body that is too large', async () => {
  await using socket = await openSocket()
  expect((await ask(socket.path, 'POST', '/ack', 'x'.repeat(100_000))).status).toBe(413)
})

test('every stream begins with the list and ends properly', async () => {
  const socket = await openSocket()
  const streams = [streamOf(socket.path), streamOf(socket.path), streamOf(socket.path)]
  await until(() => socket.sink.stats().readers === 3)
  socket.sink.write(numberedLines(0, 100, 5000))
  await socket.sink[Symbol.asyncDispose]()
  for (const stream of streams) {
    await stream.ended
    expect(stream.child.exitCode).toBe(0)
    const seen = stream.lines().map((line) => line.type ?? line.n)
    expect(seen).toEqual(['session_list', ...Array(100).keys()])
  }
})

test('a stopped stream loses old lines only, and holds up nobody', async () => {
  await using socket = await openSocket()
  const slow = streamOf(socket.path)
  const quick = streamOf(socket.path)
  await until(() => socket.sink.stats().readers === 2)
  slow.child.kill('SIGSTOP')
  const last = 20_000
  for (let n = 0; n < last; n += 100) {
    socket.sink.write(numberedLines(n, n + 100, 300))
    await until(() => (quick.lines().at(-1)?.n ?? 0) >= n)
  }
  slow.child.kill('SIGCONT')
  await until(() => slow.lines().at(-1)?.n === last - 1)
  const numbers = slow
    .lines()
    .slice(1)
    .map((line) => line.n ?? -1)
  expect(numbers.length).toBeLessThan(last)
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
})

test('a stream whose client is killed is let go', async () => {
  await using socket = await openSocket()
  const stream = streamOf(socket.path)
  await until(() => socket.sink.stats().readers === 1)
  stream.child.kill('SIGKILL')
  await until(() => socket.sink.stats().readers === 0)
  expect(socket.sink.stats().errors).toBe(0)
})

test('a stream is never silent for more than five seconds', async () => {
  const clock = createVirtualClock(0)
  const context = createTestContext(clock)
  await using sink = await openControlSocket({}, context)
  const stream = streamOf(context.paths.controlSocket)
  await until(() => stream.lines().length === 1)
  clock.advanceTo(4000)
  sink.write(numberedLines(0, 1))
  clock.advanceTo(8999)
  await until(() => stream.lines().length === 2)
  clock.advanceTo(9000)
  await until(() => stream.lines().length === 3)
  clock.advanceTo(14_000)
  await until(() => stream.lines().length === 4)
  expect(stream.lines().map((line) => line.type ?? line.n)).toEqual([
    'session_list',
    0,
    'session_list',
    'session_list',
  ])
})

test('there is a limit to streams, and a stream that ends makes room', async () => {
  await using socket = await openSocket()
  const open = await Promise.all(
    Array.from({ length: 64 }, () => openRequest(socket.path, 'GET', '/stream')),
  )
  expect((await ask(socket.path, 'GET', '/stream')).status).toBe(503)
  expect((await ask(socket.path, 'GET', '/health')).status).toBe(200)
  open[0]?.destroy()
  await until(() => socket.sink.stats().readers === 63)
  for (const response of open) response.destroy()
})

test('a client that hangs up in the middle of its request is no error', async () => {
  await using socket = await openSocket()
  const client = connect(socket.path)
  client.end('POST /ack HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"all"')
  await once(client.resume(), 'close')
  await ask(socket.path, 'GET', '/health')
  expect(socket.sink.stats().errors).toBe(0)
  expect(socket.context.acks).toEqual([])
})

test('a socket that is deleted, with its directory or without, comes back', async () => {
  await using socket = await openSocket()
  const stream = streamOf(socket.path)
  await until(() => socket.sink.stats().readers === 1)
  for (const gone of [socket.path, dirname(socket.path)]) {
    rmSync(gone, { recursive: true })
    await until(() => existsSync(socket.path))
    expect((await ask(socket.path, 'GET', '/snapshot')).status).toBe(200)
  }
  // Who was there before is served on.
  socket.sink.write(numberedLines(0, 1))
  await until(() => stream.lines().some(({ n }) => n === 0))
  await socket.sink[Symbol.asyncDispose]()
  expect(existsSync(socket.path)).toBe(false)
})

test('a second daemon is refused and the first goes on', async () => {
  await using socket = await openSocket()
  await expect(openControlSocket({}, socket.context)).rejects.toThrow(/running already/)
  expect((await ask(socket.path, 'GET', '/health')).status).toBe(200)
})

test('the socket of a daemon that was killed is replaced', async () => {
  const context = createTestContext()
  const path = context.paths.controlSocket
  mkdirSync(dirname(path), { mode: 0o700 })
  await makeDeadSocket(path)
  await using sink = await openControlSocket({}, context)
  expect((await ask(path, 'GET', '/health')).status).toBe(200)
  expect(sink.stats().readers).toBe(0)
})

test('a plain file in its place is refused and left untouched', async () => {
  const context = createTestContext()
  mkdirSync(dirname(context.paths.controlSocket), { mode: 0o700 })
  writeFileSync(context.paths.controlSocket, 'precious')
  await expect(openControlSocket({}, context)).rejects.toThrow(/not a socket/)
  expect(readFileSync(context.paths.controlSocket, 'utf8')).toBe('precious')
})

test("a successor's socket is not removed", async () => {
  const socket = await openSocket()
  rmSync(socket.path)
  const successor = createServer().listen(socket.path)
  await once(successor, 'listening')
  await socket.sink[Symbol.asyncDispose]()
  expect(existsSync(socket.path)).toBe(true)
  successor.close()
})

test('a directory that others may enter is refused', async () => {
  const context = createTestContext()
  const dir = dirname(context.paths.controlSocket)
  mkdirSync(dir)
  chmodSync(dir, 0o755)
  await expect(openControlSocket({}, context)).rejects.toThrow(/cannot be trusted/)
})

test('a path too long for a socket is refused with its limit', async () => {
  const context = createTestContext()
  const path = join(context.dir, 'x'.repeat(120))
  await expect(openControlSocket({ path }, context)).rejects.toThrow(/longer than 107 bytes/)
})

/** Leaves a socket file behind as a killed daemon does. */
async function makeDeadSocket(path: string): Promise<void> {
  const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => console.log('up'))`
  const child: ChildProcess = spawn(process.execPath, ['-e', script])
  await once(child.stdout ?? child, 'data')
  child.kill('SIGKILL')
  await once(child, 'close')
}
