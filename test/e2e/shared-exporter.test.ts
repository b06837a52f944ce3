// Sessions of a process that exports for several terminals: real processes, one of them on a pseudo-terminal.

import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { has, isLinux, unless } from '../host/children.ts'
import { startProgram } from './program.ts'
import { removeTree } from '../remove-tree.ts'

const script = fileURLToPath(new URL('agent.ts', import.meta.url))
const folder = 'codex/tui-sigkill'
/** Of the conversation in the capture, which does not tell its end. */
const sessionId = '01a1fad6-818d-7ec2-bc31-a29670375de3'

const canType = isLinux && has('script')

function prepare() {
  const home = mkdtempSync(join(tmpdir(), 'otel-ai-monitor-shared-'))
  const checkout = join(home, 'shop', 'src')
  mkdirSync(checkout, { recursive: true })
  execFileSync('git', ['init', '--quiet', join(home, 'shop')])
  const program = join(home, 'codex')
  symlinkSync(process.execPath, program)
  const record = join(home, `rollout-2026-11-26T04-27-57-${sessionId}.jsonl`)
  const meta = { type: 'session_meta', payload: { cwd: checkout, thread_source: 'user' } }
  writeFileSync(record, `${JSON.stringify(meta)}\n`)
  onTestFinished(() => removeTree(home))
  return { program, record, checkout }
}

/** A program called `codex` that shows sessions on a terminal of its own. @returns its number */
async function openTerminal(program: string, cwd: string): Promise<number> {
  const code = 'process.stdout.write(String(process.pid)); setInterval(() => undefined, 1e6)'
  const child = spawn('script', ['-qec', `exec ${program} -e '${code}'`, '/dev/null'], {
    cwd,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return new Promise((found) => {
    child.stdout.once('data', (chunk: Buffer) => found(Number(chunk.toString())))
  })
}

describe.skipIf(!canType)(`Codex’s shared process${unless(canType, 'needs script')}`, () => {
  test('has sessions where its terminals are, which end with them', async () => {
    await using daemon = await startProgram('--no-pipe', '--no-notifications')
    const { program, record, checkout } = prepare()
    const pid = await openTerminal(program, checkout)
    const args = [script, String(daemon.port), folder, record, 'app-server']
    const shared = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void shared.kill('SIGKILL'))
    await new Promise((posted) => shared.stdout.once('data', posted))
    const of = (session: Record<string, unknown>) => session['session_id'] === sessionId
    const list = await daemon.line((line) =>
      line.sessions.some((session) => of(session) && session['pid'] === pid),
    )
    expect(list.sessions.find(of)).toMatchObject({ project: 'shop', cwd: checkout })
    process.kill(pid, 'SIGKILL')
    const last = await daemon.line((line) => of(line) && line['state'] === 'expired')
    expect(last).toMatchObject({ reason: 'exited', pid })
    expect(shared.exitCode).toBeNull()
  })
})
