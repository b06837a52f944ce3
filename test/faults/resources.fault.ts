// Too few descriptors, a full disk, and a program that is stopped for a while.

import { once } from 'node:events'
import { closeSync, openSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { until } from '../until.ts'
import { send } from './support/client.ts'
import { expectWell, recordsIn, startDaemon } from './support/daemon.ts'
import { figures } from './support/figures.ts'
import { canMount, smallDisk } from './support/mount.ts'
import { createSession } from './support/session.ts'

test('no descriptors are left', async () => {
  await using daemon = await startDaemon({ wrap: ['prlimit', '--nofile=48:48'] })
  await expectWell(daemon)
  const sockets = await Promise.all(
    Array.from({ length: 100 }, async () => {
      figures.inputs++
      const socket = connect(daemon.port, '127.0.0.1').on('error', () => undefined)
      await Promise.race([once(socket, 'connect'), once(socket, 'close')])
      return socket
    }),
  )
  // The ones that were open before are served on; the others get nowhere, and break nothing.
  await expectWell(daemon)
  for (const socket of sockets) socket.destroy()
  await until(async () => (await daemon.health()).receiver.connections.open < 40)
  await expectWell(daemon)
  expect(await daemon.stop()).toBe(0)
})

describe.skipIf(!canMount)('a disk of 64 KiB (needs the right to mount one)', () => {
  test('takes the lines until it is full, and again once there is room', async () => {
    const disk = smallDisk()
    const [out, filler] = [join(disk, 'lines'), join(disk, 'filler')]
    writeFileSync(filler, Buffer.alloc(32 * 1024))
    const fd = openSync(out, 'a')
    await using daemon = await startDaemon({ stdio: ['ignore', fd, 'pipe'] })
    closeSync(fd)
    const written = () => readFileSync(out, 'utf8')
    await until(async () => {
      await expectWell(daemon, 'snapshot')
      return written().length > 30 * 1024
    })
    await expectWell(daemon, 'snapshot')
    unlinkSync(filler)
    const session = createSession()
    await send(daemon.port, session.prompt)
    await until(() => written().includes(session.id))
    expect(await daemon.stop()).toBe(0)
    // Whole lines, whatever became of the disk in between.
    for (const line of written().trimEnd().split('\n').slice(0, -1)) JSON.parse(line)
  })

  test('has no room for what the program keeps there', async () => {
    const disk = smallDisk()
    writeFileSync(join(disk, 'filler'), Buffer.alloc(60 * 1024))
    await using daemon = await startDaemon({ env: { XDG_CACHE_HOME: disk, XDG_STATE_HOME: disk } })
    await expectWell(daemon)
    expect(await daemon.stop()).toBe(0)
  })
})

test('stopped for a while, it answers afterwards and has lost nothing', async () => {
  await using daemon = await startDaemon()
  await expectWell(daemon)
  const before = recordsIn(await daemon.health())
  daemon.child.kill('SIGSTOP')
  const sessions = Array.from({ length: 16 }, () => createSession())
  const answers = sessions.map((session) => send(daemon.port, session.prompt))
  await until(() => /State:\s+T/.test(readFileSync(`/proc/${daemon.child.pid}/status`, 'utf8')))
  daemon.child.kill('SIGCONT')
  for (const { status } of await Promise.all(answers)) expect(status).toBe(200)
  const counted = recordsIn(await daemon.health()) - before
  figures.sent += sessions.length
  figures.counted += counted
  expect(counted).toBe(sessions.length)
  await expectWell(daemon)
  expect(await daemon.stop()).toBe(0)
})

test('stopped in the middle of a body', async () => {
  await using daemon = await startDaemon()
  const { prompt } = createSession()
  const socket: Socket = connect(daemon.port, '127.0.0.1')
  await once(socket, 'connect')
  const headers = `Content-Type: application/x-protobuf\r\nContent-Length: ${prompt.body.length}`
  socket.write(`POST /v1/logs HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n`)
  socket.write(prompt.body.subarray(0, 40))
  daemon.child.kill('SIGSTOP')
  socket.write(prompt.body.subarray(40))
  daemon.child.kill('SIGCONT')
  const [answer] = (await once(socket, 'data')) as [Buffer]
  expect(answer.toString('latin1')).toMatch(/^HTTP\/1\.1 200 /)
  socket.destroy()
  await expectWell(daemon)
  expect(await daemon.stop()).toBe(0)
})
