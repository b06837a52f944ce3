import { execFileSync, spawnSync } from 'node:child_process'
import { fstatSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createVirtualClock } from '../../src/runtime/clock.ts'
import { createLogger, createLogLimiter } from '../../src/runtime/log.ts'
import { makeTempDir } from '../temp-dir.ts'

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

test('a terminal that is slow gets whole lines all the same', () => {
  const text = onTerminal(`NO_COLOR=1 ${process.execPath} ${FIXTURE} 200 linger`)
  expect(text.match(/^\[\d\d:\d\d:\d\d\] INFO: hello .*$/gm)).toHaveLength(200)
})

test('does not wait for a reader that stalls', () => {
  const command = `(${process.execPath} ${FIXTURE} 5000 2>&1 >&3 | (sleep 2; cat >/dev/null)) 3>&1`
  const elapsedMs = Number(execFileSync('bash', ['-c', command], { encoding: 'utf8' }))
  expect(elapsedMs).toBeLessThan(1500)
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
