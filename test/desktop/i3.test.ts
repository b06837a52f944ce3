// Focus that really moves on X11: two xterm windows under i3, by its socket and as any EWMH window manager.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createFocuser } from '../../src/host/focus/focuser.ts'
import { makeTempDir, until } from '../sinks/support.ts'
import { childrenOf, lacking, output, start, startXvfb } from './support.ts'

async function startI3() {
  const dir = makeTempDir()
  const config = join(dir, 'config')
  writeFileSync(config, '# i3 config file (v4)\nfocus_on_window_activation focus\n')
  const I3SOCK = join(dir, 'i3.sock')
  const DISPLAY = await startXvfb()
  const env = { PATH: process.env.PATH, HOME: dir, DISPLAY, SHELL: '/bin/sh' }
  start(['i3', '-c', config], { ...env, I3SOCK })
  const i3msg = (...args: string[]) => output(['i3-msg', '-s', I3SOCK, ...args], env)
  const isUp = () => {
    try {
      return i3msg('-t', 'get_version') !== ''
    } catch {
      return false
    }
  }
  await until(isUp)
  const active = () => {
    try {
      const id = output(['xdotool', 'getactivewindow'], env)
      return Number(output(['xdotool', 'getwindowpid', id], env))
    } catch {
      return 0
    }
  }
  /** @returns the window's process, and what runs in it */
  const xterm = async (...argv: string[]) => {
    const { pid = 0 } = start(['xterm', '-e', ...argv], env)
    await until(() => active() === pid && childrenOf(pid).length > 0)
    return [pid, childrenOf(pid)[0] ?? 0] as const
  }
  return { env, I3SOCK, i3msg, active, xterm }
}

const skipped = lacking(['Xvfb', 'i3', 'i3-msg', 'xterm', 'xdotool'])

describe.skipIf(skipped !== '')(`i3${skipped}`, () => {
  test('focus moves between windows, also to another workspace', async () => {
    const { env, I3SOCK, i3msg, active, xterm } = await startI3()
    const [first, a] = await xterm('sleep', '1000')
    i3msg('workspace', '2')
    const [second, b] = await xterm('sleep', '1000')
    const focuser = createFocuser({ env: { ...env, I3SOCK } })
    expect([await focuser.hasFocus(a), await focuser.hasFocus(b)]).toEqual([false, true])
    expect(await focuser.focus(a)).toBe('xterm')
    await until(() => active() === first)
    expect([await focuser.hasFocus(a), await focuser.hasFocus(b)]).toEqual([true, false])
    await focuser.focus(b)
    await until(() => active() === second)
  })

  test('the number that xterm gives its children is enough', async () => {
    const { env, I3SOCK, active, xterm } = await startI3()
    const [first, a] = await xterm('sleep', '1000')
    await xterm('sleep', '1000')
    const focuser = createFocuser({ env: { ...env, I3SOCK, PATH: '/nowhere' } })
    await focuser.focus(a)
    await until(() => active() === first)
    expect(await focuser.hasFocus(a)).toBe(true)
  })

  test('a window manager that is known by EWMH alone does as well', async () => {
    const { env, active, xterm } = await startI3()
    const [first, a] = await xterm('sleep', '1000')
    const [second, b] = await xterm('sleep', '1000')
    const focuser = createFocuser({ env })
    expect([await focuser.hasFocus(a), await focuser.hasFocus(b)]).toEqual([false, true])
    await focuser.focus(a)
    await until(() => active() === first)
    await focuser.focus(b)
    await until(() => active() === second)
    const blind = createFocuser({ env: { ...env, PATH: '/nowhere' } })
    await expect(blind.focus(a)).rejects.toThrow('install wmctrl or xdotool')
  })
})
