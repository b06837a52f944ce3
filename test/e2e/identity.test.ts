// Who is behind a connection: a real process under an agent's name, in a real git checkout, killed for real.

import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { type Line, startProgram } from './program.ts'
import { removeTree } from '../remove-tree.ts'

const script = fileURLToPath(new URL('agent.ts', import.meta.url))

/** Starts the agent script as a program of this name, in a git checkout called `shop`. */
function startAgent(name: string, port: number, folder: string) {
  const home = mkdtempSync(join(tmpdir(), 'otel-ai-monitor-agent-'))
  const checkout = join(home, 'shop', 'src')
  mkdirSync(checkout, { recursive: true })
  execFileSync('git', ['init', '--quiet', join(home, 'shop')])
  const program = join(home, name)
  symlinkSync(process.execPath, program)
  const child = spawn(program, [script, String(port), folder], {
    cwd: checkout,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const posted = new Promise((done) => child.stdout.once('data', done))
  onTestFinished(() => {
    child.kill('SIGKILL')
    return removeTree(home)
  })
  return { child, posted, checkout }
}

const ofAgent = (tool: string, more: (line: Line) => boolean) => (line: Line) =>
  line['type'] === 'session_update' && line['tool'] === tool && more(line)

test('a session has its process and project, and ends with it', async () => {
  await using program = await startProgram('--no-pipe', '--no-notifications')
  const agent = startAgent('claude', program.port, 'claude-code/c1-bash15')
  await agent.posted
  const list = await program.line((line) =>
    line.sessions.some((session) => session['pid'] === agent.child.pid),
  )
  expect(list.sessions[0]).toMatchObject({ project: 'shop', cwd: agent.checkout })
  agent.child.kill('SIGKILL')
  const last = await program.line(ofAgent('claude-code', (line) => line['state'] === 'expired'))
  expect(last).toMatchObject({ reason: 'exited', pid: agent.child.pid })
})

test('a script that merely handles an agent’s files is not that agent', async () => {
  await using program = await startProgram('--no-pipe', '--no-notifications')
  const poster = startAgent('node', program.port, 'claude-code/c1-bash15')
  await poster.posted
  poster.child.kill('SIGKILL')
  const list = await program.line(
    (line) => line['type'] === 'session_list' && line.sessions.length > 0,
  )
  expect(list.sessions[0]).toMatchObject({ pid: null, state: 'completed' })
})

test('a program that is no agent says nothing of the session, and takes none with it', async () => {
  await using program = await startProgram('--no-pipe', '--no-notifications')
  const agent = startAgent('collector', program.port, 'claude-code/c1-bash15')
  await agent.posted
  agent.child.kill('SIGKILL')
  const list = await program.line(
    (line) => line['type'] === 'session_list' && line.sessions.length > 0,
  )
  expect(list.sessions[0]).toMatchObject({ pid: null, cwd: null, project: null })
  expect(program.lines.some((line) => line['state'] === 'expired')).toBe(false)
})
