import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { locate } from '../../src/host/location.ts'
import { createProc } from '../../src/host/proc.ts'
import { findSurroundings } from '../../src/host/surroundings.ts'
import { createTmux, TmuxError, type TmuxPlace } from '../../src/host/tmux.ts'
import { has, identify, isLinux, nextLine, start, unless } from './children.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'

const proc = createProc()
const canRun = isLinux && has('tmux') && has('script')
const reason = unless(canRun, 'needs tmux, and script for a terminal')

describe.skipIf(!canRun)(`a tmux server${reason}`, () => {
  test('an agent in a pane is found, also while nobody is attached', async () => {
    const { socket, tmux } = openServer('work')
    const [pane = '', pid = ''] = tmux('list-panes', '-F', '#{pane_id} #{pane_pid}').split(' ')
    // Until its program runs, the process is tmux itself, with another environment.
    await until(() => !readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('tmux'))
    const location = await locate(identify(Number(pid)))
    expect(location).toMatchObject({ tmux: { socket, pane } })
    expect(location).not.toHaveProperty('terminal')
    expect(await createTmux().find({ socket, pane })).toEqual({
      socket,
      pane,
      sessionId: '$0',
      sessionName: 'work',
      windowId: '@0',
      clients: [],
    })
  })

  test('its client leads to the terminal and window of now, not of then', async () => {
    const server = openServer('work')
    const first = await attach(server, 'work', 1111)
    const find = async () => {
      const { clients } = await createTmux().find({ socket: server.socket, pane: '%0' })
      return clients.map(({ pid, ...client }) => ({ ...client, ...findSurroundings(proc, pid) }))
    }
    expect(await find()).toMatchObject([
      { isAttached: true, terminal: { name: 'foot', pid: first.pid, windowId: 1111 } },
    ])
    server.tmux('detach-client', '-t', first.tty)
    const second = await attach(server, 'work', 2222)
    expect(await find()).toMatchObject([
      { tty: second.tty, terminal: { pid: second.pid, windowId: 2222 } },
    ])
  })

  test('who looks at the session comes first; programs that are attached do not count', async () => {
    const server = openServer('work')
    server.tmux('new-session', '-d', '-s', 'other', 'cat')
    const looking = await attach(server, 'work', 1)
    const elsewhere = await attach(server, 'other', 2)
    start(['tmux', '-S', server.socket, '-C', 'attach', '-t', 'work'])
    await until(() => server.tmux('list-clients').split('\n').length === 3)
    const { clients } = await createTmux().find({ socket: server.socket, pane: '%0' })
    expect(clients.map(({ tty, isAttached }) => [tty, isAttached])).toEqual([
      [looking.tty, true],
      [elsewhere.tty, false],
    ])
  })

  test('a pane is shown to a client: session, window and pane, and a zoom is kept', async () => {
    const server = openServer('a b; #{pid} $1')
    server.tmux('split-window', '-t', '@0', 'cat')
    server.tmux('resize-pane', '-Z', '-t', '%1')
    server.tmux('new-window', '-t', '$0', 'cat')
    server.tmux('new-session', '-d', '-s', 'other', 'cat')
    await attach(server, 'other', 1)
    const tmux = createTmux()
    const show = async (pane: string) => {
      const place = await tmux.find({ socket: server.socket, pane })
      await tmux.show(place, place.clients[0]!)
      const { clients } = await tmux.find({ socket: server.socket, pane })
      expect(await tmux.isVisible(place, clients[0]!)).toBe(true)
      return server.tmux('list-clients', '-F', '#{session_id} #{pane_id} #{window_zoomed_flag}')
    }
    expect(await show('%1')).toBe('$0 %1 1')
    expect(await show('%2')).toBe('$0 %2 0')
    expect(await show('%0')).toBe('$0 %0 1')
    expect(await show('%3')).toBe('$1 %3 0')
  })

  test('a pane is visible beside the active one, and not behind a zoomed one or in another window', async () => {
    const server = openServer('work')
    server.tmux('split-window', '-t', '@0', 'cat')
    const tmux = createTmux()
    const isVisible = async (pane: string) => {
      const place = await tmux.find({ socket: server.socket, pane })
      return tmux.isVisible(place, place.clients[0]!)
    }
    await attach(server, 'work', 1)
    expect([await isVisible('%0'), await isVisible('%1')]).toEqual([true, true])
    server.tmux('resize-pane', '-Z', '-t', '%1')
    expect([await isVisible('%0'), await isVisible('%1')]).toEqual([false, true])
    server.tmux('new-window', '-t', '$0', 'cat')
    expect([await isVisible('%1'), await isVisible('%2')]).toEqual([false, true])
    server.tmux('new-session', '-d', '-s', 'other', 'cat')
    expect(await isVisible('%3')).toBe(false)
  })

  test('of sessions that share a window, the one that is looked at is told', async () => {
    const server = openServer('work')
    server.tmux('new-session', '-d', '-s', 'copy', '-t', 'work')
    await attach(server, 'copy', 1)
    const place = await createTmux().find({ socket: server.socket, pane: '%0' })
    expect(place).toMatchObject({ sessionName: 'copy', clients: [{ isAttached: true }] })
  })

  test('what is not there is told in words', async () => {
    const server = openServer('work')
    const { socket } = server
    const tmux = createTmux()
    const place = await tmux.find({ socket, pane: '%0' })
    await expectProblem(tmux.find({ socket, pane: '%7' }), 'tmux has no pane %7 any more')
    await expectProblem(show(place), 'refuses switch-client')
    server.tmux('kill-server')
    await expectProblem(tmux.find({ socket, pane: '%0' }), 'refuses list-')
  })
})

test('a tmux that is not installed is told in words', async () => {
  const tmux = createTmux({ program: '/nonexistent/tmux' })
  await expectProblem(tmux.find({ socket: '/x', pane: '%0' }), 'cannot be started')
})

test('a tmux that hangs is given up', async () => {
  const program = join(makeTempDir(), 'tmux')
  writeFileSync(program, '#!/bin/sh\nexec tail -f /dev/null\n')
  chmodSync(program, 0o700)
  const tmux = createTmux({ program, timeoutMs: 20 })
  await expectProblem(tmux.find({ socket: '/x', pane: '%0' }), 'does not answer')
})

async function expectProblem(answer: Promise<unknown>, message: string): Promise<void> {
  const error: unknown = await answer.then(
    () => undefined,
    (problem: unknown) => problem,
  )
  expect(error).toBeInstanceOf(TmuxError)
  expect((error as TmuxError).message).toContain(message)
}

const show = (place: TmuxPlace) =>
  createTmux().show(place, { tty: '/dev/pts/none', pid: 1, isAttached: false })

type Server = ReturnType<typeof openServer>

/** A server of this test's own, with one session. */
function openServer(session: string) {
  const socket = join(makeTempDir(), 'tmux.sock')
  const env = { PATH: process.env.PATH, SHELL: '/bin/sh', TERM: 'xterm', LC_ALL: 'C' }
  const tmux = (...args: readonly string[]): string =>
    execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...args], {
      env,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim()
  tmux('new-session', '-d', '-s', session, '-x', '80', '-y', '24', 'cat')
  onTestFinished(() => {
    try {
      tmux('kill-server')
    } catch {
      // The test has ended it.
    }
  })
  const clients = () => tmux('list-clients', '-F', '#{client_tty}').split('\n').filter(Boolean)
  return { socket, tmux, clients, env }
}

/** Attaches in a new terminal that seems to be foot, in a window of that number. */
async function attach({ socket, clients, env }: Server, session: string, windowId: number) {
  const foot = join(makeTempDir(), 'foot')
  const script = await nextLine(start(['sh', '-c', 'command -v script']))
  copyFileSync(realpathSync(script), foot)
  const before = new Set(clients())
  const command = `WINDOWID=${windowId} exec tmux -S '${socket}' attach -t '${session}'`
  const terminal = start([foot, '-qec', command, '/dev/null'], { env })
  terminal.stdout?.resume()
  const added = () => clients().find((tty) => !before.has(tty))
  await until(() => added() !== undefined)
  return { pid: terminal.pid, tty: added()! }
}
