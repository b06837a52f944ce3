// bpftrace's lines, as version 0.17 prints them.

import { describe, expect, test } from 'vitest'
import { parseKernelEvent } from '../../src/probe/kernel-event.ts'

const printed = (data: string) => parseKernelEvent(`{"type": "printf", "data": "${data}"}`)

describe('a line', () => {
  test.each([
    [
      'A 9 12 3 1376262001990 2\\n',
      { type: 'agent', ns: 9, pid: 12, parent: 3, startTime: 137_626, name: 2 },
    ],
    ['F 9 13 12 12\\n', { type: 'fork', ns: 9, pid: 13, root: 12, parent: 12 }],
    ['X 9 13 12 /usr/bin/git\\n', { type: 'exec', ns: 9, pid: 13, root: 12, file: '/usr/bin/git' }],
    ['E 9 13 12 768\\n', { type: 'exit', ns: 9, pid: 13, root: 12, code: 768 }],
    ['M 13 12\\n', { type: 'followed', pid: 13 }],
    ['I 9 13 12\\n', { type: 'input', ns: 9, pid: 13, root: 12 }],
    ['B 9 13 12\\n', { type: 'blocked', ns: 9, pid: 13, root: 12 }],
    ['U 9 13 12\\n', { type: 'unblocked', ns: 9, pid: 13, root: 12 }],
    ['H\\n', { type: 'second' }],
  ])('%j', (data, event) => {
    expect(printed(data)).toEqual(event)
  })

  test.each([
    ['{"type": "lost_events", "data": {"events": 7}}', { type: 'lost', events: 7 }],
    ['{"type": "lost_events", "data": {}}', { type: 'lost', events: 1 }],
    ['{"type": "lost_events", "data": {"events": 0}}', { type: 'lost', events: 1 }],
    ['{"type": "lost_events", "data": {"events": 1.5}}', { type: 'lost', events: 1 }],
  ])('%s', (line, event) => {
    expect(parseKernelEvent(line)).toEqual(event)
  })

  test.each([
    '{"type": "attached_probes", "data": {"probes": 12}}',
    '',
    'Attaching 3 probes...',
    '{',
    '{"type":"map","data":{"@":1}}',
    '[]',
    'null',
  ])('%j tells nothing', (line) => {
    expect(parseKernelEvent(line)).toBeUndefined()
  })

  test.each(['Z 1 2', 'F 1', 'E 1 2 x', 'I 1 2 3 4 5 6', ' F 1 2 3'])('%j is no event', (data) => {
    expect(printed(data)).toBeUndefined()
  })
})

describe("a program's name", () => {
  const nameOf = (data: string) => {
    const event = printed(`X 9 1 2 ${data}\\n`)
    return event?.type === 'exec' ? event.file : undefined
  }

  test.each([
    ['caf\\uffffffc3\\uffffffa9', 'café'],
    ['\\uffffffff', '\ufffd'],
    ['a\\nb', 'a\nb'],
    ['\\"quoted\\"', '"quoted"'],
    ['back\\\\uffffffc3', 'back\\uffffffc3'],
    ['\\u0001', '\u0001'],
    ['12 13', '12 13'],
    ['', ''],
  ])('%s', (data, name) => {
    expect(nameOf(data)).toBe(name)
  })

  test('as newer versions write it, in bytes', () => {
    const bytes = Buffer.from('café', 'utf8').toString('latin1')
    expect(nameOf(bytes)).toBe('café')
  })
})
