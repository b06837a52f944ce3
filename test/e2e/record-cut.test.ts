// A recorder that cannot go on: what it has is kept, and nobody waits for what is not recorded.

import { spawnSync } from 'node:child_process'
import { readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseCapture } from '../../src/capture/capture.ts'
import { toCaptureText } from '../../src/capture/capture-text.ts'
import { postCapture, startCommand } from './program.ts'
import { mainSource } from '../main-source.ts'
import { makeTempDir } from '../temp-dir.ts'

const QUIET = ['--no-pipe', '--no-control-socket', '--no-notifications']

function captureFile(name: string): string {
  const directory = makeTempDir()
  return join(directory, name)
}

const linesIn = (file: string) => parseCapture(toCaptureText(readFileSync(file)).text)

function replay(file: string) {
  const options = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const
  return spawnSync(process.execPath, [mainSource, 'replay', file], options)
}

test.each(['a.ndjson', 'a.ndjson.gz'])('what came before a kill is in %s', async (name) => {
  const file = captureFile(name)
  await using program = await startCommand(['record', file, ...QUIET])
  const { length } = await postCapture(program.port, 'codex/exec-shell8')
  // Without another request or an end.
  await expect.poll(() => linesIn(file).length, { timeout: 10_000 }).toBe(length)
  await program.stop('SIGKILL')
  const { status, stdout, stderr } = replay(file)
  expect([status, stdout]).toEqual([0, expect.stringContaining('"state":"completed"')])
  expect(stderr.includes('its end is missing')).toBe(name.endsWith('.gz'))
  // In the middle of a line, as a full disk leaves it.
  truncateSync(file, readFileSync(file).length - 40)
  expect(replay(file)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('codex'),
    stderr: `${file}: its end is missing; what it holds is used\n`,
  })
})

test('a disk that is full ends it at once, with the reason', async () => {
  const file = captureFile('a.ndjson')
  await using program = await startCommand(['record', file, '--raw', ...QUIET])
  const { pid } = program.child
  expect(spawnSync('prlimit', [`--pid=${pid}`, '--fsize=20000:20000']).status).toBe(0)
  const ended = new Promise((done) => program.child.once('exit', done))
  await postCapture(program.port, 'codex/exec-shell8').catch(() => undefined)
  expect(await ended).toBe(74)
  expect(program.log()).toMatch(/cannot write .*a\.ndjson: EFBIG/)
  expect(replay(file).status).toBe(0)
})

test('Ctrl-C ends it in order', async () => {
  const file = captureFile('a.ndjson.gz')
  await using program = await startCommand(['record', file, ...QUIET])
  const { length } = await postCapture(program.port, 'codex/exec-shell8')
  expect(await program.stop('SIGINT')).toBe(0)
  expect(linesIn(file)).toHaveLength(length)
  expect(replay(file).stderr).toBe('')
})

test('a file that was begun, and nothing more, is no reason to fail', async () => {
  const file = captureFile('a.ndjson.gz')
  await using program = await startCommand(['record', file, ...QUIET])
  await postCapture(program.port, 'codex/exec-shell8')
  expect(await program.stop()).toBe(0)
  for (const length of [10, 2]) {
    truncateSync(file, length)
    expect(replay(file)).toMatchObject({ status: 0, stderr: expect.stringContaining('is missing') })
  }
  // Damaged in between, it holds nothing that could be trusted.
  const input = Buffer.from(`1f8bff${'00'.repeat(20)}`, 'hex')
  expect(spawnSync(process.execPath, [mainSource, 'replay', '-'], { input }).status).toBe(66)
})
