import { describe, expect, test } from 'vitest'
import { findSurroundings, type Surroundings } from '../../src/host/surroundings.ts'
import { type FakeProcess, fakeProc, pts } from './fake-proc.ts'

/** What is found for an agent with these variables, whose ancestors are `chain`, the nearest first. */
function find(
  environment: Readonly<Record<string, string>>,
  chain: readonly FakeProcess[],
  ttyNumber = pts(3),
): Surroundings {
  const agent: FakeProcess = { command: 'MainThread', parentPid: 200, ttyNumber, environment }
  const shell: FakeProcess = { command: 'zsh', parentPid: 300, ttyNumber }
  const above = chain.map((process, i) => [300 + i, { parentPid: 301 + i, ...process }])
  return findSurroundings(
    fakeProc({ 100: agent, 200: shell, ...(Object.fromEntries(above) as object) }),
    100,
  )
}

describe('a terminal above', () => {
  test.each<[name: string, FakeProcess]>([
    ['kitty', { command: 'kitty' }],
    ['kitty', { command: '.kitty-wrapped' }],
    ['kitty', { command: 'x', executable: '/nix/store/abc-kitty/bin/.kitty-wrapped' }],
    ['ghostty', { command: '.ghostty-wrappe' }],
    ['ghostty', { command: 'ghostty', executable: '/usr/bin/ghostty (deleted)' }],
    ['foot', { command: 'foot' }],
    ['alacritty', { command: 'alacritty' }],
    ['wezterm', { command: 'wezterm-gui' }],
    ['wezterm', { command: '.wezterm-gui-wr' }],
    ['konsole', { command: 'konsole' }],
    ['gnome-terminal', { command: 'gnome-terminal-' }],
    ['gnome-terminal', { command: 'x', executable: '/usr/libexec/gnome-terminal-server' }],
    ['gnome-console', { command: 'kgx' }],
    ['xterm', { command: 'xterm' }],
    ['terminator', { command: 'terminator', executable: '/usr/bin/python3.13' }],
    ['vscode', { command: 'code' }],
    ['vscode', { command: 'codium' }],
  ])('is %s: %j', (name, process) => {
    expect(find({}, [process])).toEqual({ terminal: { name, pid: 300 } })
  })

  test.each(['footer', 'kitten', 'code-server', 'constructor', '.', '', 'tmuxinator'])(
    'is not %j',
    (command) => expect(find({}, [{ command }])).toEqual({}),
  )

  test('is the nearest one, however many programs are between', () => {
    const between = Array.from({ length: 20 }, () => ({ command: 'make' }))
    const found = find({}, [...between, { command: 'foot' }, { command: 'kitty' }])
    expect(found.terminal).toEqual({ name: 'foot', pid: 320 })
  })

  test('of an editor in several processes is the one that owns the window', () => {
    const chain = [
      { command: 'code' },
      { command: 'code' },
      { command: 'bash' },
      { command: 'code' },
    ]
    expect(find({}, chain).terminal).toEqual({ name: 'vscode', pid: 301 })
  })

  test('shows an agent without a terminal device too: an editor extension’s', () => {
    expect(find({}, [{ command: 'code' }], 0)).toEqual({ terminal: { name: 'vscode', pid: 300 } })
  })

  test('counts, not what other terminals handed down', () => {
    const variables = {
      TERM_PROGRAM: 'vscode',
      KITTY_WINDOW_ID: '7',
      TMUX: '/tmp/tmux-1/default,9,0',
      TMUX_PANE: '%1',
      STY: '5.pts-0',
      ZELLIJ_SESSION_NAME: 'old',
      SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22',
      GITHUB_TOKEN: 'secret',
    }
    expect(find(variables, [{ command: 'foot' }])).toEqual({
      terminal: { name: 'foot', pid: 300 },
    })
  })

  test('is addressed by its own variables', () => {
    const variables = {
      KITTY_WINDOW_ID: '7',
      KITTY_LISTEN_ON: 'unix:/tmp/kitty',
      WEZTERM_PANE: '4',
      WEZTERM_UNIX_SOCKET: '/run/wezterm',
    }
    const kitty = { name: 'kitty', pid: 300, pane: '7', control: 'unix:/tmp/kitty' }
    expect(find(variables, [{ command: 'kitty' }]).terminal).toEqual(kitty)
    const wezterm = { name: 'wezterm', pid: 300, pane: '4', control: '/run/wezterm' }
    expect(find(variables, [{ command: 'wezterm-gui' }]).terminal).toEqual(wezterm)
  })

  test.each<[string, string | undefined, string | undefined, number | undefined]>([
    ['its own window', '4194311', undefined, 4_194_311],
    ['its own window, started from another', '4194311', '77', 4_194_311],
    ['the window that it was started from', '77', '77', undefined],
    ['none', undefined, undefined, undefined],
    ['no number', '0x12', undefined, undefined],
    ['no window', '0', undefined, undefined],
    ['a number beyond all', '99999999999', undefined, undefined],
  ])('gives its window, if WINDOWID is that: %s', (_, own, inherited, expected) => {
    const toEnvironment = (id?: string): Record<string, string> => (id ? { WINDOWID: id } : {})
    const chain = [{ command: 'xterm', environment: toEnvironment(inherited) }]
    expect(find(toEnvironment(own), chain).terminal?.windowId).toBe(expected)
  })
})

describe('a multiplexer above', () => {
  const stale = { WINDOWID: '77', KITTY_WINDOW_ID: '1', SSH_CONNECTION: '1 2 3 4' }

  test('tmux gives server and pane, and no terminal: it may be another by now', () => {
    const variables = { ...stale, TMUX: '/tmp/tmux-1000/a,b,300,4', TMUX_PANE: '%12' }
    expect(find(variables, [{ command: 'tmux: server' }, { command: 'kitty' }])).toEqual({
      tmux: { socket: '/tmp/tmux-1000/a,b', pane: '%12' },
    })
  })

  test('what starts without its variables, as a tmux in tmux does, is in the pane of its parents', () => {
    const environment = { TMUX: '/tmp/tmux-1000/outer,301,4', TMUX_PANE: '%12' }
    const chain = [
      { command: 'bash', environment },
      { command: 'tmux: server', environment: stale },
    ]
    const expected = { tmux: { socket: '/tmp/tmux-1000/outer', pane: '%12' } }
    expect(find({}, chain)).toEqual(expected)
    expect(find({ TMUX: '/tmp/tmux-1000/inner,9,0', TMUX_PANE: '%1' }, chain)).toEqual(expected)
  })

  test.each([
    { TMUX: '/tmp/tmux-1000/default,299,4', TMUX_PANE: '%12' },
    { TMUX: '/tmp/tmux-1000/default,300,4', TMUX_PANE: '12' },
    { TMUX: '/tmp/tmux-1000/default,300,4' },
    { TMUX: 'relative,300,4', TMUX_PANE: '%12' },
    { TMUX: '', TMUX_PANE: '%12' },
    {},
  ])('tmux with variables of another server is nothing to show: %j', (variables) => {
    expect(find(variables, [{ command: 'tmux: server' }])).toEqual({})
  })

  test('zellij gives its session', () => {
    const variables = { ...stale, ZELLIJ_SESSION_NAME: 'main', ZELLIJ_PANE_ID: '3' }
    expect(find(variables, [{ command: 'zellij' }])).toEqual({
      zellij: { session: 'main' },
    })
  })

  test('screen gives its session', () => {
    const variables = { ...stale, STY: '300.work', WINDOW: '2' }
    expect(find(variables, [{ command: 'SCREEN' }])).toEqual({
      screen: { session: '300.work' },
    })
  })

  test.each(['zellij', 'screen'])('%s without variables is nothing to show', (command) => {
    expect(find({}, [{ command }])).toEqual({})
  })
})

describe('a remote login above', () => {
  const connection = '192.0.2.7 50022 192.0.2.1 22'

  test.each(['sshd', 'sshd-session', 'dropbear', 'mosh-server'])(
    '%s gives both ends',
    (command) => {
      const found = find({ SSH_CONNECTION: connection, TERM: 'xterm-256color' }, [{ command }])
      expect(found).toEqual({ ssh: { connection } })
    },
  )

  test('names the terminal at the far end if its kind is told, and no process', () => {
    const found = find({ SSH_CONNECTION: connection, TERM: 'xterm-kitty' }, [{ command: 'sshd' }])
    expect(found).toEqual({ ssh: { connection }, terminal: { name: 'kitty' } })
  })
})

describe('nothing known above', () => {
  test.each<[string | undefined, Record<string, string>]>([
    ['vscode', { TERM_PROGRAM: 'vscode', TERM: 'xterm-256color' }],
    ['foot', { TERM: 'foot' }],
    ['ghostty', { TERM_PROGRAM: 'ghostty', TERM: 'xterm-ghostty', GHOSTTY_RESOURCES_DIR: '/x' }],
    ['xterm', { XTERM_VERSION: 'XTerm(390)', TERM: 'xterm' }],
    [undefined, { TERM_PROGRAM: 'vscode', KITTY_WINDOW_ID: '1' }],
    [undefined, { TERM: 'xterm-256color' }],
    [undefined, { TERM_PROGRAM: 'constructor' }],
    [undefined, { TERM: 'foot', TMUX: '/tmp/x,1,1' }],
    [undefined, { TERM: 'foot', STY: '1.x' }],
  ])('takes %s from %j', (name, variables) => {
    expect(find(variables, []).terminal).toEqual(name === undefined ? undefined : { name })
  })

  test('takes nothing without a terminal device: it was left behind by one', () => {
    expect(find({ TERM: 'foot', SSH_CONNECTION: '1 2 3 4' }, [], 0)).toEqual({})
  })
})

test('a process that is gone is nowhere', () => {
  expect(findSurroundings(fakeProc({}), 5)).toEqual({})
})

test('parents that go round in a circle end the search', () => {
  const proc = fakeProc({ 5: { parentPid: 6 }, 6: { parentPid: 5 } })
  expect(findSurroundings(proc, 5)).toEqual({})
})
