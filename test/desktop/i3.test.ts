// Focus that really moves on X11: two xterm windows under i3, by its socket and as any EWMH window manager.

import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createFocuser } from '../../src/host/focus/focuser.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'
import { startI3 } from './i3-support.ts'
import { childrenOf, lacking, output, start, startXvfb } from './support.ts'

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

  test('xdotool alone is enough, and finds each window once', async () => {
    const { env, active, xterm } = await startI3()
    const [first, a] = await xterm('sleep', '1000')
    const [, b] = await xterm('sleep', '1000')
    const PATH = makeTempDir()
    symlinkSync(output(['which', 'xdotool'], env), join(PATH, 'xdotool'))
    const focuser = createFocuser({ env: { ...env, PATH } })
    expect([await focuser.hasFocus(a), await focuser.hasFocus(b)]).toEqual([false, true])
    expect(await focuser.focus(a)).toBe('xterm')
    await until(() => active() === first)
    expect(await focuser.hasFocus(a)).toBe(true)
  })

  test('what cannot be activated is not said to be shown', async () => {
    const DISPLAY = await startXvfb()
    const env = { PATH: process.env.PATH, SHELL: '/bin/sh', DISPLAY }
    const { pid = 0 } = start(['xterm', '-e', 'sleep', '1000'], env)
    const search = ['xdotool', 'search', '--sync', '--onlyvisible', '--pid', `${pid}`]
    await until(() => childrenOf(pid).length > 0 && output(search, env) !== '')
    const focuser = createFocuser({ env })
    const [child = 0] = childrenOf(pid)
    await expect(focuser.focus(child)).rejects.toThrow('does not let windows be activated')
  })
})
