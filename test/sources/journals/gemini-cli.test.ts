// Gemini's journals: held open by nobody, and found by the session's id once something tells of that.

import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { geminiCliJournals } from '../../../src/agents/live/gemini-cli-journal.ts'
import type { About } from '../../../src/domain/event.ts'
import { at, beginMs } from '../../domain/support/events.ts'
import { isLinux, nextLine, start, startNode, unless } from '../../host/children.ts'
import { openSource } from './support.ts'
import { makeTempDir } from '../../temp-dir.ts'

const idOf = (name: string) => `${name.padStart(8, '0')}-0000-4000-8000-000000000000`
const now = () => new Date().toISOString()

/** A program by that name, in that directory, which does nothing. */
const run = (cwd: string, argv0 = 'gemini') => start(['tail', '-f', '/dev/null'], { argv0, cwd })

/** A conversation's file, as the program has it before the first prompt. */
function begin(home: string, name: string, meta: object = {}) {
  const folder = join(home, '.gemini', 'tmp', 'shop', 'chats')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `session-2026-11-26T22-57-${idOf(name).slice(0, 8)}.jsonl`)
  const first = { sessionId: idOf(name), startTime: now(), kind: 'main', ...meta }
  writeFileSync(path, `${JSON.stringify(first)}\n`)
  const write = (type: string, content: unknown): void => {
    const record = { id: 'm', timestamp: now(), type, content }
    appendFileSync(path, `${JSON.stringify(record)}\n`)
  }
  return {
    prompts: () => write('user', [{ text: 'secret words' }]),
    stops: () => write('info', 'Request cancelled.'),
    fails: () => write('error', '[API Error: secret words]'),
  }
}

/** As telemetry tells it, or a hook, which knows no process. */
const mention = (name: string, about: About) =>
  at(Date.now() - beginMs, { agent: 'gemini-cli', id: idOf(name), about }).activity()

function open() {
  const home = makeTempDir()
  const { source, events, pids, until } = openSource(home, [geminiCliJournals])
  const told = () =>
    events.map(({ sessionId, happening: { kind, ...more } }) =>
      [sessionId.slice(0, 8).replace(/^0+/, ''), kind, 'outcome' in more ? more.outcome : '']
        .join(' ')
        .trimEnd(),
    )
  return { home, source, events, pids, until, told }
}

describe.runIf(isLinux)(`Gemini's journals${unless(isLinux, 'needs /proc')}`, () => {
  test('tell prompts, and at once what was stopped and what failed', async () => {
    const { home, source, events, pids, until, told } = open()
    const { pid } = run(home)
    const gemini = begin(home, 'a1')
    source.note([mention('a1', { pid })])
    await until(1)
    gemini.prompts()
    await until(2)
    gemini.stops()
    await until(3)
    gemini.prompts()
    gemini.fails()
    await until(5)
    expect(told()).toEqual([
      'a1 session_started',
      'a1 prompt',
      'a1 turn_ended interrupted',
      'a1 prompt',
      'a1 turn_ended error',
    ])
    expect(events[0]!.happening).toMatchObject({ badEndsTold: true })
    expect(new Set(pids)).toEqual(new Set([pid]))
    expect(JSON.stringify(events)).not.toContain('secret words')
  })

  test('of sessions that hooks tell of are the only program’s in that directory', async () => {
    const { home, source, pids, until } = open()
    const elsewhere = makeTempDir()
    run(elsewhere)
    run(home, 'backup')
    const { pid } = run(home)
    begin(home, 'a1')
    source.note([mention('a1', { cwd: home })])
    await until(1)
    expect(pids).toEqual([pid])
  })

  test('are of the one that another by its name started, or of that where telemetry says so', async () => {
    const { home, source, pids, until } = open()
    const child =
      "spawn('sh', ['-c', 'read x'], { argv0: 'gemini', stdio: ['pipe', 'ignore', 'ignore'] })"
    const script = `require('child_process').${child}.once('spawn', () => console.log('started'))`
    const outer = startNode(script, [], { argv0: 'gemini', cwd: home })
    await nextLine(outer)
    begin(home, 'a1')
    source.note([mention('a1', { pid: outer.pid })])
    await until(1)
    begin(home, 'a2')
    source.note([mention('a2', { cwd: home })])
    await until(2)
    expect(pids[0]).toBe(outer.pid)
    expect(pids[1]).not.toBe(outer.pid)
  })

  test('may come after the first that is heard of their session', async () => {
    const { home, source, until, told } = open()
    const { pid } = run(home)
    source.note([mention('a1', { pid })])
    begin(home, 'a1').prompts()
    await until(1)
    expect(told()).toEqual(['a1 session_started'])
  })

  test('tell nothing of a prompt in the past, which may be answered', async () => {
    const { home, source, until, told } = open()
    const { pid } = run(home)
    const gemini = begin(home, 'a1')
    gemini.prompts()
    source.note([mention('a1', { pid })])
    await until(1)
    gemini.prompts()
    await until(2)
    expect(told()).toEqual(['a1 session_started', 'a1 prompt'])
  })

  test('tell of a turn that just ended when they are found', async () => {
    const { home, source, until, told } = open()
    const { pid } = run(home)
    const gemini = begin(home, 'a1')
    gemini.prompts()
    gemini.fails()
    source.note([mention('a1', { pid })])
    await until(3)
    expect(told()).toEqual(['a1 session_started', 'a1 prompt', 'a1 turn_ended error'])
  })

  test('of others are not read: of another program, another session, of one of several', async () => {
    const { home, source, until, told } = open()
    const [other, own] = [run(home, 'backup'), run(home)]
    const elsewhere = makeTempDir()
    run(elsewhere)
    run(elsewhere)
    begin(home, 'b1').stops()
    begin(home, 'b2', { sessionId: idOf('b2').replace(/0$/, '1') }).stops()
    begin(home, 'b3').stops()
    begin(home, 'b4', { kind: 'subagent' }).stops()
    source.note([
      mention('b1', { pid: other.pid }),
      mention('b2', { pid: own.pid }),
      mention('b3', { cwd: elsewhere }),
      mention('b4', { pid: own.pid }),
      mention('b5', {}),
    ])
    begin(home, 'a1')
    source.note([mention('a1', { pid: own.pid })])
    await until(1)
    expect(told()).toEqual(['a1 session_started'])
  })
})
