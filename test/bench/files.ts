// From what an agent writes into its own file to the line in the pipe.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  closeSync,
  createReadStream,
  mkdirSync,
  openSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { quantile, row, type Row } from './process.ts'
import { startDaemon } from './programs.ts'

const turns = 100
const intervalMs = 50
const sessionId = '01a216cc-7f5f-7fc1-87b6-338a398a89a2'

export async function benchFiles(): Promise<Row[]> {
  await using daemon = await startDaemon('--no-stdout')
  const pipe = createReadStream(`${daemon.runtimeDir}/otel-ai-monitor.pipe`)
  const lines = createInterface({ input: pipe })
  await once(lines, 'line')
  const conversation = startConversation(daemon.runtimeDir)
  const latencies: number[] = []
  for (let turn = 0; turn < turns; turn++) {
    for (const [type, state] of [
      ['task_started', 'working'],
      ['task_complete', 'completed'],
    ] as const) {
      const told = until(lines, state)
      const writtenAt = performance.now()
      conversation.write('event_msg', { type, turn_id: `t${turn}` })
      const toldAt = await told
      // Until the process was found, which is once a conversation.
      if (turn > 0) latencies.push(toldAt - writtenAt)
      await sleep(intervalMs)
    }
  }
  conversation.end()
  pipe.destroy()
  const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)]
  return [
    row('journal to line, p50', p50, 'ms', '≤ 10', p50 <= 10),
    row('journal to line, p99', p99, 'ms', '≤ 100', p99 <= 100),
  ]
}

function until(lines: NodeJS.EventEmitter, state: string): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  lines.on('line', function look(line: string) {
    if (!line.startsWith('{"type":"session_update"')) return
    if ((JSON.parse(line) as { readonly state: string }).state !== state) return
    lines.off('line', look)
    resolve(performance.now())
  })
  return promise
}

/** As Codex does it: a process that holds the file open while it is written. */
function startConversation(home: string) {
  const folder = join(home, '.codex', 'sessions', '2026', '11', '26')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `rollout-2026-11-26T07-40-30-${sessionId}.jsonl`)
  const program = join(home, 'codex')
  symlinkSync(process.execPath, program)
  writeFileSync(path, '')
  const fd = openSync(path, 'a')
  const stdio = ['ignore', 'ignore', 'ignore', fd] as const
  const child = spawn(program, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: [...stdio] })
  closeSync(fd)
  const write = (type: string, payload: object): void =>
    appendFileSync(
      path,
      `${JSON.stringify({ timestamp: new Date().toISOString(), type, payload })}\n`,
    )
  write('session_meta', { id: sessionId, cwd: home, cli_version: '0.169.0' })
  return { write, end: () => child.kill('SIGKILL') }
}
