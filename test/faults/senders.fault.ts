// Senders that are slow, leave early, stay away or come in thousands.

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { head } from '../sources/otlp-http/support.ts'
import { until } from '../until.ts'
import { inParallel, mediaTypes } from './support/client.ts'
import { expectWell, recordsIn, startDaemon } from './support/daemon.ts'
import { figures, isAll } from './support/figures.ts'
import { createSession, type GoodSession } from './support/session.ts'

async function open(port: number): Promise<Socket> {
  figures.inputs++
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined).setNoDelay(true)
  await once(socket, 'connect')
  return socket
}

const headOf = ({ prompt }: GoodSession): string =>
  head('POST /v1/logs', {
    'Content-Type': mediaTypes.protobuf,
    'Content-Length': prompt.body.length,
  })

test('50 senders that take their time are served, and hold up nobody', async () => {
  await using daemon = await startDaemon()
  const before = recordsIn(await daemon.health())
  const slow = Array.from({ length: 50 }, async () => {
    const session = createSession()
    const bytes = Buffer.concat([Buffer.from(headOf(session)), session.prompt.body])
    const socket = await open(daemon.port)
    const answered = once(socket, 'data')
    for (const byte of bytes) {
      socket.write(Buffer.of(byte))
      await sleep(4)
    }
    const [answer] = (await answered) as [Buffer]
    socket.destroy()
    return answer.toString('latin1', 0, 12)
  })
  await expectWell(daemon)
  const answers = await Promise.all(slow)
  expect(new Set(answers)).toEqual(new Set(['HTTP/1.1 200']))
  figures.sent += 50
  figures.counted += recordsIn(await daemon.health()) - before - createSession().records
  await expectWell(daemon)
  expect(await daemon.stop()).toBe(0)
})

test('connections that are opened and dropped leave nothing behind', async () => {
  await using daemon = await startDaemon()
  const kinds: ((socket: Socket) => void)[] = [
    (socket) => socket.destroy(),
    (socket) => socket.resetAndDestroy(),
    // Unread, the answer would keep the descriptor here.
    (socket) => socket.resume().end('POST /v1/logs HT'),
    (socket) => socket.end(head('POST /v1/logs', { 'Content-Length': 9 })).destroySoon(),
  ]
  const total = isAll ? 100_000 : 10_000
  const numbers = Array.from({ length: total }, (_, number) => number)
  await inParallel(
    numbers,
    async (number) => kinds[number % kinds.length]!(await open(daemon.port)),
    64,
  )
  const { connections } = await until(async () => {
    const { receiver } = await daemon.health()
    return receiver.connections.open === 1 && receiver
  })
  // The kernel hands none over that was reset while it queued.
  expect(connections.total + connections.overLimit).toBeGreaterThan(total / 2)
  await expectWell(daemon)
  expect(await daemon.stop()).toBe(0)
})

test('bodies of which half comes are given up, with an answer where somebody still listens', async () => {
  const env = {
    OTEL_AI_MONITOR_RECEIVER_LIMITS_REQUEST_TIMEOUT: '1',
    OTEL_AI_MONITOR_RECEIVER_LIMITS_HEADERS_TIMEOUT: '1',
  }
  await using daemon = await startDaemon({ env })
  const before = recordsIn(await daemon.health())
  const half = async (): Promise<Socket> => {
    const session = createSession()
    const socket = await open(daemon.port)
    socket.write(headOf(session))
    socket.write(session.prompt.body.subarray(0, session.prompt.body.length >> 1))
    return socket
  }
  await inParallel(Array.from({ length: 200 }), async () => void (await half()).resetAndDestroy())
  await inParallel(Array.from({ length: 200 }), async () => void (await half()).end())
  const waiting = await Promise.all(Array.from({ length: 50 }, half))
  const answers = await Promise.all(
    waiting.map(async (socket) => {
      let text = ''
      socket.on('data', (chunk) => (text += chunk.toString('latin1')))
      await once(socket, 'close')
      return text.slice(0, 12)
    }),
  )
  expect(new Set(answers)).toEqual(new Set(['HTTP/1.1 408']))
  expect(recordsIn(await daemon.health())).toBe(before)
  await expectWell(daemon)
  expect(await daemon.stop()).toBe(0)
})

test('more connections than it takes are turned away, and counted', async () => {
  const env = { OTEL_AI_MONITOR_RECEIVER_LIMITS_MAX_CONNECTIONS: '20' }
  await using daemon = await startDaemon({ env })
  const sockets = await Promise.all(Array.from({ length: 100 }, () => open(daemon.port)))
  await until(() => sockets.filter(({ closed }) => closed).length >= 80)
  for (const socket of sockets) socket.destroy()
  const { receiver } = await until(() => daemon.health().catch(() => undefined))
  expect(receiver.connections.overLimit).toBeGreaterThanOrEqual(80)
  await expectWell(daemon)
  expect(await daemon.stop()).toBe(0)
})
