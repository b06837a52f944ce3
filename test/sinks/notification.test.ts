// Notifications on a message bus: what the server is asked, what its answers do, and what is survived.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  acknowledged,
  completed,
  createHistory,
  failed,
  waiting,
  working,
} from '../domain/support/changes.ts'
import { busSocket, openNotification, startBus, startServer } from './notification-support.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'

const about = { cwd: '/home/a/shop', pid: 42 }
const begin = async (capabilities?: string[], given?: object) => {
  const { address } = await startBus(busSocket(makeTempDir()))
  const server = await startServer(address, capabilities)
  return { server, ...(await openNotification(address, given)), at: createHistory({ about }) }
}

describe('the server is asked', () => {
  test('to show what completed, with an action, an icon and a sound', async () => {
    const { server, sink, at } = await begin()
    sink.change([at(0, working), at(60_000, completed)])
    await until(() => server.notified.length === 1)
    expect(server.notified[0]).toEqual({
      id: 1,
      app: 'AI Monitor',
      replaces: 0,
      icon: 'dialog-information',
      title: 'Claude Code Ready',
      body: 'Task completed in shop',
      actions: ['default', 'Focus Terminal', 'focus', 'Focus Terminal'],
      hints: { urgency: 1, 'sound-name': 'complete' },
      expireMs: -1,
    })
    await until(() => sink.stats().written === 1)
    expect(sink.stats()).toEqual({ written: 1, dropped: 0, errors: 0, readers: null })
  })

  test('to show what is waited for, and errors, each in its own way', async () => {
    const { server, sink, at } = await begin(undefined, { minIntervalMs: 0, errorSound: '' })
    sink.change([at(0, working), at(1, waiting)])
    await until(() => server.notified.length === 1)
    sink.change([at(2, failed)])
    await until(() => server.notified.length === 2)
    expect(server.notified).toMatchObject([
      { title: 'Claude Code Waiting', body: 'Bash: permission in shop', hints: { urgency: 2 } },
      { title: 'Claude Code Failed', body: 'Stopped by an error in shop' },
    ])
    expect(server.notified[1]?.hints).toEqual({ urgency: 1 })
  })

  test('to replace the notification of the same session, and of no other', async () => {
    const { server, sink, at } = await begin(undefined, { minIntervalMs: 0 })
    const other = createHistory({ id: 't', about })
    sink.change([at(0, waiting)])
    await until(() => sink.stats().written === 1)
    sink.change([at(1, { ...waiting, reason: 'permission:Edit' }), other(1, waiting)])
    await until(() => sink.stats().written === 3)
    expect(server.notified.map(({ id, replaces }) => [id, replaces])).toEqual([
      [1, 0],
      [1, 1],
      [2, 0],
    ])
  })

  test('to close it when the session works again or was acknowledged', async () => {
    for (const end of [working, acknowledged]) {
      const { server, sink, at } = await begin()
      sink.change([at(0, waiting)])
      await until(() => sink.stats().written === 1)
      sink.change([at(1, end)])
      await until(() => server.closed.length === 1)
      expect(server.closed).toEqual([1])
    }
  })

  test('in markup only where it reads markup, with the action only where it has actions', async () => {
    const name = `<b>&${'x'.repeat(1_000_000)}`
    for (const [capabilities, start, actions] of [
      [['actions', 'body-markup'], 'Task completed in &lt;b&gt;&amp;x', 4],
      [['body'], 'Task completed in <b>&x', 0],
    ] as const) {
      const { server, sink } = await begin([...capabilities])
      const at = createHistory({ about: { project: name } })
      sink.change([at(0, working), at(60_000, completed)])
      await until(() => server.notified.length === 1)
      expect(server.notified[0]?.body.startsWith(start)).toBe(true)
      expect(server.notified[0]?.body.length).toBeLessThan(100)
      expect(server.notified[0]?.actions.length).toBe(actions)
    }
  })
})

describe('an answer', () => {
  test('by a click focuses the terminal and acknowledges', async () => {
    for (const action of ['focus', 'default']) {
      const { server, sink, at, focused, context } = await begin()
      sink.change([at(0, waiting)])
      await until(() => sink.stats().written === 1)
      server.emit('ActionInvoked', 1, action)
      await until(() => context.acks.length === 1)
      expect(context.acks).toEqual([{ session_id: 's', tool: 'claude-code' }])
      expect(focused).toEqual([42])
    }
  })

  test('by dismissal acknowledges; expiry, closing and other notifications mean nothing', async () => {
    const { server, sink, at, focused, context } = await begin()
    sink.change([at(0, waiting)])
    await until(() => sink.stats().written === 1)
    server.emit('ActionInvoked', 7, 'focus')
    server.emit('NotificationClosed', 7, 2)
    server.emit('NotificationClosed', 1, 1)
    const other = createHistory({ id: 't', about })
    sink.change([other(0, waiting)])
    await until(() => sink.stats().written === 2)
    server.emit('NotificationClosed', 2, 2)
    await until(() => context.acks.length === 1)
    expect(context.acks).toEqual([{ session_id: 't', tool: 'claude-code' }])
    expect(focused).toEqual([])
  })

  test('that cannot be followed says why', async () => {
    const { server, sink, context } = await begin()
    const at = createHistory({ about: {} })
    sink.change([at(0, waiting)])
    await until(() => sink.stats().written === 1)
    server.emit('ActionInvoked', 1, 'focus')
    await until(() => context.logged.length === 1)
    expect(context.logged[0]).toContain('its process is not known')
    expect(context.acks).toHaveLength(1)
  })
})

describe('nothing is shown', () => {
  test('of a terminal that has the focus, unless that is wanted', async () => {
    const { server, sink, at, eyes } = await begin()
    const other = createHistory({ id: 't', about: { pid: 43 } })
    eyes.pid = 42
    sink.change([at(0, waiting), other(0, waiting)])
    await until(() => sink.stats().written === 1)
    expect(server.notified).toHaveLength(1)
    const even = await begin(undefined, { evenIfFocused: true })
    even.eyes.pid = 42
    even.sink.change([even.at(0, waiting)])
    await until(() => even.server.notified.length === 1)
  })

  test('while the do-not-disturb command says so; one that fails is told of once', async () => {
    for (const [code, isShown] of [
      ['', false],
      ["console.log('true')", false],
      ["console.log('false')", true],
      ['process.exitCode = 1', true],
    ] as const) {
      const asked = join(makeTempDir(), 'asked')
      const note = `fs.appendFileSync(${JSON.stringify(asked)}, 'x')`
      const doNotDisturb = [process.execPath, '-e', `${note};${code}`]
      const { server, sink, at } = await begin(undefined, { doNotDisturb })
      sink.change([at(0, waiting)])
      await until(() => existsSync(asked))
      if (isShown) await until(() => server.notified.length === 1)
      await sink[Symbol.asyncDispose]()
      expect(server.notified).toHaveLength(isShown ? 1 : 0)
    }
    const { server, sink, at, context } = await begin(undefined, { doNotDisturb: ['/no/such'] })
    const other = createHistory({ id: 't', about })
    sink.change([at(0, waiting), other(0, waiting)])
    await until(() => server.notified.length === 2)
    expect(context.logged).toHaveLength(1)
  })
})

describe('it survives', () => {
  test('another server, whose numbers mean something else', async () => {
    const { address } = await startBus(busSocket(makeTempDir()))
    const first = await startServer(address)
    const { sink } = await openNotification(address, { minIntervalMs: 0 })
    const at = createHistory({ about })
    sink.change([at(0, waiting)])
    await until(() => sink.stats().written === 1)
    await first.stop()
    const second = await startServer(address, ['body'])
    sink.change([at(1, failed)])
    await until(() => second.notified.length === 1)
    expect(second.notified[0]).toMatchObject({ replaces: 0, actions: [] })
  })

  test('no server and no bus: told once, shown when it is there', async () => {
    const dir = makeTempDir()
    const address = `unix:path=${busSocket(dir)}`
    const { sink, context } = await openNotification(address)
    const at = createHistory({ about })
    const other = createHistory({ id: 't', about })
    const now = context.clock.now()
    sink.change([at(now, waiting), other(now, waiting)])
    await until(() => sink.stats().errors >= 2)
    await startBus(busSocket(dir))
    const server = await startServer(address)
    await until(() => server.notified.length === 2)
    expect(context.logged).toHaveLength(1)
    expect(context.logged[0]).toContain('could not be shown')
    expect(context.logged[0]).toContain(`connect ENOENT ${busSocket(dir)}`)
    await sink[Symbol.asyncDispose]()
    await sink[Symbol.asyncDispose]()
    sink.change([at(now + 1, failed)])
  })

  test('a bus that ends and comes back', async () => {
    const dir = makeTempDir()
    const { broker, address } = await startBus(busSocket(dir))
    const before = await startServer(address)
    const { sink } = await openNotification(address, { minIntervalMs: 0 })
    const at = createHistory({ about })
    sink.change([at(Date.now(), waiting)])
    await until(() => sink.stats().written === 1)
    await before.stop()
    await new Promise<void>((resolve) => broker.close(resolve))
    await startBus(busSocket(dir))
    const after = await startServer(address)
    sink.change([at(Date.now(), failed)])
    await until(() => after.notified.length === 1)
    expect(after.notified[0]?.replaces).toBe(0)
  })
})
