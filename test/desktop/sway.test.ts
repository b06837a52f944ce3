// Focus that really moves: foot windows and tmux panes in a headless sway.

import { chownSync, chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createFocuser } from '../../src/host/focus/focuser.ts'
import { makeTempDir, until } from '../sinks/support.ts'
import { childrenOf, eventually, lacking, output, start } from './support.ts'

const NOBODY = 65_534
const isRoot = process.getuid?.() === 0

interface Node {
  readonly pid?: number
  readonly focused?: boolean
  readonly nodes?: readonly Node[]
}

const flatten = (node: Node): readonly Node[] => [node, ...(node.nodes ?? []).flatMap(flatten)]

/** sway refuses root. */
const asUser = (argv: readonly string[]): readonly string[] => {
  const user = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--']
  return isRoot ? [...user, ...argv] : argv
}

async function startSway() {
  const dir = makeTempDir()
  chmodSync(dir, 0o700)
  const config = join(dir, 'config')
  writeFileSync(config, 'for_window [app_id=".*"] focus\n')
  if (isRoot) for (const path of [dir, config]) chownSync(path, NOBODY, NOBODY)
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: dir,
    SHELL: '/bin/sh',
    LANG: 'C.UTF-8',
    XDG_RUNTIME_DIR: dir,
    WLR_BACKENDS: 'headless',
    WLR_LIBINPUT_NO_DEVICES: '1',
    WLR_RENDERER: 'pixman',
    WAYLAND_DISPLAY: 'wayland-1',
  }
  const { WAYLAND_DISPLAY: _, ...bare } = env
  start(asUser(['sway', '-c', config]), bare)
  const focuser = createFocuser({ env })
  const tree = (): readonly Node[] => {
    try {
      return flatten(JSON.parse(output(['swaymsg', '-r', '-t', 'get_tree'], swayEnv())) as Node)
    } catch {
      return []
    }
  }
  const swayEnv = () => ({ ...env, SWAYSOCK: output(['sh', '-c', `ls ${dir}/sway-ipc.*`], env) })
  await until(() => tree().length > 0)
  /** @returns its process number, once it has its window and the program runs */
  const foot = async (...argv: string[]) => {
    const { pid = 0 } = start(asUser(['foot', ...argv]), env)
    await until(() => tree().some((node) => node.pid === pid) && childrenOf(pid).length > 0)
    return pid
  }
  return { dir, env, focuser, foot, focused: () => tree().find((node) => node.focused)?.pid }
}

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
    await eventually(async () =>
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
