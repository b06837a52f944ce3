// Every answer that OTLP/HTTP knows, in the encoding of its request.

import { fileURLToPath } from 'node:url'
import protobuf from 'protobufjs'
import { describe, expect, test } from 'vitest'
import { field, fixed64, number, request } from '../../otlp/support/wire.ts'
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

const status = protobuf
  .loadSync(fileURLToPath(new URL('../../../proto/status.proto', import.meta.url)))
  .lookupType('google.rpc.Status')

async function statusOf(response: Response) {
  const bytes = new Uint8Array(await response.arrayBuffer())
  const isBinary = response.headers.get('content-type') === 'application/x-protobuf'
  const text = Buffer.from(bytes).toString()
  return (isBinary ? status.toObject(status.decode(bytes)) : JSON.parse(text)) as {
    code: number
    message: string
  }
}

const call = ({ source }: TestReceiver, path: string, init: RequestInit) =>
  fetch(`http://127.0.0.1:${source.port}${path}`, init)

describe('200', () => {
  test('with nothing to say: an empty message', async () => {
    const receiver = await openReceiver()
    const binary = await post(receiver, '/v1/logs', logsOf('a'))
    expect(binary.status).toBe(200)
    expect(binary.headers.get('content-type')).toBe('application/x-protobuf')
    expect(await binary.arrayBuffer()).toHaveProperty('byteLength', 0)
    const json = await post(receiver, '/v1/logs', jsonLogsOf('b'), jsonType)
    expect(json.headers.get('content-type')).toBe('application/json')
    expect(await json.json()).toEqual({})
    await receiver.until(() => receiver.batches.length === 2)
    expect(sessionsOf(receiver.batches)).toEqual(['a', 'b'])
  })

  test('with a partial success where something was dropped', async () => {
    const receiver = await openReceiver({ limits: { maxRecords: 1 } })
    const response = await post(receiver, '/v1/logs', jsonLogsOf('a', 'b', 'c'), jsonType)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      partialSuccess: {
        rejectedLogRecords: '2',
        errorMessage: '2 over the limit of 1 a request',
      },
    })
    expect(receiver.source.counters().logs).toEqual({
      requests: 1,
      records: 3,
      rejected: 2,
      bad: 0,
    })
  })

  test('to media types with parameters, and paths with stray slashes', async () => {
    const receiver = await openReceiver()
    const type = { 'content-type': 'Application/JSON; charset=utf-8' }
    expect(await post(receiver, '//v1/logs/', jsonLogsOf('a'), type)).toHaveProperty('status', 200)
    const binary = { 'content-type': 'application/x-protobuf;x=y' }
    expect(await post(receiver, '/v1/logs', logsOf('a'), binary)).toHaveProperty('status', 200)
  })

  test('to an empty body', async () => {
    const receiver = await openReceiver()
    expect(await post(receiver, '/v1/metrics', '')).toHaveProperty('status', 200)
  })

  test('to a POST to / whose body tells what it is', async () => {
    const receiver = await openReceiver()
    expect(await post(receiver, '/', jsonLogsOf('a'), jsonType)).toHaveProperty('status', 200)
    const spans = request([...field(1, '1'.repeat(16)), ...fixed64(7, 1n)])
    expect(await post(receiver, '/', spans)).toHaveProperty('status', 200)
    await receiver.until(() => receiver.requests.length === 2)
    expect(receiver.requests.map(({ signal }) => signal)).toEqual(['logs', 'traces'])
  })
})

describe('400', () => {
  test.each([
    ['binary', 'hello world', protobufType],
    ['JSON', '{"resourceLogs":', jsonType],
    ['JSON that is no object', '[]', jsonType],
    ['binary, of nothing but empty resources', Buffer.alloc(600_002, '\n\0'), protobufType],
    ['JSON nested too deeply', '['.repeat(100_000), jsonType],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0]), { ...protobufType, 'content-encoding': 'gzip' }],
    ['zstd', 'not zstd', { ...protobufType, 'content-encoding': 'zstd' }],
    ['deflate', 'not deflate', { ...jsonType, 'content-encoding': 'deflate' }],
  ])('to malformed %s', async (_, body, headers) => {
    const receiver = await openReceiver()
    const response = await post(receiver, '/v1/logs', body, headers)
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toBe(headers['content-type'])
    expect(await statusOf(response)).toMatchObject({ code: 3 })
    expect(receiver.source.counters().logs).toMatchObject({ requests: 0, bad: 1 })
  })

  test('to what is not HTTP', async () => {
    const client = await connectTo(await openReceiver())
    client.socket.write('\x16\x03\x01 this is not HTTP\r\n\r\n')
    const answer = await client.ended()
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toContain('"code":3')
  })

  test('to gRPC, with a hint in the log, once', async () => {
    const receiver = await openReceiver()
    for (let times = 0; times < 2; times++) {
      const client = await connectTo(receiver)
      client.socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
      expect(await client.ended()).toMatch(/^HTTP\/1\.1 400 /)
    }
    expect(receiver.logged).toHaveLength(1)
    expect(receiver.logged[0]).toContain('http/protobuf')
  })

  test('to a request without Host', async () => {
    const client = await connectTo(await openReceiver())
    client.socket.write('GET /health HTTP/1.1\r\n\r\n')
    expect(await client.receive('\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
  })
})

describe('404', () => {
  test.each(['/v1/profiles', '/v2/logs', '/v1/logs/x', '/favicon.ico'])('to %s', async (path) => {
    const receiver = await openReceiver()
    const response = await post(receiver, path, logsOf('a'))
    expect(response.status).toBe(404)
    expect(await statusOf(response)).toMatchObject({ code: 5 })
  })

  test('to a POST to / whose body does not tell', async () => {
    const receiver = await openReceiver()
    const response = await post(receiver, '/', request(number(99, 1)))
    expect(response.status).toBe(404)
    expect(await statusOf(response)).toMatchObject({ code: 5 })
    expect(await post(receiver, '/', '{}', jsonType)).toHaveProperty('status', 404)
  })
})

describe('405', () => {
  test.each([
    ['GET', '/v1/logs', 'POST'],
    ['HEAD', '/v1/traces', 'POST'],
    ['PUT', '/v1/metrics?x=1', 'POST'],
    ['OPTIONS', '/v1/logs', 'POST'],
    ['GET', '/', 'POST'],
    ['POST', '/health', 'GET, HEAD'],
    ['DELETE', '/health/', 'GET, HEAD'],
  ])('to %s %s', async (method, path, allow) => {
    const response = await call(await openReceiver(), path, { method })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe(allow)
  })
})

describe('415', () => {
  test.each([
    [{ 'content-type': 'text/plain' }],
    [{ 'content-type': 'application/x-www-form-urlencoded' }],
    [{ 'content-type': 'application/jsonp' }],
    [{ 'content-type': '' }],
    [{ ...protobufType, 'content-encoding': 'br' }],
    [{ ...protobufType, 'content-encoding': 'gzip, gzip' }],
  ])('to %j', async (headers) => {
    const receiver = await openReceiver()
    const response = await post(receiver, '/v1/logs', logsOf('a'), headers)
    expect(response.status).toBe(415)
    expect(await statusOf(response)).toMatchObject({ code: 3 })
    expect(receiver.requests).toHaveLength(0)
  })

  test('to a body of no type at all', async () => {
    const client = await connectTo(await openReceiver())
    client.socket.write(`${head('POST /v1/logs', { 'Content-Length': 2 })}{}`)
    expect(await client.receive('}')).toMatch(/^HTTP\/1\.1 415 /)
  })
})

describe('GET /health', () => {
  test('tells the program’s state and the receiver’s counters', async () => {
    const receiver = await openReceiver()
    await post(receiver, '/v1/logs', logsOf('a', 'b'))
    await post(receiver, '/v1/traces', 'no trace')
    const response = await call(receiver, '/health', {})
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(await response.json()).toMatchObject({
      status: 'ok',
      version: '1.2.3',
      receiver: {
        logs: { requests: 1, records: 2, rejected: 0, bad: 0 },
        traces: { requests: 0, records: 0, rejected: 0, bad: 1 },
        connections: { overLimit: 0, refused: 0 },
      },
    })
    expect(await call(receiver, '/health', { method: 'HEAD' })).toHaveProperty('status', 200)
  })

  test('500 is logged and tells nothing', async () => {
    const receiver = await openReceiver(
      {},
      {
        health: () => {
          throw new Error('secret cause')
        },
      },
    )
    const response = await call(receiver, '/health', {})
    expect(response.status).toBe(500)
    expect(await statusOf(response)).toEqual({ code: 13, message: 'internal error' })
    expect(receiver.logged.join()).toContain('secret cause')
  })
})
