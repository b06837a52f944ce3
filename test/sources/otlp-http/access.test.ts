// Who may post: not web pages, not other machines, and with a token only its holders.

import { describe, expect, test } from 'vitest'
import { UnprotectedHostError } from '../../../src/sources/otlp-http.ts'
import {
  connectTo,
  head,
  jsonLogsOf,
  jsonType,
  logsOf,
  openReceiver,
  post,
  protobufType,
} from './support.ts'

describe('web pages', () => {
  test.each(['https://example.org', 'null', 'http://127.0.0.1:4318'])(
    'Origin %s',
    async (origin) => {
      const receiver = await openReceiver()
      const response = await post(receiver, '/v1/logs', jsonLogsOf('a'), { ...jsonType, origin })
      expect(response.status).toBe(403)
      expect(await response.json()).toMatchObject({ code: 7 })
      expect(receiver.requests).toHaveLength(0)
    },
  )

  test('a preflight is refused without any CORS header', async () => {
    const receiver = await openReceiver()
    const client = await connectTo(receiver)
    client.socket.write(
      head('OPTIONS /v1/logs', {
        Origin: 'https://example.org',
        'Access-Control-Request-Method': 'POST',
      }),
    )
    const answer = await client.receive('}')
    expect(answer).toMatch(/^HTTP\/1\.1 403 /)
    expect(answer.toLowerCase()).not.toContain('access-control')
  })

  test.each([
    ['rebound.example', 403],
    ['rebound.example:4318', 403],
    ['127.0.0.1.example', 403],
    ['localhost.example:80', 403],
    ['', 403],
    ['localhost', 200],
    ['LOCALHOST:4318', 200],
    ['agent.localhost', 200],
    ['127.0.0.1:9', 200],
    ['127.1.2.3', 200],
    ['[::1]:4318', 200],
  ])('Host %j: %i', async (host, status) => {
    const client = await connectTo(await openReceiver())
    client.socket.write(head('GET /health', {}, host))
    expect(await client.receive('}')).toMatch(`HTTP/1.1 ${status} `)
  })
})

describe('with a token', () => {
  const withToken = (authorization: string) => ({ ...protobufType, authorization })

  test.each([
    ['Bearer s3cret', 200],
    ['bearer   s3cret', 200],
    ['Bearer s3cre', 401],
    ['Bearer s3cret2', 401],
    ['Bearer', 401],
    ['Basic s3cret', 401],
    ['s3cret', 401],
  ])('%s: %i', async (authorization, status) => {
    const receiver = await openReceiver({ token: 's3cret' })
    const response = await post(receiver, '/v1/logs', logsOf('a'), withToken(authorization))
    expect(response.status).toBe(status)
  })

  test('its absence names the scheme, for /health as well', async () => {
    const receiver = await openReceiver({ token: 's3cret' })
    const response = await fetch(`http://127.0.0.1:${receiver.source.port}/health`)
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(await response.json()).toMatchObject({ code: 16 })
  })

  test('any Host will do, and a web page still will not', async () => {
    const receiver = await openReceiver({ token: 's3cret', host: '0.0.0.0' })
    const client = await connectTo(receiver)
    client.socket.write(head('GET /health', { Authorization: 'Bearer s3cret' }, 'desk.lan:4318'))
    await client.receive('HTTP/1.1 200 ')
    const headers = { ...withToken('Bearer s3cret'), origin: 'http://desk.lan' }
    expect(await post(receiver, '/v1/logs', logsOf('a'), headers)).toHaveProperty('status', 403)
  })
})

describe('other machines', () => {
  test.each(['0.0.0.0', '::', '192.0.2.1'])('host %s needs a token', async (host) => {
    await expect(openReceiver({ host })).rejects.toThrow(UnprotectedHostError)
    await expect(openReceiver({ host })).rejects.toThrow(/set a token, or listen on 127\.0\.0\.1/)
  })

  test('localhost and ::1 do not', async () => {
    const receiver = await openReceiver({ host: 'localhost' })
    expect(['127.0.0.1', '::1']).toContain(receiver.source.address)
  })
})
