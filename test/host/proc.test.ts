import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProc, parseStat, type Proc } from '../../src/host/proc.ts'
import { until } from '../until.ts'
import { isLinux, isRoot, nextLine, NOBODY, start, startNode, unless } from './children.ts'
import { fakeProc, toStatText, writeProc, writeProcess } from './fake-proc.ts'

describe('parseStat', () => {
  const hostile = [
    'MainThread',
    'tmux: server',
    'a b c',
    ')',
    '(',
    '((',
    '))))',
    ') Z 1 2 3 4',
    'x) R 99 (y',
    'two\nlines',
    '\n)\n',
    ' ',
    '',
    '(sd-pam)',
    '1 (init) S 0',
    '\ufffd\u0001',
  ]
  test.each(hostile)('takes any command: %j', (command) => {
    const given = { command, state: 'R', parentPid: 42, ttyNumber: 34_817, startTime: 250_139 }
    expect(parseStat(7, toStatText(7, given))).toEqual({ pid: 7, ...given })
  })

  test.each(['', '\n', '7', '7 (cut', '7 (cut)', '7 (cut) S 1 2 3', ')(', 'S 1 2 3', '7 () '])(
    'finds nothing in %j',
    (text) => expect(parseStat(7, text)).toBeUndefined(),
  )

  test('does not take a start time that is no number', () => {
    const text = toStatText(7, { startTime: 12 }).replace(' 12 ', ' soon ')
    expect(parseStat(7, text)).toBeUndefined()
  })
})

describe('existence', () => {
  test.each(['R', 'S', 'D', 'T', 't', 'I'])('a process in state %s runs', (state) => {
    const proc = fakeProc({ 5: { state, startTime: 9 } })
    expect(proc.existence({ pid: 5, startTime: 9 })).toBe('running')
    expect(proc.identify(5)).toEqual({ pid: 5, startTime: 9 })
  })

  test.each(['Z', 'X', 'x'])('a process in state %s has ended', (state) => {
    const proc = fakeProc({ 5: { state, startTime: 9 } })
    expect(proc.existence({ pid: 5, startTime: 9 })).toBe('ended')
    expect(proc.identify(5)).toBeUndefined()
  })

  test('a number that was given to another process has ended', () => {
    const directory = writeProc({ 5: { startTime: 9 } })
    const proc = createProc(directory)
    const first = proc.identify(5)!
    rmSync(join(directory, '5'), { recursive: true })
    expect(proc.existence(first)).toBe('ended')
    writeProcess(directory, 5, { startTime: 10 })
    expect(proc.existence(first)).toBe('ended')
    expect(proc.identify(5)).not.toEqual(first)
  })

  test('says nothing without /proc, nor where it reads nonsense', () => {
    expect(createProc('/nonexistent').existence({ pid: 5, startTime: 9 })).toBe('unknown')
    const directory = writeProc({ 5: {} })
    writeFileSync(join(directory, '5/stat'), '')
    expect(createProc(directory).existence({ pid: 5, startTime: 9 })).toBe('unknown')
  })
})

test('a process that is not there has nothing', () => {
  for (const proc of [createProc('/nonexistent'), fakeProc({})])
    expect(Object.values(everything(proc, 5))).toEqual([...Array(8)].map(() => undefined))
  expect(createProc('/nonexistent').pids()).toEqual([])
})

test('lists processes only, the newest first', () => {
  expect(fakeProc({ 9: {}, 10: {}, 100: {} }).pids()).toEqual([100, 10, 9])
})

test('tells variables that were asked for, and no others', () => {
  const environment = { TMUX: '/tmp/a=b,1,0', SECRET_KEY: 'hush', EMPTY: '' }
  const proc = fakeProc({ 5: { environment }, 6: {} })
  const names = new Set(['TMUX', 'EMPTY', 'MISSING', ''])
  expect([...proc.environment(5, names)!]).toEqual([
    ['TMUX', '/tmp/a=b,1,0'],
    ['EMPTY', ''],
  ])
  expect(proc.environment(6, names)).toBeUndefined()
})

test('takes the first of two variables, and survives what is none', () => {
  const directory = writeProc({ 5: {} })
  writeFileSync(join(directory, '5/environ'), 'A=1\0A=2\0=x\0nonsense\0\0B=3')
  const variables = createProc(directory).environment(5, new Set(['A', 'B', 'nonsense']))!
  expect(Object.fromEntries(variables)).toEqual({ A: '1', B: '3' })
})

test('paths of what was removed are those that it had', () => {
  const proc = fakeProc({ 5: { cwd: '/home/me/gone (deleted)', executable: '/bin/old (deleted)' } })
  expect(proc.workingDirectory(5)).toBe('/home/me/gone')
  expect(proc.executable(5)).toBe('/bin/old')
})

test('tells sockets from other descriptors', () => {
  const proc = fakeProc({ 5: { sockets: [77, 78] } })
  expect(proc.descriptors(5)!.map((fd) => proc.socketInode(5, fd))).toEqual([undefined, 77, 78])
})

test.skipIf(!isLinux)('reads a real process', async () => {
  const env = { PATH: process.env.PATH, COLOUR: 'blue' }
  const script = 'process.title = "any (thing) \\n"; console.log("up"); setInterval(() => {}, 1e6)'
  const child = startNode(script, ['a b', ''], { cwd: '/', env })
  await nextLine(child)
  const proc = createProc()
  expect(proc.stat(child.pid)).toMatchObject({ pid: child.pid, parentPid: process.pid })
  expect(proc.existence(proc.identify(child.pid)!)).toBe('running')
  expect(proc.workingDirectory(child.pid)).toBe('/')
  expect(proc.executable(child.pid)).toBe(process.execPath)
  expect(proc.owner(child.pid)).toBe(process.getuid!())
  expect(proc.environment(child.pid, new Set(['COLOUR']))?.get('COLOUR')).toBe('blue')
  expect(proc.pids()).toContain(child.pid)
})

test.skipIf(!isLinux)('a corpse that nobody collects has ended', async () => {
  // The shell that would collect its child becomes a program that does not.
  const shell = start(['bash', '-c', 'tail -f /dev/null & echo $!; exec tail -f /dev/null'])
  const pid = Number(await nextLine(shell))
  const proc = createProc()
  await until(() => proc.stat(shell.pid)?.command === 'tail')
  process.kill(pid, 'SIGKILL')
  await until(() => proc.stat(pid)?.state === 'Z')
  expect(proc.identify(pid)).toBeUndefined()
  expect(proc.existence({ pid, startTime: proc.stat(pid)!.startTime })).toBe('ended')
})

const canBeNobody = isLinux && isRoot
const reason = unless(canBeNobody, 'needs root to be another user')
test.skipIf(!canBeNobody)(`what is denied is unknown, never an error${reason}`, async () => {
  const module = join(import.meta.dirname, '../../src/host/proc.ts')
  const script = `
    const { createProc } = await import(${JSON.stringify(module)})
    const pid = ${process.pid}, proc = createProc(), stat = proc.stat(pid)
    console.log(JSON.stringify([
      stat && proc.existence(stat), proc.environment(pid, new Set(['PATH'])), proc.descriptors(pid),
      proc.executable(pid), proc.workingDirectory(pid), proc.socketInode(pid, '0')].map((x) => x ?? 0)))`
  const child = startNode(script, [], { uid: NOBODY, gid: NOBODY, cwd: '/' })
  expect(JSON.parse(await nextLine(child))).toEqual(['running', 0, 0, 0, 0, 0])
})

function everything(proc: Proc, pid: number) {
  return {
    stat: proc.stat(pid),
    owner: proc.owner(pid),
    arguments: proc.arguments(pid),
    environment: proc.environment(pid, new Set(['PATH'])),
    cwd: proc.workingDirectory(pid),
    executable: proc.executable(pid),
    descriptors: proc.descriptors(pid),
    socket: proc.socketInode(pid, '0'),
  }
}
