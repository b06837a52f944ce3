// The daemon with a probe's relay: a real agent's process, its telemetry, and what a relay tells of it.

import { spawn } from 'node:child_process'
import { mkdtempSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { identify } from '../host/children.ts'
import { connectRelay, type RelayClient } from '../sources/probe/relay-client.ts'
import { type Line, type Program, startProgram } from './program.ts'
import { removeTree } from '../remove-tree.ts'

const script = fileURLToPath(new URL('agent.ts', import.meta.url))

/** A real process by an agent's name: with a port and a capture it posts that, without it does nothing. */
function startAgent(name: string, ...args: readonly string[]) {
  const home = mkdtempSync(join(tmpdir(), 'otel-ai-monitor-agent-'))
  const program = join(home, name)
  symlinkSync(process.execPath, program)
  const idle = ['-e', 'console.log("up"); setInterval(() => {}, 1e6)']
  const child = spawn(program, args.length > 0 ? [script, ...args] : idle, {
    cwd: home,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ready = new Promise((done) => child.stdout.once('data', done))
  onTestFinished(() => {
    child.kill('SIGKILL')
    return removeTree(home)
  })
  return { child, pid: child.pid!, ready, home }
}

async function connectTo(program: Program): Promise<RelayClient> {
  const relay = await connectRelay(join(program.runtimeDir, 'otel-ai-monitor', 'probe.sock'))
  relay.greet()
  return relay
}

function announce(relay: RelayClient, pid: number, name: string): void {
  const { startTime } = identify(pid)
  relay.send({ type: 'agent', pid, root: pid, parent: process.pid, name, start_time: startTime })
}

const update = (fields: Partial<Line>) => (line: Line) =>
  line['type'] === 'session_update' &&
  Object.entries(fields).every(([name, value]) => line[name] === value)

const health = async (program: Program): Promise<Record<string, unknown>> => {
  const response = await fetch(`http://127.0.0.1:${program.port}/health`)
  return ((await response.json()) as { probe: Record<string, unknown> }).probe
}

test('an agent that is killed ends with one line that says how', async () => {
  await using program = await startProgram('--no-pipe', '--no-notifications')
  await using relay = await connectTo(program)
  const agent = startAgent('claude', String(program.port), 'claude-code/c1-bash15')
  announce(relay, agent.pid, 'claude')
  await agent.ready
  await program.line((line) => line.sessions.some(({ pid }) => pid === agent.pid))
  const exited = new Promise((done) => agent.child.once('exit', done))
  agent.child.kill('SIGSEGV')
  await exited
  // Its connection has closed before: the relay is a little later, and knows better.
  relay.send({ type: 'exit', pid: agent.pid, root: agent.pid, signal: 11 })
  const last = await program.line(update({ state: 'expired', pid: agent.pid }))
  expect(last['reason']).toBe('crashed:SIGSEGV')
  expect(program.lines.filter(update({ state: 'expired' }))).toHaveLength(1)
  expect(program.lines.some(({ tool }) => tool === 'generic')).toBe(false)
})

test('a key acknowledges what has completed', async () => {
  await using program = await startProgram('--no-pipe', '--no-notifications')
  await using relay = await connectTo(program)
  const agent = startAgent('claude', String(program.port), 'claude-code/c1-bash15')
  announce(relay, agent.pid, 'claude')
  await agent.ready
  await program.line(
    (line) =>
      line['type'] === 'session_list' &&
      line.sessions.some(({ pid, state }) => pid === agent.pid && state === 'completed'),
  )
  const typing = setInterval(
    () => relay.send({ type: 'input', pid: agent.pid, root: agent.pid }),
    100,
  )
  const seen = await program.line(update({ state: 'idle' }))
  clearInterval(typing)
  expect(seen['reason']).toBe('acknowledged')
})

test('a program without telemetry is a session while it runs, and the relay may come and go', async () => {
  await using program = await startProgram('--no-pipe', '--no-notifications')
  const bot = startAgent('bot')
  await bot.ready
  const first = await connectTo(program)
  announce(first, bot.pid, 'bot')
  const shown = await program.line(update({ tool: 'generic', session_id: `bot-${bot.pid}` }))
  expect(shown).toMatchObject({
    state: 'idle',
    reason: 'no_telemetry',
    confidence: 'inferred',
    pid: bot.pid,
    cwd: bot.home,
  })
  await first[Symbol.asyncDispose]()
  await using second = await connectTo(program)
  announce(second, bot.pid, 'bot')
  second.send({ type: 'blocked', pid: bot.pid, root: bot.pid })
  const waiting = await program.line(update({ state: 'waiting' }))
  expect(waiting).toMatchObject({ reason: 'terminal_input:bot', since: expect.any(Number) })
  expect(await health(program)).toMatchObject({ state: 'running', version: '1.2.3', agents: 1 })
  bot.child.kill('SIGTERM')
  second.send({ type: 'exit', pid: bot.pid, root: bot.pid, signal: 15 })
  const last = await program.line(update({ state: 'expired' }))
  expect(last['reason']).toBe('killed:SIGTERM')
  expect(program.lines.filter(update({ state: 'idle' }))).toHaveLength(1)
})

test('without the probe, or with rubbish in its place, all else works', async () => {
  await using program = await startProgram('--no-pipe', '--no-notifications')
  expect(await health(program)).toMatchObject({ state: 'absent', agents: 0 })
  await using stranger = await connectRelay(
    join(program.runtimeDir, 'otel-ai-monitor', 'probe.sock'),
  )
  stranger.write(Buffer.alloc(300_000, 0xff))
  await stranger.closed
  expect(await health(program)).toMatchObject({ state: 'absent', bad: 1 })
  await using off = await startProgram('--no-pipe', '--no-notifications', '--no-probe')
  expect(await health(off)).toBeUndefined()
})
