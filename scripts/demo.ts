// Shows the program at work without an agent: starts it, posts two recorded sessions in their own time, prints what it says.

import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PARTING_MS } from '../src/domain/tuning.ts'
import { readCapture } from '../test/captures/support/captures.ts'
import { listeningPort } from '../test/listening-port.ts'
import { mainSource } from '../test/main-source.ts'
import { removeTree } from '../test/remove-tree.ts'

const recordings = ['claude-code/b2-permission-approve-traces', 'codex/tui-tool15']
const runtimeDir = mkdtempSync(join(tmpdir(), 'otel-ai-monitor-demo-'))
// Nothing of the user's own settings, and nothing of what was recorded in their totals.
const isOurs = (name: string) => !/^(?:XDG_|OTEL_|OTLP_PORT$)/.test(name)
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => isOurs(name))),
  XDG_RUNTIME_DIR: runtimeDir,
  HOME: runtimeDir,
}

/** Posts a recording's requests at the times at which they were recorded. */
async function post(recording: string, port: number): Promise<void> {
  const startMs = Date.now()
  for (const line of readCapture(recording)) {
    await sleep(Math.max(0, startMs + line.t_ms - Date.now()))
    const body = Buffer.from(line.body_base64, 'base64')
    const headers = { 'content-type': line.content_type }
    const url = `http://127.0.0.1:${port}${line.path}`
    const { status } = await fetch(url, { method: 'POST', headers, body })
    if (status !== 200) throw new Error(`${recording}: the daemon answered ${status}`)
  }
}

const args = [mainSource, 'run', '--port', '0', '--no-stdout', '--no-pipe', '--no-notifications']
const daemon = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
const port = await listeningPort(daemon)
console.log(`Two recorded sessions, in real time (about half a minute):\n`)
const watch = spawn(process.execPath, [mainSource, 'watch', '--format', 'plain'], {
  env,
  stdio: ['ignore', 'inherit', 'inherit'],
})
try {
  await Promise.all(recordings.map((recording) => post(recording, port)))
  // The end of a program is told once its last records had their time.
  await sleep(PARTING_MS + 1_000)
} catch (error) {
  console.error(`The demo does not work: ${(error as Error).message}`)
  process.exitCode = 1
}
watch.kill()
daemon.kill()
await removeTree(runtimeDir)
