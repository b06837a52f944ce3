// A named pipe, its spare or its directory is taken away while it is served.

import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createVirtualClock } from '../../src/runtime/clock.ts'
import { until } from '../until.ts'
import { look, openPipe } from './named-pipe-support.ts'
import { startReader } from './reader.ts'
import { numberedLines } from './support.ts'

const spareIn = (dir: string): string => join(dir, '.otel-ai-monitor.pipe.next')

test('a pipe that is deleted is created again', async () => {
  await using pipe = await openPipe()
  rmSync(pipe.path)
  await until(() => existsSync(pipe.path))
  expect(statSync(pipe.path).mode & 0o777).toBe(0o600)
  const cat = startReader('cat', pipe.path)
  await until(() => cat.lines().length === 1)
  expect(cat.text()).toBe(pipe.context.snapshotLine())
})

test('a directory that goes and comes back has its pipe again', async () => {
  const clock = createVirtualClock(1_000_000)
  await using pipe = await openPipe(clock)
  const cat = startReader('cat', pipe.path)
  // A program takes a moment to start.
  while (pipe.sink.stats().readers === 0) await look(clock)
  rmSync(pipe.context.dir, { recursive: true })
  await look(clock)
  expect(pipe.sink.stats().errors).toBe(1)
  const [first] = pipe.context.logged
  expect(first).toContain(`${pipe.path} was removed and cannot be created again: ENOENT`)
  pipe.sink.write(numberedLines(0, 1))
  await until(() => cat.lines().length === 2)
  mkdirSync(pipe.context.dir)
  await look(clock)
  const again = startReader('cat', pipe.path)
  while (pipe.sink.stats().readers === 1) await look(clock)
  await until(() => again.lines().length === 1)
})

test('a spare that is deleted costs a reader one more try', async () => {
  await using pipe = await openPipe()
  const spare = spareIn(pipe.context.dir)
  await until(() => existsSync(spare))
  rmSync(spare)
  const loop = startReader('sh', '-c', 'until head -n1 "$1" | grep .; do :; done', 'sh', pipe.path)
  await loop.ended
  expect(loop.lines()).toEqual([{ type: 'session_list', sessions: [] }])
})
