// Notifications on a real server: dunst, under Xvfb, on a session bus of its own.

import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Focuser } from '../../src/host/focus/focuser.ts'
import { openNotification } from '../../src/sinks/notification.ts'
import { notificationOptions } from '../../src/sinks/notification/options.ts'
import { completed, createHistory, waiting, working } from '../domain/support/changes.ts'
import { createTestContext } from '../sinks/support.ts'
import { lacking, output, startSessionBus, startXvfb } from './support.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'

interface History {
  readonly data: readonly (readonly Record<string, { readonly data: unknown }>[])[]
}

async function begin(via: string) {
  const home = makeTempDir()
  const base = { PATH: process.env.PATH, HOME: home, DISPLAY: await startXvfb() }
  const env = { ...base, DBUS_SESSION_BUS_ADDRESS: await startSessionBus(base) }
  const context = createTestContext()
  const focused: number[] = []
  const focuser: Focuser = {
    focus: async (pid) => (focused.push(pid), 'foot'),
    hasFocus: async () => false,
  }
  const sink = await openNotification(notificationOptions.parse({ via, minIntervalMs: 0 }), {
    ...context,
    env,
    focuser,
    toAgentName: () => 'Claude Code',
    toPid: () => 42,
  })
  const dunstctl = (...args: string[]) => output(['dunstctl', ...args], env)
  return {
    sink,
    context,
    focused,
    env,
    dunstctl,
    displayed: () => Number(dunstctl('count', 'displayed')),
    /** The newest that is gone from the screen, as the server understood it. */
    last: () => (JSON.parse(dunstctl('history')) as History).data[0]?.[0],
    screenshot: (path: string) => output(['import', '-window', 'root', path], env),
    async [Symbol.asyncDispose]() {
      await sink[Symbol.asyncDispose]()
    },
  }
}

const about = { project: '-<b>shop</b> & co', pid: 42 }
const vias = ['dbus', 'notify-send'] as const

const skipped = lacking(['Xvfb', 'dbus-daemon', 'dunst', 'dunstctl', 'notify-send'])

describe.skipIf(skipped !== '')(`dunst${skipped}`, () => {
  for (const via of vias) {
    test(`shows a notice as it is, and its action leads to the terminal (${via})`, async () => {
      await using desk = await begin(via)
      const at = createHistory({ about })
      desk.sink.change([at(0, working), at(60_000, completed)])
      await until(() => desk.sink.stats().written === 1)
      expect(desk.displayed()).toBe(1)
      const picture = process.env.DESKTOP_SCREENSHOTS
      if (picture) desk.screenshot(join(picture, `dunst-${via}.png`))
      desk.dunstctl('action', '0')
      await until(() => desk.focused.length === 1)
      expect(desk.context.acks[0]).toEqual({ session_id: 's', tool: 'claude-code' })
      await until(() => desk.last() !== undefined)
      expect(desk.last()).toMatchObject({
        appname: { data: 'AI Monitor' },
        summary: { data: 'Claude Code Ready' },
        body: { data: 'Task completed in -&lt;b&gt;shop&lt;/b&gt; &amp; co' },
      })
    })

    test(`replaces and withdraws it (${via})`, async () => {
      await using desk = await begin(via)
      const at = createHistory({ about })
      desk.sink.change([at(0, waiting)])
      await until(() => desk.sink.stats().written === 1)
      desk.sink.change([at(1, { ...waiting, reason: 'permission:Edit' })])
      await until(() => desk.sink.stats().written === 2)
      expect(desk.displayed()).toBe(1)
      desk.sink.change([at(2, working)])
      await until(() => desk.displayed() === 0)
      expect(desk.last()?.body?.data).toContain('Edit: permission')
      expect(desk.context.acks).toEqual([])
    })
  }

  test('a dismissal acknowledges', async () => {
    await using desk = await begin('dbus')
    desk.sink.change([createHistory({ about })(0, waiting)])
    await until(() => desk.sink.stats().written === 1)
    desk.dunstctl('close')
    await until(() => desk.context.acks.length === 1)
    expect(desk.focused).toEqual([])
  })

  test('fifty at once are shown, and withdrawn', async () => {
    await using desk = await begin('dbus')
    const sessions = Array.from({ length: 50 }, (_, n) =>
      // What looks the same is shown as one.
      createHistory({ id: `s${n}`, about: { project: `p${n}` } }),
    )
    desk.sink.change(sessions.map((at) => at(0, waiting)))
    await until(() => desk.sink.stats().written === 50)
    // Those beyond the edge of the screen wait.
    const count = () => desk.displayed() + Number(desk.dunstctl('count', 'waiting'))
    expect(count()).toBe(50)
    desk.sink.change(sessions.map((at) => at(1, working)))
    await until(() => count() === 0)
  })

  test('a server that is killed is started anew by the next notice', async () => {
    await using desk = await begin('auto')
    const at = createHistory({ about })
    desk.sink.change([at(0, waiting)])
    await until(() => desk.sink.stats().written === 1)
    const owner = ['org.freedesktop.DBus', '/', 'org.freedesktop.DBus.GetConnectionUnixProcessID']
    const question = [
      'dbus-send',
      '--session',
      '--print-reply=literal',
      `--dest=${owner[0]}`,
      owner[1]!,
    ]
    const reply = output([...question, owner[2]!, 'string:org.freedesktop.Notifications'], desk.env)
    process.kill(Number(reply.split(' ').at(-1)), 'SIGKILL')
    desk.sink.change([at(1, { ...waiting, reason: 'permission:Edit' })])
    await until(() => desk.sink.stats().written === 2)
    expect(desk.displayed()).toBe(1)
  })
})
