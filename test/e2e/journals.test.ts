// What an agent writes down of a conversation is on the lines at once, without any telemetry.

import { spawn } from 'node:child_process'
import { appendFileSync, closeSync, mkdirSync, openSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Line, type Program, startCommand, startProgram } from './program.ts'

const sessionId = '01a216cc-7f5f-7fc1-87b6-338a398a89a2'

const told = (state: string) => (line: Line) =>
  line['type'] === 'session_update' && line['state'] === state

function startConversation(home: string) {
  const folder = join(home, '.codex', 'sessions', '2026', '11', '26')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `rollout-2026-11-26T07-40-30-${sessionId}.jsonl`)
  const agent = join(home, 'codex')
  symlinkSync(process.execPath, agent)
  const fd = openSync(path, 'a')
  const child = spawn(agent, ['-e', 'setInterval(() => {}, 1e6)'], {
    cwd: home,
    stdio: ['ignore', 'ignore', 'ignore', fd],
  })
  closeSync(fd)
  onTestFinished(() => void child.kill('SIGKILL'))
  const write = (type: string, payload: object): void =>
    appendFileSync(
      path,
      `${JSON.stringify({ timestamp: new Date().toISOString(), type, payload })}\n`,
    )
  write('session_meta', { id: sessionId, cwd: home, cli_version: '0.169.0' })
  return { child, write }
}

async function filesIn({ port }: Program): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/health`)
  return ((await response.json()) as { files?: unknown }).files
}

test('a conversation works, completes and ends by its file and its process', async () => {
  await using program = await startProgram('--no-pipe', '--no-notifications')
  const { child, write } = startConversation(program.runtimeDir)
  write('event_msg', { type: 'task_started', turn_id: 't1' })
  expect(await program.line(told('working'))).toMatchObject({
    session_id: sessionId,
    tool: 'codex',
    confidence: 'exact',
  })
  await program.line((line) => line['pid'] === child.pid)
  expect(await filesIn(program)).toMatchObject({ journals: { sessions: 1, replaced: 0 } })
  write('event_msg', { type: 'task_complete', turn_id: 't1' })
  expect(await program.line(told('completed'))).toMatchObject({
    outcome: 'ok',
    reason: 'session_file',
    turns: 1,
  })
  child.kill('SIGKILL')
  expect(await program.line(told('expired'))).toMatchObject({ reason: 'exited' })
})

test('nothing of it is read with --no-session-files', async () => {
  const quiet = ['--no-pipe', '--no-notifications']
  await using program = await startProgram(...quiet)
  const { runtimeDir: HOME } = program
  await using deaf = await startCommand(['run', '--no-session-files', ...quiet], { HOME })
  const { write } = startConversation(HOME)
  write('event_msg', { type: 'task_started', turn_id: 't1' })
  await program.line(told('working'))
  // What the other one knows by now, this one would have read as well.
  const hook = { session_id: 'by-hook', hook_event_name: 'UserPromptSubmit' }
  const body = JSON.stringify(hook)
  await fetch(`http://127.0.0.1:${deaf.port}/hooks/claude-code`, { method: 'POST', body })
  expect(await deaf.line(told('working'))).toMatchObject({ session_id: 'by-hook' })
  expect(JSON.stringify(deaf.lines)).not.toContain(sessionId)
  expect(await filesIn(deaf)).toBeUndefined()
})
