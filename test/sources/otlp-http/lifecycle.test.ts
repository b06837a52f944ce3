// Opening, answering before anything else happens, and closing without loss.

import { createServer } from 'node:net'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { describe, expect, onTestFinished, test } from 'vitest'
import { CannotListenError, PortInUseError } from '../../../src/sources/otlp-http.ts'
import { connectTo, head, logsOf, openReceiver, post, sessionsOf } from './support.ts'

describe('a port that cannot be had', () => {
  test('is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    onTestFinished(() => void other.close())
    const { port } = other.address() as { port: number }
    const error = await openReceiver({ port }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(PortInUseError)
    expect(error).toMatchObject({ host: '127.0.0.1', port })
    expect((error as Error).message).toBe(
      `cannot listen on 127.0.0.1 port ${port}: another program is using that port`,
    )
  })

  test('is on an address that this machine does not have', async () => {
    const opening = openReceiver({ host: '192.0.2.1', token: 't' })
    await expect(opening).rejects.toThrow(CannotListenError)
    await expect(opening).rejects.toThrow('this machine does not have that address')
  })

  test('is on a name that does not resolve', async () => {
    await expect(openReceiver({ host: 'no-such-host.invalid' })).rejects.toThrow(
      /no-such-host\.invalid.*unknown/,
    )
  })
})

/** Posts from another thread, and wakes the receiver's thread when the answer is there. */
const senderCode = `
  const { workerData: { port, body, answered } } = require('node:worker_threads')
  const socket = require('node:net').connect(port, '127.0.0.1')
  socket.write('POST /v1/logs HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Type: application/x-protobuf\\r\\nContent-Length: ' + body.length + '\\r\\n\\r\\n')
  socket.write(body)
  socket.once('data', () => {
    Atomics.store(answered, 0, 1)
    Atomics.notify(answered, 0)
    socket.destroy()
  })
`

test('the answer is out before the records are handed on', async () => {
  const answered = new Int32Array(new SharedArrayBuffer(4))
  const outcome = Promise.withResolvers<string>()
  const receiver = await openReceiver(
    {},
    {
      // Nothing else runs in this thread meanwhile: an answer still to be written would never come.
      onRecords: () => outcome.resolve(Atomics.wait(answered, 0, 0, 20_000)),
    },
  )
  const workerData = { port: receiver.source.port, body: logsOf('a'), answered }
  const worker = new Worker(senderCode, { eval: true, workerData })
  onTestFinished(async () => void (await worker.terminate()))
  expect(await outcome.promise).not.toBe('timed-out')
})

test('batches come in order, each with its connection, and its closing last', async () => {
  const events: string[] = []
  const receiver = await openReceiver(
    {},
    {
      onRecords: ({ origin, records, arrivalMs }) => {
        events.push(`${origin} ${String(records[0]?.attributes['session.id'])}`)
        expect(arrivalMs).toBe(42)
      },
      onConnectionClosed: (origin) => events.push(`${origin} closed`),
      now: () => 42,
    },
  )
  const client = await connectTo(receiver)
  const origin = `127.0.0.1:${client.socket.localPort}`
  const bodies = ['a', 'b', 'c'].map((session) => logsOf(session))
  for (const body of bodies) {
    const headers = { 'Content-Type': 'application/x-protobuf', 'Content-Length': body.length }
    client.socket.write(Buffer.concat([Buffer.from(head('POST /v1/logs', headers)), body]))
  }
  client.socket.end()
  await client.ended()
  await receiver.source[Symbol.asyncDispose]()
  expect(events).toEqual([`${origin} a`, `${origin} b`, `${origin} c`, `${origin} closed`])
})

test('requests nobody wants are still told as they came', async () => {
  const receiver = await openReceiver()
  await post(receiver, '/v1/traces', '', {
    'content-type': 'application/x-protobuf',
    'user-agent': 'agent/1',
  })
  await receiver.until(() => receiver.requests.length === 1)
  expect(receiver.batches).toHaveLength(0)
  expect(receiver.requests).toMatchObject([
    {
      signal: 'traces',
      encoding: 'protobuf',
      userAgent: 'agent/1',
      remotePort: expect.any(Number),
    },
  ])
})

describe('closing', () => {
  test('delivers what was answered, closes idle connections, and may be repeated', async () => {
    const receiver = await openReceiver()
    const idle = await connectTo(receiver)
    await post(receiver, '/v1/logs', logsOf('a'))
    await receiver.source[Symbol.asyncDispose]()
    await receiver.source[Symbol.asyncDispose]()
    await idle.ended()
    expect(sessionsOf(receiver.batches)).toEqual(['a'])
    expect(receiver.source.counters().connections.open).toBe(0)
  })

  test('does not wait for a sender that hangs', async () => {
    const receiver = await openReceiver()
    const client = await connectTo(receiver)
    const headers = { 'Content-Type': 'application/x-protobuf', 'Content-Length': 1000 }
    client.socket.write(`${head('POST /v1/logs', headers)}xxx`)
    await receiver.source[Symbol.asyncDispose]()
    expect(await client.ended()).toBe('')
    expect(receiver.batches).toEqual([])
  })
})

describe('very many records in one request', () => {
  const names = Array.from({ length: 40_000 }, (_, at) => `s${at}`)

  test('do not hold up an answer, and keep their order', async () => {
    const seen: unknown[] = []
    const { promise: isDone, resolve: done } = Promise.withResolvers<void>()
    let onFirst = () => undefined as void
    const receiver = await openReceiver(
      {},
      {
        onRecords({ records }) {
          if (seen.length === 0) onFirst()
          seen.push(...records.map(({ attributes }) => attributes['session.id']))
          // As slow as it may be before others have their turn.
          for (const endMs = performance.now() + 60; performance.now() < endMs;);
          if (seen.at(-1) === 'next') done()
        },
      },
    )
    const other = await connectTo(receiver)
    other.socket.write(head('GET /nowhere'))
    await other.receive('HTTP/1.1 404 ')
    onFirst = () => {
      other.socket.write(head('GET /health'))
      void other.receive('HTTP/1.1 200 ').then(() => seen.push('answered'))
    }
    await post(receiver, '/v1/logs', logsOf(...names))
    await post(receiver, '/v1/logs', logsOf('next'))
    await isDone
    expect(seen.filter((name) => name !== 'answered')).toEqual([...names, 'next'])
    expect(seen.indexOf('answered')).toBeGreaterThan(0)
    expect(seen.indexOf('answered')).toBeLessThan(names.length)
  })

  test('are taken in before the end', async () => {
    const receiver = await openReceiver()
    await post(receiver, '/v1/logs', logsOf(...names))
    await receiver.source[Symbol.asyncDispose]()
    expect(sessionsOf(receiver.batches)).toEqual(names)
  })
})
