// Finding agents among processes that are known by various names.

import { expect, test } from 'vitest'
import { scanAgents, toKernelDevice } from '../../src/probe/process-scan.ts'
import { type FakeProcess, fakeProc, pts } from '../host/fake-proc.ts'

const names = ['claude', 'codex', 'gemini', 'a-name-beyond-what-the-kernel-keeps']

function scan(processes: Readonly<Record<number, FakeProcess>>, others: readonly number[] = []) {
  const userOf = (pid: number) => (others.includes(pid) ? 1001 : 1000)
  return scanAgents(fakeProc(processes), { names, uid: 1000 }, userOf)
}

test.each<[string, FakeProcess]>([
  ['its command', { command: 'claude', arguments: ['/opt/versions/2.1'] }],
  ['what it was called by', { command: 'MainThread', arguments: ['claude', '--resume'] }],
  ['a path', { arguments: ['/usr/bin/claude'] }],
  ['the script that Node runs', { arguments: ['node', '--no-warnings', '/usr/bin/claude'] }],
  ["nixpkgs' wrapper", { arguments: ['/nix/store/x/bin/.claude-wrapped'] }],
])('an agent is known by %s', (_, process) => {
  const at = { ...process, ttyNumber: pts(3), startTime: 77, parentPid: 1 }
  expect(scan({ 10: at })).toMatchObject([
    { pid: 10, root: 10, name: 'claude', startTime: 77, device: 136 * 2 ** 20 + 3 },
  ])
})

test('a long name is known by what the kernel keeps of it', () => {
  expect(scan({ 10: { command: 'a-name-beyond-w' } })).toMatchObject([{ name: names[3] }])
})

test.each<[string, FakeProcess]>([
  ['is told about one', { arguments: ['vim', 'claude'] }],
  ['has one in an option', { arguments: ['node', 'server.js', 'claude'] }],
  ['is dead', { command: 'claude', state: 'Z' }],
])('a program that %s is none', (_, process) => {
  expect(scan({ 10: process })).toEqual([])
})

test('the tree is all that came of it, in order, whoever it belongs to', () => {
  const found = scan(
    {
      10: { command: 'claude' },
      11: { command: 'sh', parentPid: 10, arguments: ['/bin/sh', '-c', 'x'] },
      12: { command: 'sudo', parentPid: 11 },
      20: { command: 'bash' },
      21: { command: 'codex', parentPid: 20 },
    },
    [12],
  )
  expect(found.map(({ pid, root, parent, program }) => [pid, root, parent, program])).toEqual(
    expect.arrayContaining([
      [10, 10, 1, 'claude'],
      [11, 10, 10, 'sh'],
      [12, 10, 11, 'sudo'],
      [21, 21, 20, 'codex'],
    ]),
  )
  expect(found).toHaveLength(4)
  const order = found.map(({ pid }) => pid)
  expect(order.indexOf(10)).toBeLessThan(order.indexOf(11))
})

test("other users' agents are none, an agent in another's tree has its own, its own kind not", () => {
  const processes = {
    10: { command: 'claude' },
    11: { command: 'codex', parentPid: 10 },
    12: { command: 'codex', parentPid: 11 },
    13: { command: 'claude', parentPid: 12 },
    14: { command: 'gemini', parentPid: 10 },
  }
  const roots = scan(processes, [14]).map(({ pid, root }) => [pid, root])
  expect(roots.toSorted((a, b) => a[0]! - b[0]!)).toEqual([
    [10, 10],
    [11, 11],
    [12, 11],
    [13, 13],
    [14, 10],
  ])
  expect(scan({ 10: { command: 'claude' } }, [10])).toEqual([])
})

test.each([
  [0, 0],
  [pts(0), 136 * 2 ** 20],
  [(136 << 8) | 0xff, 136 * 2 ** 20 + 0xff],
  // pts/300: the minor's higher bits are above the major.
  [(136 << 8) | (300 & 0xff) | ((300 & ~0xff) << 12), 136 * 2 ** 20 + 300],
  [(4 << 8) | 1, 4 * 2 ** 20 + 1],
])('terminal %i is %i inside of the kernel', (number, device) => {
  expect(toKernelDevice(number)).toBe(device)
})
