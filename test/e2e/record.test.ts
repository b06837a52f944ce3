// What `record` writes: fit to be replayed, fit to be shared, and never the end of the daemon.

import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { parseCapture } from '../../src/capture/capture.ts'
import { mainSource } from '../main-source.ts'
import { attribute, field, number } from '../otlp/support/wire.ts'
import { type Line, postCapture, type Program, startCommand } from './program.ts'
import { makeTempDir } from '../temp-dir.ts'

async function record(
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<{ recorder: Program; file: string }> {
  const file = join(makeTempDir(), 'capture.ndjson.gz')
  const quiet = ['--no-pipe', '--no-control-socket', '--no-notifications']
  return { recorder: await startCommand(['record', file, ...quiet, ...args], env), file }
}

const bodiesIn = (file: string): string =>
  parseCapture(gunzipSync(readFileSync(file)).toString('utf8'))
    .map((line) => Buffer.from(line.body_base64, 'base64').toString('latin1'))
    .join('\n')

const postLogs = (port: number, body: Uint8Array<ArrayBuffer>): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
    body,
  })

test('a recording is replayed to the same states, and holds no names', async () => {
  const { recorder, file } = await record()
  await using program = recorder
  for (const folder of ['codex/exec-shell8', 'gemini-cli/headless-plain-and-tool'])
    await postCapture(program.port, folder)
  expect(await program.stop()).toBe(0)
  const options = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const
  const replayed = execFileSync(process.execPath, [mainSource, 'replay', file], options)
  const states = replayed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
    .filter((line) => line['type'] === 'session_update' && line['tool'] === 'codex')
    .map((line) => line['state'])
  const turns = states.filter((state, index) => state !== states[index - 1])
  expect(turns).toEqual(['idle', 'working', 'completed', 'expired'])
  expect(replayed).toContain('"tool":"gemini-cli"')
  expect(bodiesIn(file)).not.toMatch(/\/home\/dev|mock-model/)
})

test('--raw keeps everything, and says so', async () => {
  const { recorder, file } = await record(['--raw'])
  await using program = recorder
  await postCapture(program.port, 'gemini-cli/headless-plain-and-tool')
  expect(await program.stop()).toBe(0)
  expect(program.log()).toContain('Do not share it')
  expect(bodiesIn(file)).toContain('/home/dev/')
})

test('a request that is damaged in part is left out, and said', async () => {
  const { recorder } = await record()
  await using program = recorder
  const damaged = [...field(6, attribute('session.id', 'a')), ...number(6, 7)]
  const body = Buffer.from(field(1, field(2, field(2, damaged), field(2, [0x0f]))))
  expect((await postLogs(program.port, Uint8Array.from(body))).status).toBe(200)
  expect(await program.stop()).toBe(0)
  expect(program.log()).toContain('left out 1 damaged requests')
})

test.each([
  ['a file that is there', (file: string) => writeFileSync(file, 'kept'), 'it is there already'],
  [
    'a directory that is not',
    (file: string) => rmSync(dirname(file), { recursive: true }),
    'there is no such directory',
  ],
])('%s is told before anything is recorded in vain', async (_name, prepare, reason) => {
  const file = join(makeTempDir(), 'capture.ndjson')
  prepare(file)
  const { status, stderr } = spawnSync(
    process.execPath,
    [mainSource, 'record', file, '--port', '0'],
    {
      encoding: 'utf8',
    },
  )
  expect(status).toBe(73)
  expect(stderr).toContain(reason)
  expect(stderr).not.toContain('listening')
})

test('standard output is refused: it has the lines', () => {
  const cwd = makeTempDir()
  const args = [mainSource, 'record', '-']
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    timeout: 5000,
  })
  expect([status, stderr]).toEqual([64, expect.stringContaining('give a file')])
  expect(existsSync(join(cwd, '-'))).toBe(false)
})

test('a daemon that cannot start leaves no empty file behind', async () => {
  await using running = await startCommand(['run'])
  const file = join(makeTempDir(), 'capture.ndjson')
  const args = [mainSource, 'record', file, '--port', '0']
  expect(spawnSync(process.execPath, args, { env: running.env }).status).toBe(69)
  expect(existsSync(file)).toBe(false)
})

test('a name that is still in it is told', async () => {
  const { recorder } = await record([], { HOME: '/alice' })
  await using program = recorder
  // Hidden in a word of the program's own, where no rule expects it.
  const event = field(12, 'x:/alice/y')
  const body = Buffer.from(field(1, field(2, field(2, event))))
  expect((await postLogs(program.port, Uint8Array.from(body))).status).toBe(200)
  expect(await program.stop()).toBe(1)
  expect(program.log()).toContain('your home directory is still in 1 requests')
})
