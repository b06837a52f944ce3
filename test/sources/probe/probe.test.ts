// The probe's socket and the relays that connect to it: one, several, silent ones, and their going and coming.

import { existsSync, rmSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createVirtualClock } from '../../../src/runtime/clock.ts'
import { until } from '../../until.ts'
import { connectRelay, monotonicUs } from './relay-client.ts'
import { agent, open } from './support.ts'

describe('a relay', () => {
  test('is heard: its lines in order, each with its time', async () => {
    const { source, path, told, watching } = await open()
    expect(source.stats()).toMatchObject({ state: 'absent' })
    await using relay = await connectRelay(path)
    relay.greet()
    relay.send(agent, { type: 'input', pid: 7, root: 7, at_us: monotonicUs() - 2_000_000 })
    await until(() => told.length === 2)
    expect(told.map(({ line }) => line.type)).toEqual(['agent', 'input'])
    expect(told[0]!.timeMs - told[1]!.timeMs).toBeGreaterThanOrEqual(2000)
    expect(watching).toEqual([true])
    expect(source.stats()).toEqual({
      state: 'running',
      version: '1.2.3',
      lost: 0,
      gaps: 0,
      bad: 0,
    })
  })

  test('watches once it has told all, and for as long as it says so', async () => {
    const { source, path, watching } = await open()
    await using relay = await connectRelay(path)
    relay.greet({ isSettled: false })
    relay.send(agent)
    await until(() => source.stats().state === 'running')
    expect(watching).toEqual([])
    relay.send({ type: 'heartbeat' })
    await until(() => watching.length === 1)
    relay.send({ type: 'status', state: 'failed', message: 'no BTF' })
    await until(() => watching.length === 2)
    expect(source.stats()).toMatchObject({ state: 'failed', message: 'no BTF' })
    relay.send({ type: 'status', state: 'running' })
    await until(() => watching.length === 3)
    expect(watching).toEqual([true, false, true])
    expect(source.stats()).not.toHaveProperty('message')
  })

  test('that goes is absent, and one that comes back is heard anew', async () => {
    const { source, path, told, watching } = await open()
    await using first = await connectRelay(path)
    first.greet()
    await until(() => watching.length === 1)
    first.socket.destroy()
    await until(() => watching.length === 2)
    expect(source.stats().state).toBe('absent')
    await using second = await connectRelay(path)
    second.greet()
    second.send(agent)
    await until(() => told.length === 1)
    expect(watching).toEqual([true, false, true])
  })

  test('beside another changes nothing: both are heard, and one may go', async () => {
    const { source, path, told, watching } = await open()
    await using first = await connectRelay(path)
    await using second = await connectRelay(path)
    first.greet()
    second.greet()
    first.send(agent)
    second.send(agent)
    await until(() => told.length === 2)
    first.socket.destroy()
    await first.closed
    second.send(agent)
    await until(() => told.length === 3)
    expect(watching).toEqual([true])
    expect(source.stats().state).toBe('running')
  })

  test('too many: the oldest has to go', async () => {
    const { source, path, told } = await open()
    const relays = [await connectRelay(path)]
    for (let n = 0; n < 4; n++) relays.push(await connectRelay(path))
    await relays[0]!.closed
    for (const relay of relays.slice(1)) {
      relay.greet()
      relay.send(agent)
    }
    await until(() => told.length === 4)
    expect(source.stats().state).toBe('running')
    for (const relay of relays) await relay[Symbol.asyncDispose]()
  })

  test('that says nothing for five seconds is stale, until it speaks', async () => {
    const clock = createVirtualClock(1_000_000)
    const { source, path, watching } = await open(clock)
    await using relay = await connectRelay(path)
    relay.greet()
    await until(() => watching.length === 1)
    clock.advanceTo(1_004_999)
    expect(source.stats().state).toBe('running')
    clock.advanceTo(1_005_000)
    expect(source.stats()).toMatchObject({ state: 'stale', message: expect.any(String) })
    relay.send({ type: 'heartbeat' })
    await until(() => watching.length === 3)
    expect(source.stats().state).toBe('running')
    clock.advanceTo(1_020_000)
    expect(watching).toEqual([true, false, true, false])
  })

  test('tells what was lost, and its numbers what did not arrive', async () => {
    const { source, path, told } = await open()
    await using relay = await connectRelay(path)
    relay.greet()
    relay.send({ type: 'lost', events: 40 }, { ...agent, seq: 14 })
    await until(() => told.length === 1)
    expect(source.stats()).toMatchObject({ lost: 40, gaps: 10 })
  })
})

describe('the socket', () => {
  test('is for its user and root alone', async () => {
    const { path } = await open()
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
  })

  test('is back where it was deleted, and who was connected stays', async () => {
    const clock = createVirtualClock(1_000_000)
    const { path, told } = await open(clock)
    await using first = await connectRelay(path)
    first.greet()
    rmSync(dirname(path), { recursive: true })
    clock.advanceTo(1_002_000)
    await until(() => existsSync(path))
    expect(statSync(path).mode & 0o777).toBe(0o600)
    await using second = await connectRelay(path)
    second.greet()
    second.send(agent)
    first.send(agent)
    await until(() => told.length === 2)
  })

  test('is gone in the end, with all connections, and nothing more is told', async () => {
    const { source, path, watching } = await open()
    await using relay = await connectRelay(path)
    relay.greet()
    await until(() => watching.length === 1)
    await source[Symbol.asyncDispose]()
    await source[Symbol.asyncDispose]()
    await relay.closed
    expect(watching).toEqual([true])
    const error = await new Promise<NodeJS.ErrnoException>((failed) => {
      connect(path).on('error', failed)
    })
    expect(error.code).toBe('ENOENT')
  })
})
