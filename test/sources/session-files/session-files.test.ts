// Session files of real processes, in real directories.

import { once } from 'node:events'
import { appendFileSync, mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { SessionFilesSource } from '../../../src/sources/session-files.ts'
import { isLinux, unless } from '../../host/children.ts'
import { answer, directoryIn, failure, makeHome, openSource, startAgent, stop } from './support.ts'

/** Files that were written before are read by then. */
async function nextRead(source: SessionFilesSource): Promise<void> {
  const { read } = source.stats()
  while (source.stats().read === read) await new Promise((done) => setImmediate(done))
}

describe.runIf(isLinux)(`session files${unless(isLinux, 'needs /proc')}`, () => {
  test('that are there already tell the present state', () => {
    const home = makeHome()
    startAgent(home, 'idle').status('idle')
    startAgent(home, 'headless').write()
    const source = openSource(home)
    startAgent(home, 'busy').status('busy')
    const other = openSource(home)
    expect(source.told().toSorted()).toEqual(['headless session_started', 'idle session_started'])
    expect(other.told()).toContain('busy prompt')
  })

  test('give events that name the session, its process and its time', () => {
    const home = makeHome()
    const agent = startAgent(home, 'one')
    const atMs = Date.now() - 30
    agent.status('busy', atMs)
    const { events, source } = openSource(home)
    expect(events.map(({ happening }) => happening.kind)).toEqual([
      'session_started',
      'process_found',
      'prompt',
    ])
    const [, , prompt] = events
    expect(prompt).toMatchObject({
      agent: 'claude-code',
      sessionId: 'one',
      timeMs: atMs,
      origin: '',
      recordId: `file:${agent.child.pid}:${atMs}:prompt`,
      about: { cwd: '/home/me/project', pid: agent.child.pid, version: '2.1.197' },
      usage: undefined,
    })
    expect(prompt!.delayMs).toBeGreaterThanOrEqual(29)
    expect(new Set(events.map(({ recordId }) => recordId)).size).toBe(3)
    expect(source.stats()).toEqual({ watched: 1, sessions: 1, read: 1, stale: 0, bad: 0 })
  })

  test('tell of a turn as it goes, whatever the directory was when we came', async () => {
    const home = makeHome()
    const { until } = openSource(home)
    const agent = startAgent(home, 'one')
    agent.status('idle')
    await until(1)
    agent.status('busy', Date.now() - 5000)
    await until(2)
    agent.status('waiting', Date.now() - 4000, 'permission prompt')
    await until(3)
    agent.status('busy', Date.now() - 3000)
    await until(4)
    agent.status('shell')
    expect(await until(5)).toEqual(
      ['session_started', 'prompt', 'blocked', 'unblocked', 'turn_ended'].map((k) => `one ${k}`),
    )
  })

  test.each([
    ['interrupted', stop],
    ['error', failure],
    ['ok', answer],
  ])('tell with the transcript that a turn ended %s', async (outcome, record) => {
    const home = makeHome()
    const agent = startAgent(home, 'one')
    const nowMs = Date.now()
    agent.note(answer(nowMs - 9000))
    agent.status('busy', nowMs - 5000)
    const { events, source, until } = openSource(home)
    agent.status('idle', nowMs)
    await nextRead(source)
    agent.note(record(nowMs))
    await until(3)
    expect(events.at(-1)).toMatchObject({
      timeMs: nowMs,
      happening: { kind: 'turn_ended', evidence: 'session_file', outcome, sure: true },
    })
  })

  test('tell of an end without a word of the transcript’s, and ahead of what follows', async () => {
    const home = makeHome()
    const agent = startAgent(home, 'one')
    const nowMs = Date.now()
    agent.note(stop(nowMs - 9000))
    agent.status('busy', nowMs - 5000)
    const { events, source, until } = openSource(home)
    agent.status('idle', nowMs - 1000)
    await until(3)
    expect(events.at(-1)?.happening).toMatchObject({ kind: 'turn_ended', provisional: 'shown' })
    agent.status('busy', nowMs - 900)
    await until(4)
    agent.status('idle', nowMs - 500)
    await nextRead(source)
    agent.child.kill()
    expect((await until(6)).slice(4)).toEqual(['one turn_ended', 'one session_ended'])
  })

  test('that are empty or half written are read again', async () => {
    const home = makeHome()
    const agent = startAgent(home, 'one')
    agent.status('idle')
    const { source, until } = openSource(home)
    truncateSync(agent.path)
    agent.status('busy')
    await until(2)
    writeFileSync(agent.path, `{"pid":${agent.child.pid},"sess`)
    await new Promise((done) => setImmediate(done))
    agent.status('waiting', Date.now(), 'permission prompt')
    expect((await until(3)).at(-1)).toBe('one blocked')
    expect(source.stats().bad).toBe(0)
  })

  test('that stay malformed cost nothing', async () => {
    const home = makeHome()
    const agent = startAgent(home, 'one')
    agent.status('idle')
    const { source, until } = openSource(home)
    const other = startAgent(home, 'two')
    writeFileSync(other.path, 'garbage')
    for (let n = 0; n < 50; n++) appendFileSync(other.path, '\0'.repeat(2000))
    while (source.stats().bad === 0) await new Promise((done) => setImmediate(done))
    agent.status('busy')
    expect(await until(2)).toEqual(['one session_started', 'one prompt'])
  })

  test('of processes that are gone or never were count for nothing', async () => {
    const home = makeHome()
    const agent = startAgent(home, 'one')
    agent.write({ procStart: '1', status: 'busy' })
    writeFileSync(join(directoryIn(home), '4194304999.json'), '{}')
    writeFileSync(join(directoryIn(home), 'notes.txt'), 'x')
    const { source, told } = openSource(home)
    expect(told()).toEqual([])
    expect(source.stats()).toMatchObject({ sessions: 0, stale: 1 })
  })

  test('end with their process, also one that is killed and leaves its file', async () => {
    const home = makeHome()
    const agent = startAgent(home, 'one')
    agent.status('busy')
    const { events, source, until } = openSource(home)
    agent.child.kill('SIGKILL')
    await once(agent.child, 'exit')
    expect((await until(3)).at(-1)).toBe('one session_ended')
    expect(events.at(-1)!.happening).toEqual({ kind: 'session_ended', reason: 'exited' })
    expect(source.stats().sessions).toBe(0)
  })

  test('that are removed end nothing while the process lives', async () => {
    const home = makeHome()
    const agent = startAgent(home, 'one')
    agent.status('idle')
    const { until, told } = openSource(home)
    rmSync(agent.path)
    agent.status('busy')
    await until(2)
    rmSync(agent.path)
    agent.child.kill()
    expect(await until(3)).toEqual(['one session_started', 'one prompt', 'one session_ended'])
    expect(told()).toHaveLength(3)
  })

  test('may change to another session', async () => {
    const home = makeHome()
    const agent = startAgent(home, 'one')
    agent.status('idle')
    const { events, until } = openSource(home)
    agent.write({ sessionId: 'two' })
    await until(3)
    agent.status('busy')
    expect(await until(4)).toEqual([
      'one session_started',
      'one session_ended',
      'two session_started',
      'two prompt',
    ])
    expect(events.find(({ happening }) => happening.kind === 'session_ended')!.happening).toEqual({
      kind: 'session_ended',
      reason: 'superseded',
    })
  })

  test('of one session in two processes end it with the second', async () => {
    const home = makeHome()
    const [first, second] = [startAgent(home, 'one'), startAgent(home, 'one')]
    first.status('idle')
    second.status('idle')
    const { source, until } = openSource(home)
    first.child.kill()
    while (source.stats().sessions === 2) await new Promise((done) => setImmediate(done))
    expect(await until(2)).toHaveLength(2)
    second.child.kill()
    expect((await until(3)).at(-1)).toBe('one session_ended')
  })

  test('outlive their directory, and every directory above it', async () => {
    const home = makeHome()
    const { source, until } = openSource(home)
    const agent = startAgent(home, 'one')
    agent.status('idle')
    await until(1)
    rmSync(join(home, '.claude'), { recursive: true })
    while (source.stats().watched === 1) await new Promise((done) => setImmediate(done))
    agent.status('busy')
    await until(2)
    renameSync(join(home, '.claude'), join(home, '.claude-old'))
    while (source.stats().watched === 1) await new Promise((done) => setImmediate(done))
    mkdirSync(join(home, '.claude'))
    agent.status('waiting')
    expect(await until(3)).toEqual(['one session_started', 'one prompt', 'one blocked'])
  })

  test('cannot be where a file is, and that is no error', () => {
    const home = makeHome()
    writeFileSync(join(home, '.claude'), 'a file')
    const { source, logged } = openSource(home)
    expect(source.stats().watched).toBe(0)
    expect(logged).toEqual([])
  })

  test('tell nothing more once the source is closed', async () => {
    const home = makeHome()
    const agent = startAgent(home, 'one')
    agent.status('idle')
    const { source, told } = openSource(home)
    const other = openSource(home)
    agent.status('busy')
    await source[Symbol.asyncDispose]()
    await other.until(2)
    expect(told()).toEqual(['one session_started'])
  })
})
