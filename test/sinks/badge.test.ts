// Badge files on a real disk: what is in them, when they come and go, and whose they are.

import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createVirtualClock } from '../../src/runtime/clock.ts'
import { completed, createHistory, waiting, working } from '../domain/support/changes.ts'
import { until } from '../until.ts'
import { createBadgeFixture, startProcess } from './badge-support.ts'

const ended = { state: 'expired', reason: 'exited' } as const
const inWindow = (windowId: number, id = 's', pid?: number) =>
  createHistory({ id, startedMs: 5000, about: { windowId, project: 'shop', pid } })

describe('a badge file', () => {
  test('is private, whole, and has the keys of the contract alone', async () => {
    const { open, shows, read, pathOf, directory } = createBadgeFixture()
    const sink = await open()
    sink.change([inWindow(12)(6000, waiting)])
    await shows(12, { state: 'stopped' })
    expect(Object.keys(read(12)!)).toEqual([
      'window_id',
      'state',
      'source',
      'project',
      'count',
      'timestamp',
      'needs_attention',
      'session_started',
    ])
    expect(Math.abs(read(12)!.timestamp - Date.now() / 1000)).toBeLessThan(60)
    expect(statSync(pathOf(12)).mode & 0o777).toBe(0o600)
    expect(statSync(directory).mode & 0o777).toBe(0o700)
  })

  test('follows the session from window to window, and goes with it', async () => {
    const { open, shows, files, read } = createBadgeFixture()
    const sink = await open()
    const at = inWindow(12)
    sink.change([at(0, working)])
    await shows(12, { state: 'working', count: 1 })
    sink.change([at(1, completed)])
    await shows(12, { state: 'stopped', count: 2, needs_attention: true })
    sink.change([at(2, { ...working, about: { windowId: 13 } })])
    await shows(13, { state: 'working', count: 2 })
    await until(() => files().join() === '13.json')
    expect(read(13)).toMatchObject({ window_id: 13, needs_attention: false })
    sink.change([at(3, ended)])
    await until(() => files().length === 0)
  })

  test('is written anew only where it says something new, and not where it was removed', async () => {
    const { open, shows, files, pathOf } = createBadgeFixture()
    const sink = await open()
    const at = inWindow(12)
    sink.change([at(0, working)])
    await shows(12, { state: 'working' })
    unlinkSync(pathOf(12))
    sink.change([{ ...at(1, { ...working, reason: 'reply' }), kind: 'usage' }])
    sink.change([inWindow(13, 'other')(2, working)])
    // A file is there before it is counted; the windows come in their order.
    await until(() => sink.stats().written === 2)
    expect(files()).toEqual(['13.json'])
    sink.change([at(3, waiting)])
    await shows(12, { needs_attention: true })
  })

  test('is removed when the daemon stops, and nothing is left of them but the record', async () => {
    const { open, shows, files, context } = createBadgeFixture()
    const { pid } = startProcess()
    const sink = await open()
    sink.change([inWindow(12, 'a', pid)(0, working), inWindow(13, 'b')(0, waiting)])
    await shows(13, { state: 'stopped' })
    await sink[Symbol.asyncDispose]()
    expect(files()).toEqual([])
    expect(statSync(context.paths.badgeRecord).mode & 0o777).toBe(0o600)
    sink.change([inWindow(14)(1, working)])
    await sink[Symbol.asyncDispose]()
    expect(files()).toEqual([])
  })
})

describe('after a restart', () => {
  test('count and start go on where the session is the same', async () => {
    const { open, shows, files } = createBadgeFixture(createVirtualClock(1_000_000))
    const { pid } = startProcess()
    const first = await open()
    const at = inWindow(12, 's', pid)
    first.change([at(0, working), at(1, completed), at(2, working)])
    await shows(12, { state: 'working', count: 2 })
    const second = await open()
    second.change([
      createHistory({ about: { windowId: 12, pid }, startedMs: 90_000 })(90_000, completed),
    ])
    await shows(12, { count: 3, session_started: 5 })
    await second[Symbol.asyncDispose]()
    expect(files()).toEqual([])
    await open()
    await shows(12, { count: 3, state: 'stopped', needs_attention: true })
  })

  test('a badge whose process has ended meanwhile is removed, or goes when it ends', async () => {
    const { open, shows, files, read } = createBadgeFixture()
    const [a, b] = [startProcess(), startProcess()]
    const first = await open()
    first.change([inWindow(12, 'a', a.pid)(0, waiting), inWindow(13, 'b', b.pid)(0, waiting)])
    await shows(13, { state: 'stopped' })
    await a.end()
    await open()
    await until(() => files().join() === '13.json')
    expect(read(13)).toMatchObject({ window_id: 13, state: 'stopped', needs_attention: true })
    await b.end()
    await until(() => files().length === 0)
  })

  test('another session of the same process takes the place of the one before', async () => {
    const { open, shows, files } = createBadgeFixture()
    const { pid } = startProcess()
    const first = await open()
    first.change([inWindow(12, 'before', pid)(0, waiting)])
    await shows(12, { needs_attention: true })
    const second = await open()
    second.change([inWindow(12, 'after', pid)(1, working)])
    await shows(12, { state: 'working', count: 1, needs_attention: false })
    expect(files()).toEqual(['12.json'])
  })

  test('nobody is believed to work for ever', async () => {
    const clock = createVirtualClock(1_000_000)
    const { open, shows, files } = createBadgeFixture(clock)
    const { pid } = startProcess()
    const first = await open()
    first.change([inWindow(12, 's', pid)(0, working)])
    await shows(12, { state: 'working' })
    await open()
    clock.advanceTo(1_299_000)
    expect(files()).toEqual(['12.json'])
    clock.advanceTo(1_301_000)
    await until(() => files().length === 0)
  })

  test('a record that makes no sense is no record, and what lies there is not touched', async () => {
    const { open, shows, context, read } = createBadgeFixture()
    const first = await open()
    first.change([inWindow(12, 's', process.pid)(0, working)])
    await shows(12, { state: 'working' })
    writeFileSync(context.paths.badgeRecord, '{"version":1,"sessions":[{}]}')
    const second = await open()
    second.change([inWindow(13, 'other')(0, working), inWindow(12)(0, waiting)])
    await shows(13, { state: 'working' })
    await until(() => second.stats().errors > 0)
    expect(read(12)?.state).toBe('working')
  })
})

describe('the files of others', () => {
  test('are neither replaced nor removed', async () => {
    const { open, shows, directory, pathOf, context } = createBadgeFixture()
    mkdirSync(directory, { mode: 0o755 })
    const theirs = '{"window_id":12,"state":"working","source":"codex","timestamp":1}'
    writeFileSync(pathOf(12), theirs)
    symlinkSync(context.paths.badgeRecord, pathOf(13))
    mkdirSync(pathOf(14))
    const sink = await open()
    for (const windowId of [12, 13, 14, 15])
      sink.change([inWindow(windowId, `s${windowId}`)(0, working)])
    await shows(15, { state: 'working' })
    await until(() => sink.stats().errors === 3)
    await sink[Symbol.asyncDispose]()
    expect(readFileSync(pathOf(12), 'utf8')).toBe(theirs)
    expect(readlinkSync(pathOf(13))).toBe(context.paths.badgeRecord)
    expect(statSync(pathOf(14)).isDirectory()).toBe(true)
    expect(context.logged.filter((line) => line.includes('badge'))).toHaveLength(1)
  })

  test('include one that replaced ours; the window is ours again when it is gone', async () => {
    const clock = createVirtualClock(1_000_000)
    const { open, shows, pathOf, read } = createBadgeFixture(clock)
    const sink = await open()
    const at = inWindow(12)
    sink.change([at(0, working)])
    await shows(12, { state: 'working' })
    writeFileSync(pathOf(12), '{"by":"another"}')
    sink.change([at(1, waiting)])
    await until(() => sink.stats().errors === 1)
    expect(read(12)).toEqual({ by: 'another' })
    rmSync(pathOf(12))
    await until(() => clock.nextTimerAt() !== undefined)
    clock.advanceTo(1_001_000)
    await shows(12, { needs_attention: true })
  })
})

describe('a disk that refuses', () => {
  const breakages: Readonly<Record<string, (directory: string, dir: string) => void>> = {
    'a symlink in the place of the directory': (directory, dir) => {
      mkdirSync(join(dir, 'elsewhere'))
      symlinkSync(join(dir, 'elsewhere'), directory)
    },
    'a file in the place of the directory': (directory) => writeFileSync(directory, ''),
    'a directory that others may write to': (directory) => {
      mkdirSync(directory)
      chmodSync(directory, 0o777)
    },
  }

  test.each(Object.entries(breakages))('%s is left alone, and tried again', async (_name, make) => {
    const clock = createVirtualClock(1_000_000)
    const { open, shows, directory, context } = createBadgeFixture(clock)
    make(directory, context.dir)
    const sink = await open()
    sink.change([inWindow(12)(0, working)])
    await until(() => sink.stats().errors === 1)
    const stat = lstatSync(directory)
    expect(stat.isSymbolicLink() || stat.isFile() || !existsSync(join(directory, '12.json'))).toBe(
      true,
    )
    rmSync(directory, { recursive: true })
    await until(() => clock.nextTimerAt() !== undefined)
    clock.advanceTo(1_002_000)
    await shows(12, { state: 'working' })
    expect(existsSync(join(context.dir, 'elsewhere', '12.json'))).toBe(false)
  })

  test('a runtime directory that is gone costs nothing but the badges', async () => {
    const { open, context } = createBadgeFixture()
    const sink = await open()
    rmSync(context.dir, { recursive: true })
    sink.change([inWindow(12)(0, working)])
    await until(() => sink.stats().errors > 0)
    await sink[Symbol.asyncDispose]()
    expect(sink.stats().written).toBe(0)
    expect(existsSync(context.dir)).toBe(false)
  })
})
