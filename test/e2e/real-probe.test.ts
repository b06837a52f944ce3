// The whole of it: programs on terminals of tmux, bpftrace in the kernel, the relay as root, and a user's daemon.

import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canReach, missing, startRelay, UID } from '../probe/support.ts'
import { type Line, type Program, startCommand } from './program.ts'
import { removeTree } from '../remove-tree.ts'
import { until } from '../until.ts'

const script = fileURLToPath(new URL('agent.ts', import.meta.url))
const canRun = missing === '' && canReach(process.execPath) && canReach('/bin/sh')
const reason = missing || (canRun ? '' : ' (skipped, as another user cannot run the program)')

/** Blocks in read(0), as most programs with a prompt do, and runs what is typed. */
const BOT = '#!/bin/bash\nwhile read -r line; do eval "$line"; done\n'

const update = (fields: Partial<Line>) => (line: Line) =>
  line['type'] === 'session_update' &&
  Object.entries(fields).every(([name, value]) => line[name] === value)

describe.skipIf(!canRun)(`a daemon with the real probe${reason}`, () => {
  let program: Program
  let relay: ReturnType<typeof startRelay>
  let home = ''
  const tmux = (...args: readonly string[]) =>
    spawnSync('tmux', ['-S', join(home, 'tmux'), '-f', '/dev/null', ...args], {
      encoding: 'utf8',
    }).stdout.trim()

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'otel-ai-monitor-real-probe-'))
    chmodSync(home, 0o755)
    writeFileSync(join(home, 'bot'), BOT, { mode: 0o755 })
    symlinkSync(process.execPath, join(home, 'claude'))
    program = await startCommand(['run', '--no-pipe', '--no-notifications'], {}, { uid: UID })
    const socket = join(program.runtimeDir, 'otel-ai-monitor', 'probe.sock')
    relay = startRelay(socket, '--processes', 'bot,claude', '--wait-threshold', '400')
    tmux('new-session', '-d', '-s', 'keep', 'sleep 1000')
    await until(() => /the probe watches/.test(program.log()))
  }, 60_000)
  afterAll(async () => {
    tmux('kill-server')
    relay?.kill()
    await program?.[Symbol.asyncDispose]()
    await removeTree(home)
  })

  /** Starts a program of `home` on a terminal of its own, as the user. */
  function open(...words: readonly string[]): { readonly pane: string; readonly pid: number } {
    const as = `setpriv --reuid=${UID} --regid=${UID} --clear-groups`
    const command = `cd / && exec ${as} ${home}/${words.join(' ')}`
    const format = '#{pane_id} #{pane_pid}'
    const [pane = '', pid] = tmux('new-window', '-d', '-P', '-F', format, command).split(' ')
    return { pane, pid: Number(pid) }
  }

  test('shows a program without telemetry as it waits, works and crashes', async () => {
    const { pane, pid } = open('bot')
    const shown = update({ tool: 'generic', session_id: `bot-${pid}` })
    const waiting = await program.line((line) => shown(line) && line['state'] === 'waiting')
    expect(waiting['reason']).toBe('terminal_input:bot')
    tmux('send-keys', '-t', pane, 'sleep 1000', 'Enter')
    await program.line((line) => shown(line) && line['state'] === 'working')
    process.kill(pid, 'SIGSEGV')
    const last = await program.line((line) => shown(line) && line['state'] === 'expired')
    expect(last['reason']).toBe('crashed:SIGSEGV')
  })

  test('knows how an agent with telemetry ended, and shows it once', async () => {
    const { pid } = open('claude', script, `${program.port}`, 'claude-code/c1-bash15')
    await program.line((line) =>
      line.sessions.some((session) => session['pid'] === pid && session['state'] === 'completed'),
    )
    process.kill(pid, 'SIGKILL')
    const last = await program.line(update({ state: 'expired', pid }))
    expect(last).toMatchObject({ tool: 'claude-code', reason: 'killed:SIGKILL' })
    const lines = program.lines.filter((line) => line['pid'] === pid)
    expect(new Set(lines.map((line) => line['tool']))).toEqual(new Set(['claude-code']))
  })

  test('takes a key for the person who has seen what completed', async () => {
    const { pane, pid } = open(
      'claude',
      script,
      `${program.port}`,
      'claude-code/a1-headless-plain-proto',
    )
    await program.line((line) =>
      line.sessions.some((session) => session['pid'] === pid && session['state'] === 'completed'),
    )
    const typing = setInterval(() => tmux('send-keys', '-t', pane, 'x'), 300)
    const typed = setInterval(() => tmux('send-keys', '-t', pane, 'Enter'), 700)
    const seen = await program.line(update({ state: 'idle', pid }))
    clearInterval(typing)
    clearInterval(typed)
    expect(seen['reason']).toBe('acknowledged')
  })
})
