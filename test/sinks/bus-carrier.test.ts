// Buses that are none: whatever answers there, or does not, the caller is told and nothing else happens.

import { existsSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { BusCarrier } from '../../src/sinks/notification/bus-carrier.ts'
import { openCarrier } from '../../src/sinks/notification/carriers.ts'
import { busSocket } from './notification-support.ts'
import { makeTempDir } from '../temp-dir.ts'

const message = { key: 's', title: 't', body: 'b', urgency: 'normal', icon: '', sound: '' } as const

async function listen(talk: (socket: Socket) => void): Promise<string> {
  const path = busSocket(makeTempDir())
  const server = createServer((socket) => {
    socket.on('error', () => {})
    talk(socket)
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  onTestFinished(() => void server.close())
  return `unix:path=${path}`
}

const peers: Readonly<Record<string, readonly [told: RegExp, talk: (socket: Socket) => void]>> = {
  silent: [/reply/, () => {}],
  rude: [/reply/, (socket) => void socket.write('hello?\r\n')],
  short: [/reply/, (socket) => void socket.end()],
  garbled: [
    /protocol version/,
    (socket) => void socket.once('data', () => socket.write(`OK 1234\r\n${'l'.repeat(5000)}`)),
  ],
}

for (const [name, [told, talk]] of Object.entries(peers))
  test(`a ${name} one`, async () => {
    await using carrier = new BusCarrier(await listen(talk), () => {}, 200)
    await expect(carrier.show(message)).rejects.toThrow(told)
    await carrier.withdraw('s')
    await expect(carrier.show(message)).rejects.toThrow(told)
  })

test('an address that leads nowhere or is none', async () => {
  for (const address of ['unix:path=/nowhere', 'unix:', 'nonsense', 'autolaunch:']) {
    await using carrier = new BusCarrier(address, () => {}, 200)
    await expect(carrier.show(message)).rejects.toThrow(/./)
  }
})

test('none after the end', async () => {
  const address = await listen(() => {})
  const carrier = new BusCarrier(address, () => {}, 200)
  const showing = carrier.show(message)
  await carrier[Symbol.asyncDispose]()
  await expect(showing).rejects.toThrow('closed')
})

test('nor notify-send in its place', async () => {
  const dir = makeTempDir()
  writeFileSync(join(dir, 'notify-send'), `#!/bin/sh\n: >'${dir}/called'\n`, { mode: 0o700 })
  const env = { PATH: dir, DBUS_SESSION_BUS_ADDRESS: await listen(() => {}) }
  const carrier = openCarrier('auto', env, () => {})
  const showing = carrier.show(message)
  await carrier[Symbol.asyncDispose]()
  await expect(showing).rejects.toThrow('closed')
  expect(existsSync(join(dir, 'called'))).toBe(false)
})
