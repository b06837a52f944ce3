import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { codexShared } from '../../src/agents/live/codex-app-server.ts'
import { findSharedSession, findTerminals } from '../../src/host/shared-exporter.ts'
import { fakeProc, type FakeProcess, pts } from './fake-proc.ts'
import { makeTempDir } from '../temp-dir.ts'

const sessionId = '01a2161c-37a5-7163-af14-b4845e5a9095'

const toMeta = (payload: Record<string, unknown>) =>
  `${JSON.stringify({ type: 'session_meta', payload: { id: sessionId, ...payload } })}\n{"next":1}\n`

/** A process that holds a conversation's file open, among others. */
function holdOpen(text: string, name = `rollout-2026-11-26T04-27-57-${sessionId}.jsonl`) {
  const record = join(makeTempDir(), name)
  writeFileSync(record, text)
  return fakeProc({ 5: { files: ['/somewhere/state_5.sqlite', record] } })
}

const find = (text: string, name?: string) =>
  findSharedSession(holdOpen(text, name), 5, codexShared, sessionId)

describe('the directory of a session of Codex’s shared process', () => {
  test('is in the file that it holds open', () => {
    expect(find(toMeta({ cwd: '/home/me/shop', thread_source: 'user' }))).toEqual({
      cwd: '/home/me/shop',
    })
    expect(find(toMeta({ cwd: '/home/me/shop' }))).toEqual({ cwd: '/home/me/shop' })
  })

  test('may hold anything', () => {
    const cwd = '/home/me/a "b"\n\u0007 $(c)'
    expect(find(toMeta({ cwd }))).toEqual({ cwd })
  })

  test.each([
    ['nothing yet', ''],
    ['a line not yet written to its end', toMeta({ cwd: '/x' }).split('\n')[0]!],
    ['no JSON', 'hello\n'],
    ['null', 'null\n'],
    ['another kind of line', '{"type":"event_msg","payload":{"cwd":"/x"}}\n'],
    ['no payload', '{"type":"session_meta"}\n'],
    ['a directory that is none', toMeta({ cwd: 'relative' })],
    ['a thread of the program’s own', toMeta({ cwd: '/x', thread_source: 'subagent' })],
    ['a line without end', `${'x'.repeat(600_000)}\n`],
  ])('is not known from %s', (_what, text) => {
    expect(find(text)).toBeUndefined()
  })

  test('is not taken from another session’s file', () => {
    const other = 'rollout-2026-11-26T04-27-57-01a2161c-0000-7163-af14-b4845e5a9095.jsonl'
    expect(find(toMeta({ cwd: '/x' }), other)).toBeUndefined()
  })

  test('is not known where the file is gone, or the process', () => {
    const path = `/nowhere/rollout-x-${sessionId}.jsonl`
    const proc = fakeProc({ 5: { files: [path] } })
    expect(findSharedSession(proc, 5, codexShared, sessionId)).toBeUndefined()
    expect(findSharedSession(proc, 6, codexShared, sessionId)).toBeUndefined()
  })
})

describe('the terminals that may show it', () => {
  const cwd = '/home/me/shop'
  const tui = (tty: number, more: FakeProcess = {}): FakeProcess => ({
    arguments: ['codex'],
    executable: '/opt/codex',
    ttyNumber: pts(tty),
    cwd,
    ...more,
  })
  const shared = { arguments: ['codex', 'app-server'], executable: '/opt/codex', cwd }
  const terminalsOf = (processes: Readonly<Record<number, FakeProcess>>, from: FakeProcess = {}) =>
    [
      ...findTerminals(
        fakeProc({ 1: { ...shared, ...from }, ...processes }),
        { pid: 1, startTime: 1000 },
        codexShared,
        cwd,
      ),
    ].map(([tty, found]) => [tty, ...found.map(({ pid }) => pid)])

  test('work in its directory', () => {
    expect(terminalsOf({ 7: tui(3), 8: tui(4, { cwd: '/home/me/other' }) })).toEqual([[pts(3), 7]])
  })

  test('or were told to', () => {
    const at = (...args: string[]) => tui(3, { cwd: '/home/me', arguments: ['codex', ...args] })
    expect(terminalsOf({ 7: at('-C', 'shop') })).toEqual([[pts(3), 7]])
    expect(terminalsOf({ 7: at('--cd=/home/me/shop', 'fix it') })).toEqual([[pts(3), 7]])
    expect(terminalsOf({ 7: at('--cd') })).toEqual([])
    expect(terminalsOf({ 7: tui(3, { arguments: ['codex', '-C', '/tmp'] }) })).toEqual([])
  })

  test('may be several', () => {
    expect(terminalsOf({ 7: tui(3), 8: tui(4) })).toEqual([
      [pts(4), 8],
      [pts(3), 7],
    ])
  })

  test('count once with the script that launched them', () => {
    const launcher = { arguments: ['node', '/usr/bin/codex'], executable: '/usr/bin/node' }
    expect(terminalsOf({ 7: tui(3, launcher), 8: tui(3) })).toEqual([[pts(3), 8, 7]])
  })

  test.each<[string, FakeProcess]>([
    ['exports by itself', { arguments: ['codex', '--no-daemon'] }],
    ['runs once', { arguments: ['codex', 'exec', 'fix it'] }],
    ['has no terminal', { ttyNumber: 0 }],
    ['is another program', { arguments: ['vim', 'codex'], executable: '/usr/bin/vim' }],
    ['is a script of another', { arguments: ['node', 'x.js'], executable: '/usr/bin/node' }],
    ['keeps its state elsewhere', { environment: { CODEX_HOME: '/tmp/other' } }],
  ])('are not a process that %s', (_what, more) => {
    expect(terminalsOf({ 7: tui(3, more) })).toEqual([])
  })

  test('keep their state where the shared process does', () => {
    const environment = { CODEX_HOME: '/tmp/other' }
    expect(terminalsOf({ 7: tui(3, { environment }), 8: tui(4) }, { environment })).toEqual([
      [pts(3), 7],
    ])
  })
})
