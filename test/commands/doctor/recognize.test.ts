// Which processes are agents, by what is known of their command lines.

import { describe, expect, test } from 'vitest'
import { findRunningAgents } from '../../../src/commands/doctor/running-agents.ts'
import { fakeProc } from '../../host/fake-proc.ts'

const uid = process.geteuid?.() ?? 0

/** As what it runs, were it the only process. */
function recognize(argv: readonly string[], executable: string | undefined) {
  const proc = fakeProc({
    10: { arguments: argv, ...(executable === undefined ? {} : { executable }) },
  })
  return findRunningAgents(proc, uid)[0]?.setup
}

describe('recognize', () => {
  test.each([
    [['claude'], '/opt/claude/versions/2.1.197', 'claude-code'],
    [['claude', '-p', 'hi'], '/usr/bin/claude', 'claude-code'],
    [['node', '/usr/bin/claude'], '/usr/bin/node', 'claude-code'],
    [
      ['node', '--enable-source-maps', '/x/node_modules/@anthropic-ai/claude-code/cli.js'],
      '/n/node',
      'claude-code',
    ],
    [['/home/me/.local/bin/codex', 'exec', 'x'], '/home/me/.local/bin/codex', 'codex'],
    [['node', '/usr/lib/node_modules/@openai/codex/bin/codex.js'], '/usr/bin/node', 'codex'],
    [['/usr/bin/node', '/usr/local/bin/gemini'], '/usr/bin/node', 'gemini-cli'],
    [
      ['node', '/usr/lib/node_modules/@qwen-code/qwen-code/dist/cli.js'],
      '/usr/bin/node',
      'qwen-code',
    ],
    [['copilot'], undefined, 'copilot'],
    [['bun', '/x/node_modules/opencode-ai/bin/opencode'], '/usr/bin/bun', 'opencode'],
  ])('%j is %s', (argv, executable, expected) => {
    expect(recognize(argv, executable)?.id).toBe(expected)
  })

  test.each([
    [['vim', 'claude'], '/usr/bin/vim'],
    [['node', '/home/me/claude/server.js'], '/usr/bin/node'],
    [['node', 'main.ts', 'setup', 'codex'], '/usr/bin/node'],
    [['sh', '-c', 'claude'], '/usr/bin/sh'],
    [['claude-desktop'], '/usr/bin/claude-desktop'],
    [['node'], '/usr/bin/node'],
    [[], undefined],
  ])('%j is none', (argv, executable) => {
    expect(recognize(argv, executable)).toBeUndefined()
  })
})

describe('findRunningAgents', () => {
  test('takes a wrapper and what it started for one', () => {
    const proc = fakeProc({
      10: { arguments: ['node', '/bin/codex'], executable: '/usr/bin/node', cwd: '/a' },
      11: { arguments: ['/lib/codex'], executable: '/lib/codex', parentPid: 10, cwd: '/a' },
      12: { arguments: ['claude'], parentPid: 11, cwd: '/a' },
    })
    expect(
      findRunningAgents(proc, uid).map(({ setup, pid, pids }) => [
        setup.id,
        pid,
        pids.toSorted((a, b) => a - b),
      ]),
    ).toEqual([
      ['codex', 10, [10, 11]],
      ['claude-code', 12, [12]],
    ])
  })

  test("keeps Codex's background process apart from the terminal that started it", () => {
    const proc = fakeProc({
      10: { arguments: ['codex'], executable: '/bin/codex' },
      11: { arguments: ['codex', 'app-server'], executable: '/bin/codex', parentPid: 10 },
    })
    expect(findRunningAgents(proc, uid).map(({ pid, isShared }) => [pid, isShared])).toEqual([
      [10, false],
      [11, true],
    ])
  })

  test('leaves out the dead and those of others', () => {
    const proc = fakeProc({
      10: { arguments: ['claude'], state: 'Z' },
      11: { arguments: ['claude'] },
    })
    expect(findRunningAgents(proc, uid).map(({ pid }) => pid)).toEqual([11])
    expect(findRunningAgents(proc, uid + 1)).toEqual([])
  })
})
