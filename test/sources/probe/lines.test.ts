// What may come by the probe's socket, from relays and from others: in pieces, too long, and of any bytes.

import { describe, expect, test } from 'vitest'
import { until } from '../../until.ts'
import { connectRelay } from './relay-client.ts'
import { agent, open } from './support.ts'

describe('lines', () => {
  test('come in any pieces', async () => {
    const { path, told } = await open()
    await using relay = await connectRelay(path)
    relay.greet()
    const line = JSON.stringify({ ...agent, seq: 3, at_us: 1, name: 'clœude' })
    for (const byte of Buffer.from(`${line}\n`)) {
      relay.write(Buffer.of(byte))
      await new Promise((done) => setImmediate(done))
    }
    await until(() => told.length === 1)
    expect(told[0]!.line).toMatchObject({ name: 'clœude' })
  })

  test('of types that are not known are skipped', async () => {
    const { source, path, told } = await open()
    await using relay = await connectRelay(path)
    relay.greet()
    for (let n = 0; n < 100; n++) relay.write('{"type":"weather","seq":4}\n')
    relay.send(agent)
    await until(() => told.length === 1)
    expect(source.stats().bad).toBe(0)
  })

  test('that make no sense are counted, and too many of them end the connection', async () => {
    const { source, path, told, logged } = await open()
    await using relay = await connectRelay(path)
    relay.greet()
    const bad = ['{', '7', 'null', '""', '{"type":"exit","pid":-1}', '{"type":"agent"}', '']
    for (const text of bad) relay.write(`${text}\n`)
    relay.send(agent)
    await until(() => told.length === 1)
    expect(source.stats().bad).toBe(bad.length)
    for (let n = 0; n < 20; n++) relay.write('nonsense\n')
    await relay.closed
    expect(source.stats()).toMatchObject({
      state: 'absent',
      message: expect.stringContaining('20'),
    })
    expect(logged.join('')).toContain('made no sense')
  })

  test('names may be of any bytes', async () => {
    const { path, told } = await open()
    await using relay = await connectRelay(path)
    relay.greet()
    relay.send({ ...agent, name: '"\\\u0000\u001b[31m\u2028' })
    const [before, after] = JSON.stringify({ ...agent, seq: 4, at_us: 1, name: '#' }).split('#')
    relay.write(Buffer.concat([Buffer.from(before!), Buffer.of(0xff, 0xc3), Buffer.from(after!)]))
    relay.write('\n')
    await until(() => told.length === 2)
    expect(told.map(({ line }) => 'name' in line && line.name)).toEqual([
      '"\\\u0000\u001b[31m\u2028',
      '\ufffd\ufffd',
    ])
  })

  test('without end close the connection', async () => {
    const { source, path } = await open()
    await using relay = await connectRelay(path)
    relay.greet()
    relay.write('x'.repeat(1_000_000))
    await relay.closed
    expect(source.stats()).toMatchObject({ bad: 1, message: 'a line without end' })
  })
})

describe('who is no relay', () => {
  test('is shown the door at its first line', async () => {
    const { source, path, told } = await open()
    await using http = await connectRelay(path)
    http.write('GET / HTTP/1.1\r\n\r\n')
    await http.closed
    await using mute = await connectRelay(path)
    mute.send(agent)
    await mute.closed
    expect(told).toEqual([])
    expect(source.stats()).toMatchObject({ state: 'absent', bad: 2 })
  })

  test('speaks another protocol, and is told apart', async () => {
    const { source, path } = await open()
    await using relay = await connectRelay(path)
    relay.write('{"type":"hello","protocol":2,"seq":0}\n')
    await relay.closed
    expect(source.stats().message).toContain('another protocol')
    await using good = await connectRelay(path)
    good.greet()
    await until(() => source.stats().state === 'running')
    expect(source.stats()).not.toHaveProperty('message')
  })
})
