// What an agent notes in its own file is on the lines at once, without any telemetry.

import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Line, startProgram } from './program.ts'

const startTimeOf = (pid: number): string => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]!
}

test('a session works, waits, completes and ends by its file and its process', async () => {
  await using program = await startProgram('--no-pipe', '--no-notifications')
  const sessions = join(program.runtimeDir, '.claude', 'sessions')
  mkdirSync(sessions, { recursive: true })
  const agent = join(program.runtimeDir, 'claude')
  symlinkSync(process.execPath, agent)
  const child = spawn(agent, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  const pid = child.pid!

  const note = (status: string, more: object = {}): void => {
    const now = Date.now()
    const file = join(sessions, `${pid}.json`)
    const text = JSON.stringify({
      pid,
      sessionId: 'from-a-file',
      cwd: program.runtimeDir,
      startedAt: now,
      procStart: startTimeOf(pid),
      version: '2.1.197',
      kind: 'interactive',
      status,
      updatedAt: now,
      statusUpdatedAt: now,
      ...more,
    })
    writeFileSync(`${file}.new`, text)
    renameSync(`${file}.new`, file)
  }
  const told = (state: string) => (line: Line) =>
    line['type'] === 'session_update' && line['state'] === state

  note('idle')
  expect(await program.line(told('idle'))).toMatchObject({ session_id: 'from-a-file', pid })
  note('busy')
  expect(await program.line(told('working'))).toMatchObject({ confidence: 'exact' })
  note('waiting', { waitingFor: 'permission prompt' })
  expect(await program.line(told('waiting'))).toMatchObject({ reason: 'permission' })
  note('busy')
  await program.line((line) => told('working')(line) && line['reason'] !== 'prompt')
  note('idle')
  expect(await program.line(told('completed'))).toMatchObject({ outcome: 'ok', turns: 1 })
  child.kill('SIGKILL')
  expect(await program.line(told('expired'))).toMatchObject({ reason: 'exited' })
})
