// Events and looks into /proc make lines that agree, in whatever order they come.

import { expect, test } from 'vitest'
import { type Mark, ProcessTable } from '../../src/probe/process-table.ts'
import type { ScannedProcess } from '../../src/probe/process-scan.ts'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createProc } from '../../src/host/proc.ts'
import { type FakeProcess, writeProc, writeProcess } from '../host/fake-proc.ts'

const names = ['claude', 'codex']
const agent = { type: 'agent', ns: 1, pid: 10, parent: 1, startTime: 1000, name: 1 } as const
const scanned: ScannedProcess = {
  pid: 10,
  root: 10,
  parent: 1,
  name: 'claude',
  startTime: 1000,
  program: 'claude',
  device: 5,
}

function createTable(processes: Readonly<Record<number, FakeProcess>> = {}) {
  const directory = writeProc(processes)
  const marks: Mark[] = []
  const table = new ProcessTable(names, createProc(directory))
  return {
    table,
    marks,
    look: (...found: readonly ScannedProcess[]) =>
      table.reconcile(found, (mark) => marks.push(mark)),
    begin: (pid: number, process: FakeProcess) => writeProcess(directory, pid, process),
    end: (pid: number) => rmSync(join(directory, `${pid}`), { recursive: true }),
  }
}

const types = (drafts: readonly { readonly type: string }[]) => drafts.map(({ type }) => type)

test('an agent that is seen twice is told once, and one with its number anew', () => {
  const { table } = createTable()
  expect(table.onEvent(agent)).toMatchObject([{ type: 'agent', name: 'claude', root: 10 }])
  expect(table.onEvent(agent)).toEqual([])
  expect(table.onEvent({ ...agent, startTime: 2000 })).toMatchObject([{ start_time: 2000 }])
  expect(table.onEvent({ ...agent, name: 3, pid: 11 })).toEqual([])
})

test('the tree of an agent that is not known, or has ended, is not told', () => {
  const { table } = createTable()
  expect(table.onEvent({ type: 'fork', ns: 1, pid: 11, root: 10, parent: 10 })).toEqual([])
  table.onEvent(agent)
  expect(types(table.onEvent({ type: 'fork', ns: 1, pid: 11, root: 10, parent: 10 }))).toEqual([
    'fork',
  ])
  expect(table.onEvent({ type: 'exit', ns: 1, pid: 10, root: 10, code: 0x0300 })).toMatchObject([
    { code: 3 },
  ])
  expect(table.onEvent({ type: 'exec', ns: 1, pid: 11, root: 10, file: '/bin/sh' })).toEqual([])
  expect(table.onEvent({ type: 'exit', ns: 1, pid: 11, root: 10, code: 0 })).toEqual([])
  expect(table.onEvent({ type: 'input', ns: 1, pid: 11, root: 10 })).toEqual([])
  expect(table.view.pids).toEqual([])
})

test('an end by a signal is told as one, with or without a core', () => {
  const { table } = createTable()
  table.onEvent(agent)
  table.onEvent({ type: 'fork', ns: 1, pid: 11, root: 10, parent: 10 })
  expect(table.onEvent({ type: 'exit', ns: 1, pid: 11, root: 10, code: 0x8b })).toMatchObject([
    { signal: 11 },
  ])
})

test('a fork that was lost is made up for by what came after it', () => {
  const { table } = createTable()
  table.onEvent(agent)
  const drafts = table.onEvent({ type: 'exec', ns: 1, pid: 11, root: 10, file: '/usr/bin/git' })
  expect(drafts).toEqual([
    { type: 'fork', pid: 11, root: 10, parent: 10 },
    { type: 'exec', pid: 11, root: 10, name: 'git' },
  ])
})

test('a name is without its directory, and short', () => {
  const { table } = createTable()
  table.onEvent(agent)
  const file = `/usr/bin/${'a'.repeat(150)}`
  const [exec] = table.onEvent({ type: 'exec', ns: 1, pid: 10, root: 10, file })
  expect(exec).toMatchObject({ name: 'a'.repeat(128) })
})

test('a name that came cut is taken from elsewhere', () => {
  const { table } = createTable({ 10: { command: 'short' } })
  table.onEvent(agent)
  const [exec] = table.onEvent({
    type: 'exec',
    ns: 1,
    pid: 10,
    root: 10,
    file: `/${'x'.repeat(198)}`,
  })
  expect(exec).toMatchObject({ name: 'short' })
})

test('what ran before is told to the kernel, until it answers', () => {
  const { table, marks, look } = createTable({ 10: {} })
  expect(types(look(scanned).drafts)).toEqual(['agent', 'exec'])
  expect(marks.at(-1)).toEqual({ pid: 10, root: 10, name: 1, device: 5 })
  expect(look(scanned)).toEqual({ drafts: [], settled: false })
  table.onFollowed(10)
  const before = marks.length
  expect(look(scanned)).toEqual({ drafts: [], settled: true })
  expect(marks).toHaveLength(before)
  table.forgetFollowed()
  look(scanned)
  expect(marks).toHaveLength(before + 1)
})

test('one that ends between the look and the mark is not told', () => {
  const { table, look } = createTable()
  expect(look(scanned).drafts).toEqual([])
  expect(table.view.pids).toEqual([])
})

test("an end that nobody told is noticed at the second look, for the kernel's word has the code", () => {
  const { table, look, end } = createTable({ 10: {}, 11: {} })
  table.onEvent(agent)
  table.onEvent({ type: 'fork', ns: 1, pid: 11, root: 10, parent: 10 })
  end(11)
  expect(look(scanned)).toEqual({ drafts: [], settled: false })
  expect(look(scanned).drafts).toEqual([{ type: 'exit', pid: 11, root: 10 }])
  end(10)
  look()
  expect(table.onEvent({ type: 'exit', ns: 1, pid: 10, root: 10, code: 0 })).toMatchObject([
    { code: 0 },
  ])
  expect(look()).toEqual({ drafts: [], settled: true })
})

test('a number that is used again while the kernel is not watched is another process', () => {
  const { table, look, end, begin } = createTable({ 10: {}, 11: {} })
  table.onEvent(agent)
  table.onEvent({ type: 'fork', ns: 1, pid: 11, root: 10, parent: 10 })
  table.forgetFollowed()
  end(11)
  begin(11, { startTime: 2000 })
  look(scanned)
  expect(look(scanned).drafts).toEqual([{ type: 'exit', pid: 11, root: 10 }])
})
