// What an agent writes down of a conversation is on the lines at once, without any telemetry.

import { spawn } from 'node:child_process'
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { sessionId, startConversation } from './conversation.ts'
import { type Line, type Program, startCommand, startProgram } from './program.ts'

const told = (state: string) => (line: Line) =>
  line['type'] === 'session_update' && line['state'] === state

function converse(home: string) {
  const conversation = startConversation(home)
  onTestFinished(() => void conversation.child.kill('SIGKILL'))
  return conversation
}

async function filesIn({ port }: Program): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/health`)
  return ((await response.json()) as { files?: unknown }).files
}

test('a conversation works, completes and ends by its file and its process', async () => {
  await using program = await startProgram('--no-pipe', '--no-notifications')
  const { child, write } = converse(program.runtimeDir)
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
  const { write } = converse(HOME)
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

test('a conversation that a hook tells of is stopped by its file, which nobody holds open', async () => {
  await using program = await startProgram('--no-pipe', '--no-notifications')
  const { port, runtimeDir: home } = program
  const child = spawn('tail', ['-f', '/dev/null'], { argv0: 'gemini', cwd: home })
  onTestFinished(() => void child.kill('SIGKILL'))
  const id = '85b366d2-16aa-49c8-a091-419c5320a604'
  const folder = join(home, '.gemini', 'tmp', 'shop', 'chats')
  mkdirSync(folder, { recursive: true })
  const write = (record: object): void =>
    appendFileSync(join(folder, 'session-x-85b366d2.jsonl'), `${JSON.stringify(record)}\n`)
  write({ sessionId: id, startTime: new Date().toISOString(), kind: 'main' })
  const hook = (hook_event_name: string) =>
    fetch(`http://127.0.0.1:${port}/hooks/gemini-cli`, {
      method: 'POST',
      body: JSON.stringify({ session_id: id, cwd: home, hook_event_name }),
    })
  await hook('SessionStart')
  await program.line((line) => line['pid'] === child.pid)
  await hook('BeforeAgent')
  await program.line(told('working'))
  const timestamp = new Date().toISOString()
  write({ id: 'm1', timestamp, type: 'info', content: 'Request cancelled.' })
  expect(await program.line(told('completed'))).toMatchObject({
    session_id: id,
    outcome: 'interrupted',
    reason: 'session_file',
    turns: 1,
  })
})
