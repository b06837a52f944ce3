// The real program from its first byte to its last: real captures over HTTP, a real pipe, real signals.

import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { mainSource } from '../main-source.ts'
import { makeTempDir } from '../temp-dir.ts'
import { postCapture, startCommand, startProgram, type Line, type Program } from './program.ts'

const is = (state: string, tool: string) => (line: Line) =>
  line['type'] === 'session_update' && line['state'] === state && line['tool'] === tool

const pipeOf = ({ runtimeDir }: Program): string => `${runtimeDir}/otel-ai-monitor.pipe`

/** A real `cat` on the pipe, with the lines it has read. */
function cat(path: string) {
  const child = spawn('cat', [path], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: Line[] = []
  const waiting = new Set<() => void>()
  createInterface({ input: child.stdout }).on('line', (text) => {
    lines.push(JSON.parse(text) as Line)
    for (const look of waiting) look()
  })
  const ended = new Promise<number | null>((done) => child.once('exit', done))
  return {
    child,
    lines,
    ended,
    line: (matches: (line: Line) => boolean) =>
      new Promise<Line>((done) => {
        const look = (): void => {
          const found = lines.find(matches)
          if (found) done(found)
        }
        waiting.add(look)
        look()
      }),
  }
}

test('tells what a session did on stdout and in the pipe, and stops cleanly', async () => {
  await using program = await startProgram()
  const reader = cat(pipeOf(program))
  await reader.line((line) => line['type'] === 'session_list')
  const statuses = await postCapture(program.port, 'claude-code/h1-hooks')
  expect(new Set(statuses)).toEqual(new Set([200]))
  for (const state of ['working', 'waiting', 'completed', 'expired']) {
    expect((await program.line(is(state, 'claude-code')))['reason']).toBeTruthy()
    await reader.line(is(state, 'claude-code'))
  }
  expect(await program.stop()).toBe(0)
  expect(await reader.ended).toBe(0)
  expect(existsSync(pipeOf(program))).toBe(false)
})

test('serves readers that come, are killed and come again', async () => {
  await using program = await startProgram()
  const first = cat(pipeOf(program))
  await first.line((line) => line['type'] === 'session_list')
  first.child.kill('SIGKILL')
  await first.ended
  await postCapture(program.port, 'codex/tui-plain')
  const second = cat(pipeOf(program))
  const list = await second.line((line) => line['type'] === 'session_list')
  expect(list.sessions.every((session) => session['tool'] === 'codex')).toBe(true)
  await postCapture(program.port, 'claude-code/c1-bash15')
  await second.line(is('working', 'claude-code'))
  expect(await program.stop()).toBe(0)
})

test('a reader that stops reading delays no answer', async () => {
  await using program = await startProgram()
  const reader = cat(pipeOf(program))
  await reader.line((line) => line['type'] === 'session_list')
  reader.child.kill('SIGSTOP')
  for (let round = 0; round < 5; round++) {
    const statuses = await postCapture(program.port, 'claude-code/b5-slash-commands')
    expect(new Set(statuses)).toEqual(new Set([200]))
  }
  reader.child.kill('SIGKILL')
  expect(await program.stop()).toBe(0)
})

test('a second daemon is refused and takes nothing from the first', async () => {
  await using program = await startProgram()
  const before = statSync(pipeOf(program)).ino
  const args = [mainSource, 'run', '--port', '0']
  const second = spawnSync(process.execPath, args, { env: program.env, encoding: 'utf8' })
  expect(second.status).toBe(69)
  expect(second.stderr).toContain('another otel-ai-monitor is running already')
  expect(statSync(pipeOf(program)).ino).toBe(before)
  expect(program.log()).not.toContain('removed')
})

test('keeps its files to itself', async () => {
  await using program = await startProgram()
  const mode = (path: string): number => statSync(path).mode & 0o777
  expect(mode(pipeOf(program))).toBe(0o600)
  expect(mode(`${program.runtimeDir}/otel-ai-monitor`)).toBe(0o700)
  expect(mode(`${program.runtimeDir}/otel-ai-monitor/control.sock`)).toBe(0o600)
})

test('status, ack and health agree with the lines', async () => {
  await using program = await startProgram()
  await postCapture(program.port, 'codex/tui-compact')
  await program.line(is('expired', 'codex'))
  const run = (...args: string[]): string =>
    execFileSync(process.execPath, [mainSource, ...args], { env: program.env, encoding: 'utf8' })
  await postCapture(program.port, 'claude-code/b2-permission-approve-traces')
  await program.line(is('completed', 'claude-code'))
  expect(run('status', '--json')).toContain('"state":"completed"')
  expect(run('status')).toContain('work2')
  run('ack', '--all')
  await program.line((line) => line['reason'] === 'acknowledged')
  const health = (await (await fetch(`http://127.0.0.1:${program.port}/health`)).json()) as {
    status: string
    sessions: Record<string, number>
    receiver: { logs: { requests: number } }
  }
  expect(health.status).toBe('ok')
  expect(health.sessions['idle']).toBe(1)
  expect(health.receiver.logs.requests).toBeGreaterThan(0)
})

test('a taken port is told in one line, with how to change it', async () => {
  await using program = await startProgram('--no-pipe')
  const args = [
    mainSource,
    'run',
    '--port',
    String(program.port),
    '--no-pipe',
    '--no-control-socket',
  ]
  const second = spawn(process.execPath, args, { env: program.env })
  let told = ''
  second.stderr.on('data', (chunk: Buffer) => (told += chunk))
  const code = await new Promise((done) => second.once('exit', done))
  expect(code).toBe(69)
  expect(told.trim().split('\n')).toHaveLength(1)
  expect(told).toContain(String(program.port))
  expect(told).toContain('--port')
})

test('a directory that is not there is told in one line', async () => {
  const runtimeDir = makeTempDir()
  const path = join(runtimeDir, 'none', 'control.sock')
  const args = [mainSource, 'run', '--port', '0', '--no-pipe', '--control-socket', path]
  const env = { ...process.env, XDG_RUNTIME_DIR: runtimeDir }
  const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' })
  expect(status).toBe(69)
  expect(stderr).toBe(
    `otel-ai-monitor: cannot create a socket in ${join(runtimeDir, 'none')}: the directory does not exist\n`,
  )
})

test('one that cannot have the port leaves the pipe of the one that has it alone', async () => {
  await using program = await startProgram()
  const { ino } = statSync(pipeOf(program))
  const args = [mainSource, 'run', '--port', String(program.port), '--no-control-socket']
  const second = spawn(process.execPath, args, { env: program.env, stdio: 'ignore' })
  expect(await new Promise((done) => second.once('exit', done))).toBe(69)
  expect(statSync(pipeOf(program))).toMatchObject({ ino, mode: 0o10600 })
})

test('a plain file where the pipe should be is refused and left untouched', async () => {
  const env = { ...process.env }
  await using program = await startProgram('--no-pipe')
  const path = `${program.runtimeDir}/file`
  writeFileSync(path, 'mine')
  const args = [mainSource, 'run', '--port', '0', '--pipe', path, '--no-control-socket']
  const second = spawn(process.execPath, args, {
    env: { ...env, XDG_RUNTIME_DIR: program.runtimeDir },
  })
  const code = await new Promise((done) => second.once('exit', done))
  expect(code).toBe(69)
  expect(statSync(path).isFile()).toBe(true)
})

test('a second signal ends it at once', async () => {
  await using program = await startProgram()
  program.child.kill('SIGTERM')
  expect([0, 143]).toContain(await program.stop('SIGTERM'))
})

test.each([
  ['when all has stopped', [], ''],
  ['when a part cannot stop', ['claude-code/c2-slow15'], 'did not stop in time'],
])('files that hang do not keep it alive %s', async (_, captures, told) => {
  const blocksThreads = new URL('./blocks-threads.ts', import.meta.url).href
  const more = { NODE_OPTIONS: `--import=${blocksThreads}` }
  await using program = await startCommand(['run', '--no-session-files', '--no-probe'], more)
  // What was used has to be written at the end.
  for (const folder of captures) await postCapture(program.port, folder)
  program.child.kill('SIGUSR2')
  await program.stop()
  expect(program.child.signalCode).toBe('SIGKILL')
  expect(program.log()).toContain(told)
})
