// Bodies in every wrapping, of every size, and those that never come.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { constants, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  connectTo,
  head,
  jsonLogsOf,
  jsonType,
  logsOf,
  openReceiver,
  post,
  protobufType,
  sessionsOf,
  type TestReceiver,
} from './support.ts'

const as = (coding: string, type = protobufType) => ({ ...type, 'content-encoding': coding })

describe('compressed', () => {
  test.each([
    ['identity', logsOf('a'), as('identity')],
    ['gzip', gzipSync(logsOf('a')), as('gzip')],
    ['x-gzip in capitals', gzipSync(logsOf('a')), as('X-GZIP')],
    ['gzip without the header', gzipSync(logsOf('a')), protobufType],
    ['gzip that claims to be identity', gzipSync(logsOf('a')), as('identity')],
    ['gzipped JSON without the header', gzipSync(jsonLogsOf('a')), jsonType],
    ['deflate', deflateSync(logsOf('a')), as('deflate')],
    ['bare deflate', deflateRawSync(logsOf('a')), as('deflate')],
    ['zstd', zstdCompressSync(logsOf('a')), as('zstd')],
    ['zstd JSON', zstdCompressSync(jsonLogsOf('a')), as('zstd', jsonType)],
  ])('%s', async (_, body, headers) => {
    const receiver = await openReceiver()
    expect(await post(receiver, '/v1/logs', body, headers)).toHaveProperty('status', 200)
    await receiver.until(() => receiver.batches.length === 1)
    expect(sessionsOf(receiver.batches)).toEqual(['a'])
    // What `record` keeps is the plain body.
    expect(Buffer.from(receiver.requests[0]!.body).includes('session.id')).toBe(true)
  })

  test('with nothing in it', async () => {
    const receiver = await openReceiver()
    expect(await post(receiver, '/v1/logs', '', as('gzip'))).toHaveProperty('status', 200)
    expect(await post(receiver, '/v1/logs', gzipSync(''), as('gzip'))).toHaveProperty('status', 200)
  })

  test.each([
    ['gzip', gzipSync(logsOf('a', 'b', 'c'))],
    ['deflate', deflateSync(logsOf('a', 'b', 'c'))],
    ['zstd', zstdCompressSync(logsOf('a', 'b', 'c'))],
  ])('%s, cut at every place', async (coding, body) => {
    const receiver = await openReceiver()
    for (let length = 1; length < body.length; length += 3) {
      const response = await post(receiver, '/v1/logs', body.subarray(0, length), as(coding))
      expect(response.status).toBe(400)
    }
    expect(receiver.batches).toHaveLength(0)
  })
})

describe('too large', () => {
  const statusesIn = (text: string) =>
    Array.from(text.matchAll(/HTTP\/1\.1 (\d+) /g), ([, status]) => Number(status))
  const zeros = Buffer.alloc(64 * 1024 * 1024)
  const level = { level: constants.Z_BEST_SPEED }
  const bombs = {
    gzip: gzipSync(zeros, level),
    deflate: deflateSync(zeros, level),
    zstd: zstdCompressSync(zeros),
  }

  test.each(Object.entries(bombs))('a %s bomb is cut off', async (coding, body) => {
    const receiver = await openReceiver({ limits: { maxDecompressedBytes: 1_000_000 } })
    const response = await post(receiver, '/v1/logs', body, as(coding))
    expect(response.status).toBe(413)
    expect(await post(receiver, '/v1/logs', logsOf('a'))).toHaveProperty('status', 200)
  })

  test('a bomb without the header', async () => {
    const receiver = await openReceiver({ limits: { maxDecompressedBytes: 1_000_000 } })
    expect(await post(receiver, '/v1/logs', bombs.gzip)).toHaveProperty('status', 413)
  })

  test('as its length says, and the connection goes on', async () => {
    const client = await connectTo(await openReceiver({ limits: { maxBodyBytes: 1000 } }))
    const headers = { 'Content-Type': 'application/x-protobuf', 'Content-Length': 5000 }
    client.socket.write(head('POST /v1/logs', headers))
    await client.receive('HTTP/1.1 413 ')
    client.socket.write(Buffer.alloc(5000))
    client.socket.write(head('GET /health'))
    expect(statusesIn(await client.receive('HTTP/1.1 200 '))).toEqual([413, 200])
  })

  test('in chunks', async () => {
    const client = await connectTo(await openReceiver({ limits: { maxBodyBytes: 1000 } }))
    const headers = { 'Content-Type': 'application/x-protobuf', 'Transfer-Encoding': 'chunked' }
    client.socket.write(head('POST /v1/logs', headers))
    for (let chunk = 0; chunk < 5; chunk++) client.socket.write(`190\r\n${'x'.repeat(400)}\r\n`)
    await client.receive('HTTP/1.1 413 ')
    client.socket.write(`0\r\n\r\n${head('GET /health')}`)
    expect(statusesIn(await client.receive('HTTP/1.1 200 '))).toEqual([413, 200])
  })

  test('all together: 503, and a retry later succeeds', async () => {
    const receiver = await openReceiver({ limits: { maxHeldBytes: 3000 } })
    const slow = await connectTo(receiver)
    const headers = { 'Content-Type': 'application/x-protobuf', 'Content-Length': 2500 }
    slow.socket.write(head('POST /v1/logs', headers) + 'x'.repeat(2400))
    const body = Buffer.concat([logsOf('a'), logsOf('b'.repeat(1000))])
    const retry = async (done: (response: Response) => boolean) => {
      for (;;) {
        const response = await post(receiver, '/v1/logs', body)
        if (done(response)) return response
      }
    }
    // The slow sender's bytes may still be on their way.
    const refused = await retry(({ status }) => status === 503)
    expect(refused.headers.get('retry-after')).toBe('1')
    slow.socket.destroy()
    await retry(({ status }) => status === 200)
    const inflated = await post(receiver, '/v1/logs', gzipSync(Buffer.alloc(5000)), as('gzip'))
    expect(inflated.status).toBe(503)
    expect(await post(receiver, '/v1/logs', body)).toHaveProperty('status', 200)
  })
})

describe('slow or broken', () => {
  const half = (length: number) =>
    head('POST /v1/logs', { 'Content-Type': 'application/x-protobuf', 'Content-Length': length })

  async function expectToServe(receiver: TestReceiver): Promise<void> {
    expect(await post(receiver, '/v1/logs', logsOf('after'))).toHaveProperty('status', 200)
    await receiver.until(() => receiver.batches.length > 0)
    expect(sessionsOf(receiver.batches)).toEqual(['after'])
  }

  test('a body that comes byte by byte', async () => {
    const receiver = await openReceiver()
    const client = await connectTo(receiver)
    client.socket.setNoDelay(true)
    const body = logsOf('slow')
    client.socket.write(half(body.length))
    for (const byte of body) {
      await new Promise((done) => client.socket.write(Buffer.of(byte), done))
    }
    await client.receive('HTTP/1.1 200 ')
    await receiver.until(() => receiver.batches.length === 1)
    expect(sessionsOf(receiver.batches)).toEqual(['slow'])
  })

  test('a chunked body', async () => {
    const receiver = await openReceiver()
    const { port } = receiver.source
    const status = await new Promise((done) => {
      const options = { port, method: 'POST', path: '/v1/logs', headers: jsonType }
      const sent = request(options, (response) => {
        response.resume()
        done(response.statusCode)
      })
      for (const byte of jsonLogsOf('chunks')) sent.write(Buffer.of(byte))
      sent.end()
    })
    expect(status).toBe(200)
    await receiver.until(() => receiver.batches.length === 1)
    expect(sessionsOf(receiver.batches)).toEqual(['chunks'])
  })

  test('a body of many pieces takes the memory of its bytes, not that of its pieces', async () => {
    const path = fileURLToPath(new URL('./small-heap.ts', import.meta.url))
    const receiver = fork(path, { execArgv: ['--max-old-space-size=48'], stdio: 'ignore' })
    onTestFinished(() => void receiver.kill('SIGKILL'))
    const [port] = (await once(receiver, 'message')) as [number]
    const client = connect(port, '127.0.0.1')
    const answered = Promise.race([once(client, 'data'), once(receiver, 'exit')])
    client.on('error', () => undefined)
    const headers = { 'Content-Type': 'application/x-protobuf', 'Transfer-Encoding': 'chunked' }
    client.write(head('POST /v1/logs', headers))
    client.write('1\r\n\x0a\r\n'.repeat(1_000_000))
    client.end('0\r\n\r\n')
    const [answer] = await answered
    expect(String(answer)).toMatch(/^HTTP\/1\.1 400 /)
  })

  test('a body whose sender leaves', async () => {
    const receiver = await openReceiver()
    const client = await connectTo(receiver)
    client.socket.write(`${half(1000)}xxx`, () => client.socket.resetAndDestroy())
    await receiver.until(() => receiver.closed.length === 1)
    await expectToServe(receiver)
  })

  test('a body that never comes', async () => {
    const receiver = await openReceiver({
      limits: { requestTimeoutMs: 100, headersTimeoutMs: 50 },
    })
    const client = await connectTo(receiver)
    client.socket.write(`${half(1000)}xxx`)
    expect(await client.ended()).toMatch(/^HTTP\/1\.1 408 /)
    await expectToServe(receiver)
  })

  test('headers that never come', async () => {
    const receiver = await openReceiver({ limits: { headersTimeoutMs: 50 } })
    const [silent, started] = [await connectTo(receiver), await connectTo(receiver)]
    started.socket.write('POST /v1/logs HTTP/1.1\r\nHost:')
    expect(await started.ended()).toMatch(/^HTTP\/1\.1 408 /)
    await silent.ended()
    await expectToServe(receiver)
  })

  test('headers that are too large', async () => {
    const client = await connectTo(await openReceiver())
    client.socket.write(head('POST /v1/logs', { Big: 'x'.repeat(100_000) }))
    expect(await client.ended()).toMatch(/^HTTP\/1\.1 431 /)
  })

  test('many requests at once on one connection', async () => {
    const receiver = await openReceiver()
    const client = await connectTo(receiver)
    const names = Array.from({ length: 50 }, (_, index) => `s${index}`)
    for (const name of names) {
      const body = logsOf(name)
      client.socket.write(Buffer.concat([Buffer.from(half(body.length)), body]))
    }
    await receiver.until(() => receiver.batches.length === names.length)
    expect(sessionsOf(receiver.batches)).toEqual(names)
  })
})
