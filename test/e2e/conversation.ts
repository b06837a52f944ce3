// A conversation as Codex keeps it: a process that holds a file open while it is written.

import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, closeSync, mkdirSync, openSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

export const sessionId = '01a216cc-7f5f-7fc1-87b6-338a398a89a2'

export interface Conversation {
  readonly child: ChildProcess
  readonly write: (type: string, payload: object) => void
}

/** Its process has to be killed. */
export function startConversation(home: string): Conversation {
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
  const write = (type: string, payload: object): void =>
    appendFileSync(
      path,
      `${JSON.stringify({ timestamp: new Date().toISOString(), type, payload })}\n`,
    )
  write('session_meta', { id: sessionId, cwd: home, cli_version: '0.169.0' })
  return { child, write }
}
