import { execFileSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openControlSocket } from '../../src/sinks/control-socket.ts'
import { controlSocketOptions } from '../../src/sinks/control-socket/options.ts'
import { openNamedPipe } from '../../src/sinks/named-pipe.ts'
import { namedPipeOptions } from '../../src/sinks/named-pipe/options.ts'
import { notificationOptions } from '../../src/sinks/notification/options.ts'
import type { LineSink } from '../../src/sinks/sink.ts'
import { openStdout } from '../../src/sinks/stdout.ts'
import { describeSink, type SinkFixture } from './contract.ts'
import { type Reader, startReader } from './reader.ts'
import { sinkFiles, sinkFilesOf } from './sink-files.ts'
import { createTestContext } from './support.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'

async function withReader(sink: LineSink, reader: Reader): Promise<SinkFixture> {
  onTestFinished(() => sink[Symbol.asyncDispose]())
  await until(() => sink.stats().readers !== 0)
  return {
    sink,
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
    const { fd, reader } = openInherited()
    return withReader(await openStdout({ fd }, createTestContext()), reader)
  },
  async 'named-pipe'() {
    const context = createTestContext()
    const sink = await openNamedPipe({}, context)
    return withReader(sink, startReader('cat', context.paths.pipe))
  },
  async 'control-socket'() {
    const context = createTestContext()
    const sink = await openControlSocket({}, context)
    const socket = context.paths.controlSocket
    return withReader(sink, startReader('curl', '-sN', '--unix-socket', socket, 'http://d/stream'))
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
