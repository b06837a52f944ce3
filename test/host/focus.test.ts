// Compositors that cannot run here, and what is said where nothing can be focused; the others are in test/desktop.

import { chownSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createFocuser } from '../../src/host/focus/focuser.ts'
import { parseText } from '../../src/host/focus/gnome.ts'
import { hyprland } from '../../src/host/focus/hyprland.ts'
import { compositors, findDesktop } from '../../src/host/focus/index.ts'
import { parseWmctrl } from '../../src/host/focus/x11-tools.ts'
import type { Tmux } from '../../src/host/tmux.ts'
import { createFakeProc, installProgram, serve } from './focus-support.ts'
import { makeTempDir } from '../temp-dir.ts'

const AGENT = 100
const SHELL = 99
const TERMINAL = 98
const chain = (command: string, env: Record<string, string> = {}) =>
  createFakeProc({
    [AGENT]: { parent: SHELL, command: 'claude', env },
    [SHELL]: { parent: TERMINAL, command: 'zsh' },
    [TERMINAL]: { parent: 1, command },
  })
const proc = chain('foot')

describe('Hyprland', () => {
  const start = async (dispatch: (order: string) => string, active = 0) => {
    const dir = makeTempDir()
    mkdirSync(join(dir, 'hypr', 'abc'), { recursive: true })
    const clients = [
      { address: '0x1a', pid: 7, mapped: true },
      { address: '0x2b', pid: TERMINAL, mapped: true },
      { address: '0x3c', pid: TERMINAL, mapped: false },
    ]
    const asked = await serve(join(dir, 'hypr', 'abc', '.socket.sock'), (question) => {
      if (question === 'j/clients') return JSON.stringify(clients)
      return question === 'j/activewindow' ? JSON.stringify(clients[active]) : dispatch(question)
    })
    return { asked, focuser: createFocuser({ env: { XDG_RUNTIME_DIR: dir }, proc }) }
  }

  test('is asked by address', async () => {
    const { asked, focuser } = await start(() => 'ok')
    expect(await focuser.hasFocus(AGENT)).toBe(false)
    expect(await focuser.focus(AGENT)).toBe('foot')
    expect(asked.at(-1)).toBe('dispatch focuswindow address:0x2b')
    expect(await (await start(() => 'ok', 1)).focuser.hasFocus(AGENT)).toBe(true)
  })

  test('is asked in Lua where it wants that, and its refusal is told', async () => {
    const { asked, focuser } = await start((order) => (order.includes('hl.dsp') ? 'ok' : 'error'))
    await focuser.focus(AGENT)
    expect(asked.at(-1)).toBe("dispatch hl.dsp.focus({ window = 'address:0x2b' })")
    const deaf = await start(() => 'no such window')
    await expect(deaf.focuser.focus(AGENT)).rejects.toThrow('Hyprland refused: no such window')
  })

  const asOthers = (path: string) => chownSync(path, 54_321, 54_321)
  test.skipIf(process.getuid?.() !== 0)(
    'is not asked where another user made its directory',
    async () => {
      const XDG_RUNTIME_DIR = makeTempDir()
      const root = join(XDG_RUNTIME_DIR, 'hypr')
      for (const name of ['evil', 'own']) {
        mkdirSync(join(root, name), { recursive: true })
        await serve(join(root, name, '.socket.sock'), () => `[{"address":"${name}","mapped":true}]`)
      }
      asOthers(join(root, 'evil'))
      const env = { XDG_RUNTIME_DIR, HYPRLAND_INSTANCE_SIGNATURE: 'evil' }
      const find = async () => (await hyprland.find(env))?.windows([])
      expect(await find()).toMatchObject([{ id: 'own' }])
      asOthers(join(root, 'own'))
      expect(await find()).toBeUndefined()
    },
  )

  test('is not asked through a link, nor without one', async () => {
    const [XDG_RUNTIME_DIR, theirs] = [makeTempDir(), makeTempDir()]
    await serve(join(theirs, '.socket.sock'), () => '[]')
    mkdirSync(join(XDG_RUNTIME_DIR, 'hypr'))
    symlinkSync(theirs, join(XDG_RUNTIME_DIR, 'hypr', 'evil'))
    expect(await hyprland.find({ XDG_RUNTIME_DIR })).toBeUndefined()
    const gone = { XDG_RUNTIME_DIR, HYPRLAND_INSTANCE_SIGNATURE: 'gone' }
    expect(await hyprland.find(gone)).toBeUndefined()
  })
})

describe('niri', () => {
  test('is asked by number', async () => {
    const NIRI_SOCKET = join(makeTempDir(), 'niri.sock')
    const windows = [
      { id: 5, pid: TERMINAL, is_focused: true },
      { id: 6, pid: null, is_focused: false },
    ]
    const asked = await serve(NIRI_SOCKET, (question) =>
      JSON.stringify({ Ok: question === '"Windows"\n' ? { Windows: windows } : 'Handled' }).concat(
        '\n',
      ),
    )
    const focuser = createFocuser({ env: { NIRI_SOCKET }, proc })
    expect(await focuser.hasFocus(AGENT)).toBe(true)
    await focuser.focus(AGENT)
    expect(asked.at(-1)).toBe('{"Action":{"FocusWindow":{"id":5}}}\n')
  })

  test('that refuses or talks nonsense is told of', async () => {
    for (const [answer, message] of [
      ['{"Err":"no"}\n', 'niri refused: no'],
      ['hello\n', 'JSON'],
      ['', 'JSON'],
    ] as const) {
      const NIRI_SOCKET = join(makeTempDir(), 'niri.sock')
      await serve(NIRI_SOCKET, () => answer)
      const focuser = createFocuser({ env: { NIRI_SOCKET }, proc })
      await expect(focuser.focus(AGENT)).rejects.toThrow(message)
    }
  })
})

describe('sway and i3', () => {
  test('that answer otherwise than expected are told of', async () => {
    const SWAYSOCK = join(makeTempDir(), 'sway.sock')
    await serve(SWAYSOCK, () => 'nonsense')
    const focuser = createFocuser({ env: { SWAYSOCK }, proc })
    await expect(focuser.focus(AGENT)).rejects.toThrow('the window manager broke off')
    expect(await focuser.hasFocus(AGENT)).toBe(false)
  })

  test('that crashed and left their sockets are not found', async () => {
    const dir = makeTempDir()
    writeFileSync(join(dir, 'sway-ipc.1000.5.sock'), '')
    expect(await findDesktop({ XDG_RUNTIME_DIR: dir, SWAYSOCK: join(dir, 'gone') })).toBeUndefined()
  })
})

describe('KDE Plasma', () => {
  const env = { XDG_CURRENT_DESKTOP: 'KDE', WAYLAND_DISPLAY: 'wayland-0' }
  const code = `
    if (args[0] === 'getactivewindow') console.log('{b}')
    if (args[0] === 'search' && args[3] === '${TERMINAL}') console.log('{a}')`

  test('is asked by kdotool', async () => {
    const dir = makeTempDir()
    const focuser = createFocuser({
      env: { ...env, ...installProgram(dir, 'kdotool', code) },
      proc,
    })
    expect(await focuser.hasFocus(AGENT)).toBe(false)
    await focuser.focus(AGENT)
    expect(readFileSync(join(dir, 'calls'), 'utf8')).toContain('["windowactivate","{a}"]')
  })

  test('without kdotool says so', async () => {
    const focuser = createFocuser({ env: { ...env, PATH: '/nowhere' }, proc })
    await expect(focuser.focus(AGENT)).rejects.toThrow('KDE Plasma needs kdotool')
  })
})

describe('GNOME', () => {
  const env = { XDG_CURRENT_DESKTOP: 'ubuntu:GNOME', WAYLAND_DISPLAY: 'wayland-0' }
  const listed = JSON.stringify([{ id: 77, pid: TERMINAL, focus: false, title: "it's" }])

  test('is asked through the extension', async () => {
    const dir = makeTempDir()
    const code = `if (args.at(-1).endsWith('.List')) console.log(${JSON.stringify(`("${listed.replaceAll('"', '\\"')}",)`)})`
    const focuser = createFocuser({ env: { ...env, ...installProgram(dir, 'gdbus', code) }, proc })
    await focuser.focus(AGENT)
    const calls = readFileSync(join(dir, 'calls'), 'utf8').trim().split('\n')
    expect(calls.at(-1)).toContain('"org.gnome.Shell.Extensions.Windows.Activate","77"]')
  })

  test('without the extension says so', async () => {
    const program = installProgram(makeTempDir(), 'gdbus', 'process.exitCode = 1')
    const focuser = createFocuser({ env: { ...env, ...program }, proc })
    await expect(focuser.focus(AGENT)).rejects.toThrow('the extension Window Calls allows it')
  })

  test('prints texts as Python does', () => {
    expect(parseText("('[1]',)\n")).toBe('[1]')
    expect(parseText(String.raw`('it\'s \\ "x"',)`)).toBe(String.raw`it's \ "x"`)
    expect(() => parseText('(1,)')).toThrow('unknown form')
  })
})

describe('nothing can be focused', () => {
  const detached = (sessionName: string): Tmux => ({
    find: async (pane) => {
      return { ...pane, sessionId: '$1', sessionName, windowId: '@1', clients: [] }
    },
    show: async () => {},
    isVisible: async () => false,
  })
  const TMUX = { TMUX: '/tmp/t,98,0', TMUX_PANE: '%3' }
  const reasons = [
    ['its process has ended', createFakeProc({}), undefined],
    ['no desktop was found', proc, undefined],
    ['zellij (main)', chain('zellij', { ZELLIJ_SESSION_NAME: 'main' }), undefined],
    ['screen (5.x)', chain('screen', { STY: '5.x' }), undefined],
    ['another machine', chain('sshd', { SSH_CONNECTION: '1 2 3 4' }), undefined],
    ['tmux -S /tmp/t attach -t work', chain('tmux: server', TMUX), detached('work')],
    [`attach -t 'a; it'\\''s $(b)'`, chain('tmux: server', TMUX), detached("a; it's $(b)")],
  ] as const

  for (const [reason, processes, tmux] of reasons)
    test(`as ${reason}`, async () => {
      const options = { env: {}, proc: processes, ...(tmux ? { tmux } : {}) }
      const focuser = createFocuser(options)
      await expect(focuser.focus(AGENT)).rejects.toThrow(reason)
      expect(await focuser.hasFocus(AGENT)).toBe(false)
    })
})

describe('one of several windows of one process', () => {
  test('is better than none, but nobody can say that it is seen', async () => {
    const NIRI_SOCKET = join(makeTempDir(), 'niri.sock')
    const windows = [4, 5].map((id) => ({ id, pid: TERMINAL, is_focused: id === 5 }))
    const asked = await serve(
      NIRI_SOCKET,
      () => `${JSON.stringify({ Ok: { Windows: windows } })}\n`,
    )
    const kitty = { KITTY_WINDOW_ID: '8', KITTY_LISTEN_ON: 'unix:/tmp/k' }
    const dir = makeTempDir()
    const env = { NIRI_SOCKET, ...installProgram(dir, 'kitty', '') }
    const focuser = createFocuser({ env, proc: chain('kitty', kitty) })
    expect(await focuser.hasFocus(AGENT)).toBe(false)
    expect(await focuser.focus(AGENT)).toBe('kitty (one of its 2 windows), pane 8')
    expect(asked.at(-1)).toContain('"id":5')
    expect(readFileSync(join(dir, 'calls'), 'utf8').trim()).toBe(
      '["@","--to","unix:/tmp/k","focus-window","--match","id:8"]',
    )
  })
})

test('lines of wmctrl are read whatever the title holds', () => {
  const text = '0x00a00003  0 4711   host  title 0x1 2\n0x00a00004 -1 0      host x\n\nrubbish'
  expect(parseWmctrl(text)).toEqual([[0xa00003, 4711]])
})

test('every compositor tells what it needs and how it was checked', () => {
  expect(new Set(compositors.map(({ id }) => id)).size).toBe(compositors.length)
  for (const { name, checked } of compositors) expect([name, checked]).not.toContain('')
})
