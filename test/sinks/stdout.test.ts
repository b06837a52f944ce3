import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { onTestFinished, expect, test } from 'vitest'
import { createVirtualClock } from '../../src/runtime/clock.ts'
import type { SinkStats } from '../../src/sinks/sink.ts'
import { openStdout } from '../../src/sinks/stdout.ts'
import { createTestContext, numberedLines } from './support.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'

const PROGRAM = join(import.meta.dirname, 'fixtures/writes-stdout.ts')

interface Outcome {
  readonly out: string
  /** What the fixture says about itself. */
  readonly report: { stats: SinkStats }
}

/** Runs a shell command line in which RUN stands for the fixture with these arguments, and WAIT ends once it has handed over all lines. */
async function shell(commandLine: string, ...args: string[]): Promise<Outcome> {
  const reportPath = join(makeTempDir(), 'report')
  const run = [process.execPath, PROGRAM, ...args, `2>${reportPath}`].join(' ')
  const wait = `until [ -s ${reportPath} ]; do sleep 0.01; done`
  const child = spawn('bash', ['-c', commandLine.replace('RUN', run).replace('WAIT', wait)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const out = await text(child.stdout)
  const [, report = ''] = readFileSync(reportPath, 'utf8').split('\n')
  return { out, report: JSON.parse(report) }
}

/** `script` types a ^D into its terminal, having no input itself. */
const numbers = (output: string) =>
  output
    .replace(/\^D[\b]*/, '')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).n as number)

test('appends whole lines to a file, after what is there', async () => {
  const path = join(makeTempDir(), 'out')
  await shell(`echo '{"n":-1}' > ${path}; RUN >> ${path}`, '1000', '500')
  expect(numbers(readFileSync(path, 'utf8'))).toEqual([-1, ...Array(1000).keys()])
})

test.each(['RUN | cat', 'RUN', 'script -qec "RUN" /dev/null'])('%s: every line', async (line) => {
  const { out } = await shell(line, '200', '500')
  expect(numbers(out)).toEqual([...Array(200).keys()])
})

test('a pipe that nobody reads any more is counted, and the work goes on', async () => {
  const { report } = await shell('RUN | head -n1', '2000', '500')
  expect(report.stats.errors).toBe(1)
})

test.each([
  ['pipe', 'RUN | (WAIT; cat)'],
  ['terminal', 'script -qec "stty raw; RUN" /dev/null | (WAIT; cat)'],
])('a %s that stalls until the last line loses old ones, never half a one', async (_kind, line) => {
  const { out, report } = await shell(line, '20000', '500', 'stay')
  const seen = numbers(out)
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  expect(seen.at(-1)).toBe(19_999)
  expect(seen.length).toBe(20_000 - report.stats.dropped)
  expect(report.stats.dropped).toBeGreaterThan(0)
})

test('a socket that nobody reads does not keep the program from ending', async () => {
  // Node gives its children socket pairs, and this one is left unread.
  const child = spawn(process.execPath, [PROGRAM, '2000', '1000'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [code] = await once(child, 'exit')
  expect(code).toBe(0)
})

test('after the end nothing is left to wait for, and it only counts', async () => {
  const path = join(makeTempDir(), 'out')
  const fd = openSync(path, 'w')
  const clock = createVirtualClock(0)
  const sink = await openStdout({ fd }, createTestContext(clock))
  sink.write(numberedLines(0, 3))
  await sink[Symbol.asyncDispose]()
  expect(clock.nextTimerAt()).toBeUndefined()
  sink.write(numberedLines(3, 5))
  await until(() => sink.stats().written === 3)
  expect(sink.stats()).toEqual({ written: 3, dropped: 2, errors: 0, readers: null })
  expect(numbers(readFileSync(path, 'utf8'))).toEqual([0, 1, 2])
  closeSync(fd)
})
