// The number of a process's window: told where it is one beyond doubt, and nothing else.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createFocuser } from '../../src/host/focus/focuser.ts'
import { createWindowFinder } from '../../src/host/focus/windows.ts'
import { TmuxError, type Tmux } from '../../src/host/tmux.ts'
import { createFakeProc, installProgram, serve } from './focus-support.ts'
import { makeTempDir } from '../temp-dir.ts'

const AGENT = 100
const TERMINAL = 98
const agentIn = (command: string, env: Record<string, string> = {}) =>
  createFakeProc({
    [AGENT]: { parent: TERMINAL, command: 'claude', env },
    [TERMINAL]: { parent: 1, command },
  })
const proc = agentIn('foot')

async function startNiri(...pids: readonly number[]) {
  const NIRI_SOCKET = join(makeTempDir(), 'niri.sock')
  const Windows = pids.map((pid, n) => ({ id: n + 1, pid, is_focused: false }))
  await serve(NIRI_SOCKET, () => `${JSON.stringify({ Ok: { Windows } })}\n`)
  return { NIRI_SOCKET }
}

describe('the window of a process', () => {
  test('has the number that the compositor gives it', async () => {
    const env = await startNiri(7, TERMINAL, 8)
    expect(await createWindowFinder({ env, proc })(AGENT)).toBe(2)
  })

  test('is not guessed where the terminal has several', async () => {
    const env = await startNiri(TERMINAL, TERMINAL)
    expect(await createWindowFinder({ env, proc })(AGENT)).toBeUndefined()
  })

  test('has its address for a number on Hyprland', async () => {
    const dir = makeTempDir()
    mkdirSync(join(dir, 'hypr', 'abc'), { recursive: true })
    const clients = [{ address: '0x5581a0b0c0d0', pid: TERMINAL, mapped: true }]
    await serve(join(dir, 'hypr', 'abc', '.socket.sock'), (question) =>
      JSON.stringify(question === 'j/clients' ? clients : {}),
    )
    const find = createWindowFinder({ env: { XDG_RUNTIME_DIR: dir }, proc })
    expect(await find(AGENT)).toBe(0x55_81_a0_b0_c0_d0)
  })

  test('has none where the desktop does not count windows', async () => {
    const env = {
      ...installProgram(makeTempDir(), 'kdotool', `console.log('{0b7c}')`),
      XDG_CURRENT_DESKTOP: 'KDE',
      WAYLAND_DISPLAY: 'wayland-0',
    }
    expect(await createWindowFinder({ env, proc })(AGENT)).toBeUndefined()
  })

  test('is the one that the terminal names where no desktop answers', async () => {
    const inXterm = agentIn('xterm', { WINDOWID: '4194317' })
    const find = createWindowFinder({ env: {}, proc: inXterm })
    expect(await find(AGENT)).toBe(4_194_317)
    expect(await createWindowFinder({ env: {}, proc })(AGENT)).toBeUndefined()
  })

  test('is unknown for a process that has ended or is shown nowhere', async () => {
    const env = await startNiri(TERMINAL)
    const tmux: Tmux = {
      find: () => Promise.reject(new TmuxError('no pane')),
      show: () => Promise.resolve(),
      isVisible: () => Promise.resolve(false),
    }
    const inTmux = createFakeProc({
      [AGENT]: { parent: 97, command: 'claude', env: { TMUX: '/t/s,97,0', TMUX_PANE: '%1' } },
      97: { parent: 1, command: 'tmux: server' },
    })
    expect(await createWindowFinder({ env, proc: inTmux, tmux })(AGENT)).toBeUndefined()
    expect(await createWindowFinder({ env, proc })(4711)).toBeUndefined()
  })

  test('is that of the client of tmux that is here, be it a remote login that was used last', async () => {
    const clients = [60, 50].map((pid) => ({ pid, tty: `/dev/pts/${pid}`, isAttached: true }))
    const shown: string[] = []
    const tmux: Tmux = {
      find: async (pane) => {
        return { ...pane, sessionId: '$1', sessionName: 'work', windowId: '@1', clients }
      },
      show: async (_, { tty }) => void shown.push(tty),
      isVisible: async () => true,
    }
    const attached = createFakeProc({
      [AGENT]: { parent: 97, command: 'claude', env: { TMUX: '/t/s,97,0', TMUX_PANE: '%1' } },
      97: { parent: 1, command: 'tmux: server' },
      60: { parent: 59, command: 'tmux: client', env: { SSH_CONNECTION: '1 2 3 4' } },
      59: { parent: 1, command: 'sshd' },
      50: { parent: TERMINAL, command: 'tmux: client' },
      [TERMINAL]: { parent: 1, command: 'foot' },
    })
    const options = { env: await startNiri(7, TERMINAL), proc: attached, tmux }
    expect(await createWindowFinder(options)(AGENT)).toBe(2)
    expect(await createFocuser(options).focus(AGENT)).toBe('foot, tmux pane %1')
    expect(shown).toEqual(['/dev/pts/50'])
  })
})
