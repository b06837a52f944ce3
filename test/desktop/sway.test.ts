// Focus that really moves: foot windows and tmux panes in a headless sway.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openNotification } from '../../src/sinks/notification.ts'
import { notificationOptions } from '../../src/sinks/notification/options.ts'
import { createHistory, waiting } from '../domain/support/changes.ts'
import { createTestContext } from '../sinks/support.ts'
import { until } from '../until.ts'
import { childrenOf, lacking, output, start, startSessionBus } from './support.ts'
import { asUser, startSway } from './sway-support.ts'

const skipped = lacking(['sway', 'swaymsg', 'foot', 'tmux', 'setpriv'])

describe.skipIf(skipped !== '')(`sway${skipped}`, () => {
  test('focus moves between two windows', async () => {
    const { foot, focuser, focused } = await startSway()
    const first = await foot('sleep', '1000')
    const second = await foot('sleep', '1000')
    const [[a = 0], [b = 0]] = [childrenOf(first), childrenOf(second)]
    await until(() => focused() === second)
    expect([await focuser.hasFocus(a), await focuser.hasFocus(b)]).toEqual([false, true])
    expect(await focuser.focus(a)).toBe('foot')
    expect(focused()).toBe(first)
    expect([await focuser.hasFocus(a), await focuser.hasFocus(b)]).toEqual([true, false])
    expect(await focuser.focus(b)).toBe('foot')
    expect(focused()).toBe(second)
  })

  test('the pane of tmux comes with its window', async () => {
    const { dir, env, foot, focuser, focused } = await startSway()
    const socket = join(dir, 'tmux')
    const tmux = (...args: string[]) => output(asUser(['tmux', '-S', socket, ...args]), env)
    // Sooner than its socket is removed, without which nothing ends it.
    using _ = { [Symbol.dispose]: () => void spawnSync('tmux', ['-S', socket, 'kill-server']) }
    const first = await foot('tmux', '-S', socket, 'new-session', '-s', 'work', 'sleep 1000')
    const second = await foot('sleep', '1000')
    const shown = () => tmux('display-message', '-p', '-t', 'work:', '#{pane_id}')
    await until(() => {
      try {
        return tmux('list-clients').length > 0
      } catch {
        return false
      }
    })
    tmux('new-window', '-t', 'work:', 'sleep 1000')
    tmux('split-window', '-t', 'work:', 'sleep 1000')
    const panes = tmux('list-panes', '-s', '-t', 'work', '-F', '#{pane_id} #{pane_pid}')
    const [hidden, seen, beside] = panes.split('\n').map((line) => line.split(' '))
    // A child is its parent's image until it has become another program.
    const isStarted = (pid = '') => !readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('tmux')
    await until(() => [hidden, seen, beside].every((pane) => isStarted(pane?.[1])))
    await until(() => focused() === second)
    expect(await focuser.hasFocus(Number(hidden?.[1]))).toBe(false)

    expect(await focuser.focus(Number(hidden?.[1]))).toBe(`foot, tmux pane ${hidden?.[0]}`)
    expect([focused(), shown()]).toEqual([first, hidden?.[0]])
    expect(await focuser.hasFocus(Number(hidden?.[1]))).toBe(true)
    expect(await focuser.hasFocus(Number(seen?.[1]))).toBe(false)

    await focuser.focus(Number(seen?.[1]))
    expect(shown()).toBe(seen?.[0])
    expect(await focuser.hasFocus(Number(beside?.[1]))).toBe(true)
    tmux('resize-pane', '-Z', '-t', 'work:')
    expect(await focuser.hasFocus(Number(beside?.[1]))).toBe(false)

    tmux('detach-client', '-s', 'work')
    await until(async () =>
      focuser.focus(Number(seen?.[1])).then(
        () => false,
        (error: Error) => error.message.includes('attach -t work'),
      ),
    )
  })

  test('what has no window says why', async () => {
    const { env, focuser } = await startSway()
    const { pid = 0 } = start(asUser(['sleep', '1000']), env)
    await expect(focuser.focus(pid)).rejects.toThrow('sway has no window of its terminal')
    expect(await focuser.hasFocus(pid)).toBe(false)
  })
})

const skippedToo = lacking(['sway', 'foot', 'setpriv', 'dbus-daemon', 'dunst', 'dunstctl', 'grim'])

describe.skipIf(skippedToo !== '')(`sway and dunst${skippedToo}`, () => {
  test('a click on a notification leads to the window, and none comes while it is looked at', async () => {
    const { env, foot, focuser, focused } = await startSway()
    const first = await foot('sleep', '1000')
    const second = await foot('sleep', '1000')
    const pids = [childrenOf(first)[0], childrenOf(second)[0]]
    const bus = { ...env, DBUS_SESSION_BUS_ADDRESS: await startSessionBus(env) }
    const options = notificationOptions.parse({ via: 'dbus' })
    const context = createTestContext()
    await using sink = await openNotification(options, {
      ...context,
      env: bus,
      focuser,
      toAgentName: () => 'Claude Code',
      toPid: ({ about }) => about.pid ?? null,
    })
    const [hidden, seen] = pids.map((pid = 0, n) =>
      createHistory({ id: `s${n}`, about: { pid, project: 'shop' } }),
    )
    await until(() => focused() === second)
    sink.change([seen!(0, waiting), hidden!(0, waiting)])
    await until(() => sink.stats().written === 1)
    const dunstctl = (...args: string[]) => output(['dunstctl', ...args], bus)
    expect(dunstctl('count', 'displayed')).toBe('1')
    const picture = process.env.DESKTOP_SCREENSHOTS
    if (picture) output(['grim', join(picture, 'sway.png')], env)
    dunstctl('action', '0')
    await until(() => focused() === first)
    await until(() => context.acks.length === 1)
    expect(context.acks).toEqual([{ session_id: 's0', tool: 'claude-code' }])
    await until(() => dunstctl('count', 'displayed') === '0')
  })
})
