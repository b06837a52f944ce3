import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createVirtualClock } from '../../src/runtime/clock.ts'
import { createLogger, createLogLimiter } from '../../src/runtime/log.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'

const FIXTURE = join(import.meta.dirname, 'fixtures/logs.ts')

test('writes JSON where it is no terminal, everything before a sudden end included', () => {
  const { stderr, stdout } = spawnSync(process.execPath, [FIXTURE, '3'], { encoding: 'utf8' })
  const lines = stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines).toHaveLength(3)
  expect(lines.at(-1)).toMatchObject({ level: 30, msg: 'hello \u001b[31m\u009b2J \\r\r\b' })
  expect(stdout).toBe('')
})

test('tells the journal how severe a line is, and nobody else', () => {
  const directory = makeTempDir()
  const fd = openSync(join(directory, 'journal'), 'w+')
  const { dev, ino } = fstatSync(fd)
  const write = (level: 'info' | 'warn' | 'error', stream: string) =>
    createLogger({ level: 'info', fd, env: { JOURNAL_STREAM: stream } })[level]('x')
  write('warn', `${dev}:${ino}`)
  write('info', `${dev}:${ino + 1}`)
  write('error', `${dev}:${ino}`)
  const text = readFileSync(join(directory, 'journal'), 'utf8')
  expect(text.split('\n').map((line) => line.slice(0, 12))).toEqual([
    '<4>{"level":',
    '{"level":30,',
    '<3>{"level":',
    '',
  ])
})

test('is pretty on a terminal, where a message cannot drive it', () => {
  const text = onTerminal(`env -u NO_COLOR ${process.execPath} ${FIXTURE} 1`)
  expect(text).toMatch(/\[\d\d:\d\d:\d\d\] .*INFO/)
  expect(text).toContain('hello \ufffd[31m\ufffd2J \\r\ufffd\ufffd')
  expect(onTerminal(`env NO_COLOR=1 ${process.execPath} ${FIXTURE} 1`)).not.toContain('\u001b')
})

test('a terminal that is slow gets whole lines all the same', async () => {
  const command = `NO_COLOR=1 ${process.execPath} ${FIXTURE} 200 linger`
  const child = spawn('script', ['-qec', command, '/dev/null'])
  onTestFinished(() => void child.kill('SIGKILL'))
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more))
  const lines = () => text.match(/^\[\d\d:\d\d:\d\d\] INFO: hello .*$/gm) ?? []
  await until(() => lines().length >= 200)
  child.stdin.write('\n')
  await once(child, 'close')
  expect(lines()).toHaveLength(200)
})

test('does not wait for a reader that stalls', async () => {
  const path = join(makeTempDir(), 'pipe')
  execFileSync('mkfifo', [path])
  // Open at both ends, and never read.
  const fd = openSync(path, 'r+')
  const child = spawn(process.execPath, [FIXTURE, '5000'], { stdio: ['ignore', 'ignore', fd] })
  onTestFinished(() => void child.kill('SIGKILL'))
  onTestFinished(() => closeSync(fd))
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('a limited message is logged again after its time', () => {
  const clock = createVirtualClock(0)
  const limit = createLogLimiter(clock)
  const seen: string[] = []
  const log = (key: string) => limit(key, 1000, () => void seen.push(key))
  for (const key of ['a', 'a', 'b', 'a']) log(key)
  clock.advanceTo(999)
  log('a')
  expect(seen).toEqual(['a', 'b'])
  clock.advanceTo(1000)
  log('a')
  expect(seen).toEqual(['a', 'b', 'a'])
})

function onTerminal(command: string): string {
  return execFileSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8' })
}
