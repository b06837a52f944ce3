import { execFileSync } from 'node:child_process'
import {
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createVirtualClock } from '../../src/runtime/clock.ts'
import { openNamedPipe } from '../../src/sinks/named-pipe.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'
import { openPipe, readers } from './named-pipe-support.ts'
import { startReader } from './reader.ts'
import { createNotingClock, createTestContext, numberedLines } from './support.ts'

test('is created 0600 and removed at the end', async () => {
  const { path, sink, context } = await openPipe()
  expect(statSync(path).isFIFO()).toBe(true)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  await sink[Symbol.asyncDispose]()
  expect(execFileSync('ls', ['-A', context.dir], { encoding: 'utf8' })).toBe('')
})

test('is used where mkfifo made it and failed afterwards, as it does without /proc', async () => {
  const { path, dir } = { path: process.env.PATH, dir: makeTempDir() }
  writeFileSync(join(dir, 'mkfifo'), `#!/bin/sh\nPATH='${path}' mkfifo "$@"\nexit 1\n`, {
    mode: 0o700,
  })
  vi.stubEnv('PATH', `${dir}:${path}`)
  onTestFinished(() => void vi.unstubAllEnvs())
  await using pipe = await openPipe()
  expect(statSync(pipe.path).mode & 0o777).toBe(0o600)
})

test('a reader that comes late begins with the list', async () => {
  await using pipe = await openPipe()
  pipe.sink.write(numberedLines(0, 5))
  const cat = startReader('cat', pipe.path)
  await until(() => cat.lines().length === 1)
  pipe.sink.write(numberedLines(5, 7))
  await until(() => cat.lines().length === 3)
  expect(cat.lines().map((line) => line.type ?? line.n)).toEqual(['session_list', 5, 6])
  expect(pipe.sink.stats()).toMatchObject({ dropped: 5, written: 3, readers: 1 })
})

test('lines larger than the kernel buffer arrive whole', async () => {
  await using pipe = await openPipe()
  const cat = startReader('cat', pipe.path)
  await readers(pipe.sink, 1)
  pipe.sink.write(numberedLines(0, 5, 200_000))
  await until(() => cat.lines().length === 6)
  expect(
    cat
      .lines()
      .slice(1)
      .map((line) => line.n),
  ).toEqual([0, 1, 2, 3, 4])
})

test('a stopped reader loses old lines, never half a line, and ends up current', async () => {
  await using pipe = await openPipe()
  const cat = startReader('cat', pipe.path)
  await readers(pipe.sink, 1)
  cat.child.kill('SIGSTOP')
  const last = 20_000
  for (let n = 0; n < last; n += 100) pipe.sink.write(numberedLines(n, n + 100, 300))
  await until(() => pipe.sink.stats().dropped > 1000)
  cat.child.kill('SIGCONT')
  await until(() => cat.lines().at(-1)?.n === last - 1)
  const numbers = cat
    .lines()
    .slice(1)
    .map((line) => line.n ?? -1)
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  expect(numbers.length).toBe(last - pipe.sink.stats().dropped)
})

test('after a reader that left in the middle of a line, the next begins with a whole one', async () => {
  await using pipe = await openPipe()
  for (let round = 0; round < 5; round++) {
    const head = startReader('head', '-c', '100', pipe.path)
    const wanted = pipe.sink.stats().written + 1
    await until(() => pipe.sink.stats().written >= wanted)
    pipe.sink.write(numberedLines(0, 20, 3000))
    await head.ended
    const cat = startReader('head', '-n', '2', pipe.path)
    await until(() => (pipe.sink.write(numberedLines(20, 21)), cat.lines().length === 2))
    expect(cat.lines()[0]).toEqual({ type: 'session_list', sessions: [] })
    await cat.ended
  }
})

test('readers that take one line and return get the list each time', async () => {
  await using pipe = await openPipe()
  const loop = startReader(
    'sh',
    '-c',
    'for i in 1 2 3 4 5; do head -n1 "$1"; done',
    'sh',
    pipe.path,
  )
  await loop.ended
  expect(loop.lines().map((line) => line.type)).toEqual(Array(5).fill('session_list'))
})

test('several readers each get every line', async () => {
  await using pipe = await openPipe()
  const first = startReader('cat', pipe.path)
  await readers(pipe.sink, 1)
  const second = startReader('cat', pipe.path)
  await readers(pipe.sink, 2)
  const lines = numberedLines(0, 100, 100)
  pipe.sink.write(lines)
  await until(() => first.lines().length === 101 && second.lines().length === 101)
  const whole = pipe.context.snapshotLine() + lines.join('')
  expect(first.text()).toBe(whole)
  expect(second.text()).toBe(whole)
})

test('a reader killed while it was stopped is let go', async () => {
  await using pipe = await openPipe()
  const cat = startReader('cat', pipe.path)
  await readers(pipe.sink, 1)
  cat.child.kill('SIGSTOP')
  pipe.sink.write(numberedLines(0, 300, 1000))
  cat.child.kill('SIGKILL')
  await readers(pipe.sink, 0)
  const next = startReader('head', '-n', '1', pipe.path)
  await next.ended
  expect(next.text()).toBe(pipe.context.snapshotLine())
})

test('readers get what was written before the end, and then the end', async () => {
  const pipe = await openPipe()
  const cat = startReader('cat', pipe.path)
  await readers(pipe.sink, 1)
  pipe.sink.write(numberedLines(0, 50, 10_000))
  await pipe.sink[Symbol.asyncDispose]()
  await cat.ended
  expect(cat.lines().at(-1)?.n).toBe(49)
})

test.skipIf(process.platform !== 'linux')(
  'a reader that opens it just before the end sees the end',
  async () => {
    // On a clock that stands still nobody looks for readers.
    const context = createTestContext(createVirtualClock(0))
    const sink = await openNamedPipe({}, context)
    const cat = startReader('cat', context.paths.pipe)
    await until(() => readFileSync(`/proc/${cat.child.pid}/wchan`, 'utf8') === 'wait_for_partner')
    await sink[Symbol.asyncDispose]()
    expect(await cat.ended).toEqual([0, null])
  },
)

test('a stopped reader does not hold up the end for long', async () => {
  const clock = createNotingClock()
  const pipe = await openPipe(clock)
  const cat = startReader('cat', pipe.path)
  await readers(pipe.sink, 1)
  cat.child.kill('SIGSTOP')
  pipe.sink.write(numberedLines(0, 200, 10_000))
  clock.waitsMs.length = 0
  await pipe.sink[Symbol.asyncDispose]()
  expect(clock.waitsMs).toHaveLength(1)
  expect(clock.waitsMs[0]).toBeLessThan(2000)
})

test('a pipe of ours is used as it is, with its mode put right, and serves who waits already', async () => {
  const context = createTestContext()
  execFileSync('mkfifo', ['-m', '644', context.paths.pipe])
  const cat = startReader('cat', context.paths.pipe)
  await using sink = await openNamedPipe({}, context)
  await readers(sink, 1)
  await until(() => cat.lines().length === 1)
  expect(statSync(context.paths.pipe).mode & 0o777).toBe(0o600)
})

test.each([
  ['a plain file', (path: string) => writeFileSync(path, 'precious')],
  ['a directory', (path: string) => mkdirSync(path)],
  ['a symbolic link', (path: string) => symlinkSync('/dev/null', path)],
])('%s in its place is refused and left untouched', async (_name, make) => {
  const context = createTestContext()
  make(context.paths.pipe)
  const before = lstatSync(context.paths.pipe)
  await expect(openNamedPipe({}, context)).rejects.toThrow(/left untouched/)
  expect(lstatSync(context.paths.pipe)).toEqual(before)
})

test('a directory that is missing or open to others is refused', async () => {
  const context = createTestContext()
  await expect(openNamedPipe({ path: join(context.dir, 'no/where') }, context)).rejects.toThrow(
    /does not exist/,
  )
  const open = join(context.dir, 'open')
  mkdirSync(open)
  execFileSync('chmod', ['777', open])
  await expect(openNamedPipe({ path: join(open, 'pipe') }, context)).rejects.toThrow(/other users/)
})

test('a file that takes its place while it runs is left alone, then and at the end', async () => {
  const pipe = await openPipe()
  rmSync(pipe.path)
  writeFileSync(pipe.path, 'precious')
  await until(() => pipe.sink.stats().errors > 0)
  await pipe.sink[Symbol.asyncDispose]()
  expect(readFileSync(pipe.path, 'utf8')).toBe('precious')
  expect(pipe.context.logged.join('')).toContain('left untouched')
})

test("another's pipe that takes its place is served but not removed", async () => {
  const pipe = await openPipe()
  execFileSync('mkfifo', [`${pipe.path}.other`])
  renameSync(`${pipe.path}.other`, pipe.path)
  await pipe.sink[Symbol.asyncDispose]()
  expect(statSync(pipe.path).isFIFO()).toBe(true)
})
