import { execFileSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openControlSocket } from '../../src/sinks/control-socket.ts'
import { controlSocketOptions } from '../../src/sinks/control-socket/options.ts'
import { namedPipeOptions } from '../../src/sinks/named-pipe/options.ts'
import { notificationOptions } from '../../src/sinks/notification/options.ts'
import type { LineSink } from '../../src/sinks/sink.ts'
import { openStdout } from '../../src/sinks/stdout.ts'
import { describeSink, type SinkFixture } from './contract.ts'
import { openPipe } from './named-pipe-support.ts'
import { type Reader, startReader } from './reader.ts'
import { sinkFiles, sinkFilesOf } from './sink-files.ts'
import { createNotingClock, createTestContext, type NotingClock } from './support.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'

async function withReader(
  sink: LineSink,
  reader: Reader,
  clock: NotingClock,
): Promise<SinkFixture> {
  onTestFinished(() => sink[Symbol.asyncDispose]())
  await until(() => sink.stats().readers !== 0)
  return {
    sink,
    clock,
    read: reader.text,
    pause: () => void reader.child.kill('SIGSTOP'),
    resume: () => void reader.child.kill('SIGCONT'),
  }
}

/** A descriptor of a pipe that `cat` reads, like a shell's. */
function openInherited(): { fd: number; reader: Reader } {
  const path = join(makeTempDir(), 'fifo')
  execFileSync('mkfifo', [path])
  const reader = startReader('cat', path)
  const fd = openSync(path, 'w')
  onTestFinished(() => closeSync(fd))
  return { fd, reader }
}

const fixtures: Readonly<Record<string, () => Promise<SinkFixture>>> = {
  async stdout() {
    const clock = createNotingClock()
    const { fd, reader } = openInherited()
    return withReader(await openStdout({ fd }, createTestContext(clock)), reader, clock)
  },
  async 'named-pipe'() {
    const clock = createNotingClock()
    const { sink, path } = await openPipe(clock)
    return withReader(sink, startReader('cat', path), clock)
  },
  async 'control-socket'() {
    const clock = createNotingClock()
    const context = createTestContext(clock)
    const sink = await openControlSocket({}, context)
    const socket = context.paths.controlSocket
    const reader = startReader('curl', '-sN', '--unix-socket', socket, 'http://d/stream')
    return withReader(sink, reader, clock)
  },
}

test('every sink is put to the test', () => {
  expect(Object.keys(fixtures).toSorted()).toEqual(sinkFilesOf('LineSink'))
  expect([...sinkFilesOf('ChangeSink'), ...Object.keys(fixtures)].toSorted()).toEqual(sinkFiles)
})

describe.each(Object.entries(fixtures))('%s', (_id, open) => {
  describeSink(open)
})

test.each([
  ['the named pipe', namedPipeOptions],
  ['the control socket', controlSocketOptions],
  ['notifications', notificationOptions],
])('of %s all options can be left out, and unknown ones are refused', (_name, options) => {
  expect(options.safeParse({}).success).toBe(true)
  expect(options.safeParse({ typo: 1 }).success).toBe(false)
})
