// Totals on a clock and a disk: midnight, daylight saving, restarts, damage, and a disk that refuses.

import { createVirtualClock } from '../src/runtime/clock.ts'
import type { Remembered } from '../src/domain/sessions/register.ts'
import { openTotalsFile } from '../src/totals-file.ts'
import { createHistory } from './domain/support/changes.ts'
import { at } from './domain/support/events.ts'
import { scenario } from './domain/support/scenario.ts'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { addUsage, createLedger as createUsage, totalsOf } from '../src/domain/session/usage.ts'
import { makeTempDir } from './temp-dir.ts'
import { until } from './until.ts'

function begin(time: string, timeZone = 'UTC') {
  vi.stubEnv('TZ', timeZone)
  onTestFinished(() => void vi.unstubAllEnvs())
  const stateDir = join(makeTempDir(), 'state', 'otel-ai-monitor')
  const clock = createVirtualClock(Date.parse(time))
  const logged: string[] = []
  const log = pino({ base: null }, { write: (line: string) => void logged.push(line) })
  const path = join(stateDir, 'today.json')
  const open = (remembered: readonly Remembered[] = []) =>
    openTotalsFile({ clock, log, stateDir, remembered: () => remembered })
  return { clock, logged, path, open }
}

/** A session that uses more and more. */
function createSession() {
  const usage = createUsage()
  const change = createHistory()
  return (input: number) => {
    addUsage(usage, 'logs', 'm', { input })
    return [change(0, { totals: totalsOf(usage) })]
  }
}

describe('today', () => {
  test('begins at midnight, also where nothing happens', async () => {
    const { clock, open } = begin('2026-11-26T23:59:00Z')
    await using file = await open()
    const use = createSession()
    file.note(use(10))
    expect(file.today()).toEqual({
      date: '2026-11-26',
      input_tokens: 10,
      output_tokens: 0,
      cache_tokens: 0,
      cost_usd: null,
      turns: 0,
    })
    clock.advanceTo(Date.parse('2026-11-27T00:00:00Z'))
    expect(file.today()).toMatchObject({ date: '2026-11-27', input_tokens: 0 })
    file.note(use(2))
    expect(file.today()).toMatchObject({ date: '2026-11-27', input_tokens: 2 })
  })

  test('is the day where the machine is, and has 25 hours when the clocks go back', async () => {
    const { clock, open } = begin('2026-10-24T22:30:00Z', 'Europe/Berlin')
    await using file = await open()
    file.note(createSession()(10))
    expect(file.today()).toMatchObject({ date: '2026-10-25', input_tokens: 10 })
    clock.advanceTo(Date.parse('2026-10-25T22:59:59Z'))
    expect(file.today()).toMatchObject({ date: '2026-10-25', input_tokens: 10 })
    clock.advanceTo(Date.parse('2026-10-25T23:00:00Z'))
    expect(file.today()).toMatchObject({ date: '2026-10-26', input_tokens: 0 })
  })
})

describe('on disk', () => {
  test('it is written some seconds after a change and at the end, and read again', async () => {
    const { clock, path, open, logged } = begin('2026-11-26T12:00:00Z')
    const file = await open()
    const use = createSession()
    file.note(use(10))
    file.note(use(1))
    clock.advanceTo(clock.now() + 4999)
    expect(existsSync(path)).toBe(false)
    clock.advanceTo(clock.now() + 1)
    await until(() => existsSync(path))
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(clock.nextTimerAt()).toBeUndefined()
    file.note(use(4))
    await Promise.all([file[Symbol.asyncDispose](), file[Symbol.asyncDispose]()])
    await using next = await open()
    expect(next.today().input_tokens).toBe(15)
    expect(logged).toEqual([])
  })

  test('the sessions are kept with it', async () => {
    const { open } = begin('2026-11-26T12:00:00Z')
    const sessions = scenario().play(at(0, { usage: { input: 10 } }).prompt())
    const file = await open(sessions.remembered())
    file.note(sessions.changes)
    await file[Symbol.asyncDispose]()
    await using next = await open()
    expect(next.past).toEqual(sessions.remembered())
    next.note(sessions.changes)
    expect(next.today().input_tokens).toBe(10)
  })

  test('of an earlier release, the days go on and the sessions begin anew', async () => {
    const { path, open, logged } = begin('2026-11-26T12:00:00Z')
    mkdirSync(join(path, '..'), { recursive: true })
    const day = { input: 10, output: 0, cached: 0, costUsd: null, turns: 1 }
    const sessions = [{ key: 'claude-code\0s', ...day }]
    writeFileSync(path, JSON.stringify({ version: 1, days: { '2026-11-26': day }, sessions }))
    await using file = await open()
    expect([file.today().input_tokens, file.past, logged]).toEqual([10, [], []])
  })

  test.each(['', 'null', '{"version":2,"days":{},"sessions":[]}', '{"version":1,"days":{"x":{}}}'])(
    'damage, or another version, is told once and begun anew: %s',
    async (text) => {
      const { path, open, logged } = begin('2026-11-26T12:00:00Z')
      mkdirSync(join(path, '..'), { recursive: true })
      writeFileSync(path, text)
      const file = await open()
      expect(logged).toHaveLength(1)
      file.note(createSession()(3))
      await file[Symbol.asyncDispose]()
      expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ version: 1 })
      expect((await open()).today().input_tokens).toBe(3)
      expect(logged).toHaveLength(1)
    },
  )

  test('a file that cannot be read is called no damaged one', async () => {
    const { path, open, logged } = begin('2026-11-26T12:00:00Z')
    mkdirSync(join(path, '..'), { recursive: true })
    symlinkSync('elsewhere', path)
    await using file = await open()
    expect(file.today()).toMatchObject({ turns: 0 })
    expect(logged).toEqual([expect.stringContaining('today.json cannot be read (ELOOP): ')])
  })

  test('a disk that takes longer than the time between two writes gets one after the other', async () => {
    const { clock, open, path, logged } = begin('2026-11-26T12:00:00Z')
    const file = await open()
    const use = createSession()
    for (const input of [1, 2, 4]) {
      file.note(use(input))
      clock.advanceTo(clock.now() + 5000)
    }
    await file[Symbol.asyncDispose]()
    expect(JSON.parse(readFileSync(path, 'utf8')).days['2026-11-26'].input).toBe(7)
    expect(logged).toEqual([])
  })

  test('a disk that refuses is told once; counting goes on, and what it missed is written later', async () => {
    const { clock, path, open, logged } = begin('2026-11-26T12:00:00Z')
    // A directory cannot be replaced by a file, not even by root.
    mkdirSync(path, { recursive: true })
    const file = await open()
    const use = createSession()
    file.note(use(3))
    clock.advanceTo(clock.now() + 5000)
    await until(() => clock.nextTimerAt() !== undefined)
    file.note(use(4))
    expect(file.today().input_tokens).toBe(7)
    clock.advanceTo(clock.now() + 60_000)
    await until(() => clock.nextTimerAt() !== undefined)
    expect(logged.filter((line) => line.includes('cannot be kept'))).toHaveLength(1)
    rmSync(path, { recursive: true })
    clock.advanceTo(clock.now() + 60_000)
    await until(() => existsSync(path))
    await file[Symbol.asyncDispose]()
    expect((await open()).today().input_tokens).toBe(7)
  })
})
