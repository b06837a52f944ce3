import { execFileSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { controlSocket } from '../../src/sinks/control-socket.ts'
import { sinkModules } from '../../src/sinks/index.ts'
import { namedPipe } from '../../src/sinks/named-pipe.ts'
import type { LineSink } from '../../src/sinks/sink.ts'
import { stdout } from '../../src/sinks/stdout.ts'
import { describeSink, type SinkFixture } from './contract.ts'
import { type Reader, startReader } from './reader.ts'
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
    return withReader(await stdout.open({ fd }, createTestContext()), reader)
  },
  async pipe() {
    const context = createTestContext()
    const sink = await namedPipe.open({}, context)
    return withReader(sink, startReader('cat', context.paths.pipe))
  },
  async 'control-socket'() {
    const context = createTestContext()
    const sink = await controlSocket.open({}, context)
    const socket = context.paths.controlSocket
    return withReader(sink, startReader('curl', '-sN', '--unix-socket', socket, 'http://d/stream'))
  },
}

test('every sink is put to the test', () => {
  expect(Object.keys(fixtures)).toEqual(sinkModules.map(({ id }) => id))
})

describe.each(Object.entries(fixtures))('%s', (_id, open) => {
  describeSink(open)
})

test.each(sinkModules)('$id needs no options and refuses unknown ones', ({ options }) => {
  expect(options.safeParse({}).success).toBe(true)
  expect(options.safeParse({ typo: 1 }).success).toBe(false)
})
