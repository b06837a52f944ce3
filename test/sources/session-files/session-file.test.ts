// Session files as they are written, and as nobody should write them.

import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { claudeCodeSessions } from '../../../src/agents/live/claude-code.ts'
import { qwenCodeSessions } from '../../../src/agents/live/qwen-code.ts'
import {
  parseSessionFile,
  readSessionFile,
  type SessionFileKind,
} from '../../../src/sources/session-files/session-file.ts'
import { removeTree } from '../../remove-tree.ts'

const claude = {
  pid: 4242,
  sessionId: 'a275e1a4',
  cwd: '/home/me/project',
  startedAt: 1_795_244_054_479,
  procStart: '184986',
  version: '2.1.197',
  peerProtocol: 1,
  kind: 'interactive',
  status: 'busy',
  updatedAt: 1_795_244_157_650,
  statusUpdatedAt: 1_795_244_157_649,
}

const parse = (fields: object, kind: SessionFileKind = claudeCodeSessions) =>
  parseSessionFile(JSON.stringify({ ...claude, ...fields }), 4242, kind)

describe('a session file', () => {
  test('of Claude Code tells who, where, what and since when', () => {
    expect(parse({})).toEqual({
      pid: 4242,
      startTime: 184_986,
      sessionId: 'a275e1a4',
      cwd: '/home/me/project',
      version: '2.1.197',
      status: 'busy',
      what: '',
      timeMs: 1_795_244_157_649,
    })
  })

  test('of Qwen Code tells who and where', () => {
    const record = {
      status: undefined,
      updatedAt: undefined,
      statusUpdatedAt: undefined,
      version: undefined,
      procStart: '0b8ba4f6-15cb-4c5c-a1b8-3bd5f8b4d1d5:8895124',
      qwenVersion: '0.24.4',
      ipcToken: 'c0ffee',
    }
    expect(parse(record, qwenCodeSessions)).toMatchObject({
      startTime: 8_895_124,
      version: '0.24.4',
      status: undefined,
      timeMs: 1_795_244_054_479,
    })
    expect(parse({ ...record, kind: 'external' }, qwenCodeSessions)).toBe('refused')
    expect(JSON.stringify(parse(record, qwenCodeSessions))).not.toContain('c0ffee')
  })

  test.each([
    ['busy', undefined, 'busy', ''],
    ['shell', undefined, 'idle', ''],
    ['waiting', 'permission prompt', 'waiting', 'permission'],
    ['waiting', 'dialog open', 'dialog', ''],
    ['waiting', undefined, 'waiting', 'input'],
    [
      'waiting',
      'some\u001b[31m new\n\nkind \u202eof request',
      'waiting',
      'some [31m new kind of request',
    ],
    ['waiting', '😀'.repeat(100), 'waiting', '😀'.repeat(40)],
    ['waiting', 'constructor', 'waiting', 'constructor'],
    ['toString', undefined, undefined, ''],
    [7, undefined, undefined, ''],
    [undefined, undefined, undefined, ''],
  ])('with status %j for %j', (status, waitingFor, expected, what) => {
    expect(parse({ status, waitingFor })).toMatchObject({ status: expected, what })
  })

  test.each([
    ['', 'nothing'],
    ['{"pid":42', 'a part'],
    ['null', 'null'],
    ['[]', 'a list'],
    ['"text"', 'a text'],
    ['{}', 'an empty object'],
    [JSON.stringify({ ...claude, pid: 1 }), 'the number of another process'],
    [JSON.stringify({ ...claude, pid: '4242' }), 'a number that is a text'],
    [JSON.stringify({ ...claude, procStart: undefined }), 'no start'],
    [JSON.stringify({ ...claude, procStart: 'Mon Nov 21 07:00:00' }), 'a start in words'],
    [JSON.stringify({ ...claude, sessionId: '' }), 'an empty id'],
    [JSON.stringify({ ...claude, sessionId: 'x'.repeat(129) }), 'a very long id'],
    ['['.repeat(30_000), 'deep nesting'],
  ])('is not understood when it holds %#: %s', (json) => {
    expect(parseSessionFile(json, 4242, claudeCodeSessions)).toBe('bad')
  })

  test('does without what it does not need', () => {
    const odd = { cwd: 'relative', version: {}, kind: 3, updatedAt: 'x', statusUpdatedAt: -1 }
    expect(parse({ ...odd, startedAt: null, __proto__: { status: 'idle' } })).toMatchObject({
      cwd: undefined,
      version: undefined,
      status: 'busy',
      timeMs: 0,
    })
  })
})

describe('on disk', () => {
  const directory = mkdtempSync(join(tmpdir(), 'session-files-'))
  afterAll(() => removeTree(directory))
  const path = (name: string) => join(directory, name)
  const read = (name: string) => readSessionFile(path(name), 4242, claudeCodeSessions)

  test('a plain file is read', () => {
    writeFileSync(path('1.json'), JSON.stringify(claude))
    expect(read('1.json')).toMatchObject({ sessionId: 'a275e1a4' })
  })

  test('no file is no error', () => {
    expect(read('2.json')).toBe('absent')
  })

  test('nothing else is opened, and no large file read', () => {
    writeFileSync(path('large.json'), JSON.stringify({ ...claude, x: 'y'.repeat(70_000) }))
    symlinkSync(path('1.json'), path('link.json'))
    execFileSync('mkfifo', [path('pipe.json')])
    writeFileSync(path('open.json'), JSON.stringify(claude))
    chmodSync(path('open.json'), 0o666)
    const names = ['large.json', 'link.json', 'pipe.json', 'open.json', '.']
    expect(names.map(read)).toEqual(names.map(() => 'refused'))
  })
})
