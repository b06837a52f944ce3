// The widgets in the real eww, where one is installed: no complaint, the right looks, and clicks that cannot run anything else.

import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startI3 } from '../desktop/i3-support.ts'
import { lacking, startXvfb } from '../desktop/support.ts'
import { startCommand } from '../e2e/program.ts'
import { COLORS, startBar } from './eww-support.ts'
import { toNthSession } from './support.ts'
import { mainSource } from '../main-source.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'

async function openBar(sessions: readonly object[] | undefined) {
  const dir = makeTempDir()
  const clicks = join(dir, 'clicks')
  const script = `#!/bin/sh\necho "$*" >> ${clicks}\n`
  const DISPLAY = await startXvfb('1600x400x24')
  if (sessions !== undefined) feed(dir, sessions)
  return {
    ...(await startBar(dir, { DISPLAY, HOME: dir, XDG_RUNTIME_DIR: dir }, script)),
    clicks: () => (existsSync(clicks) ? readFileSync(clicks, 'utf8') : ''),
  }
}

/** Stands for the daemon: the list again and again, in a pipe that stays open whoever comes and goes. */
function feed(dir: string, sessions: readonly object[]): void {
  const pipe = join(dir, 'otel-ai-monitor.pipe')
  const line = join(dir, 'line')
  execFileSync('mkfifo', ['-m', '600', pipe])
  writeFileSync(line, `${JSON.stringify({ type: 'session_list', sessions })}\n`)
  const child = spawn('sh', ['-c', `exec 1<>${pipe}; while cat ${line}; do sleep 1; done`], {
    detached: true,
    stdio: 'ignore',
  })
  onTestFinished(() => {
    // An end that waits for a reader is waited for no longer.
    rmSync(pipe, { force: true })
    process.kill(-child.pid!, 'SIGKILL')
  })
}

const skipped = lacking(['eww', 'Xvfb', 'xdotool', 'import', 'mkfifo'])

describe.skipIf(skipped !== '')(`eww${skipped}`, () => {
  test('each state has its look', async () => {
    const bar = await openBar([
      toNthSession(1),
      toNthSession(2, { state: 'completed', outcome: 'ok' }),
      toNthSession(3, { state: 'completed', outcome: 'error' }),
    ])
    for (const name of ['working', 'completed', 'failed'] as const) {
      await until(() => bar.pixels(COLORS[name]) > 500)
    }
    expect(bar.pixels(COLORS.off)).toBe(0)
    expect(bar.complaints()).toEqual([])
  })

  test('no session, and no daemon', async () => {
    const off = await openBar(undefined)
    await until(() => off.pixels(COLORS.off) > 100)
    expect(off.complaints()).toEqual([])
    const idle = await openBar([])
    await until(() => idle.pixels(COLORS.on) > 100)
    expect(idle.complaints()).toEqual([])
  })

  test('clicks run what they should, whatever a session is called', async () => {
    const evil = '$(touch pwned)\'"; touch pwned; #<b>&\\u{41}\\q${EWW_CMD}'
    const bar = await openBar([
      toNthSession(1, { session_id: 'plain-id', project: evil }),
      toNthSession(2, { session_id: evil, project: evil, tool: evil, model: evil, reason: evil }),
    ])
    await until(() => bar.pixels(COLORS.working) > 1000)
    // All along the bar: the one that can be clicked, the one that cannot, and what is beside them.
    for (let x = 1000; x < 1600; x += 50) for (const button of ['1', '3']) bar.click(x, button)
    await until(() => bar.clicks().includes('ack plain-id'))
    await new Promise((resolve) => setTimeout(resolve, 500))
    const seen = new Set(bar.clicks().trim().split('\n'))
    expect(seen).toEqual(new Set(['focus plain-id', 'ack plain-id']))
    expect(existsSync(join(bar.dir, 'eww', 'pwned'))).toBe(false)
    expect(bar.complaints()).toEqual([])
  })
})

const skippedToo = lacking(['eww', 'Xvfb', 'xdotool', 'import', 'i3', 'i3-msg', 'xterm'])
const agentScript = fileURLToPath(new URL('../e2e/agent.ts', import.meta.url))

describe.skipIf(skippedToo !== '')(`eww with the real program${skippedToo}`, () => {
  test('a click leads to the terminal, a right click marks as seen', async () => {
    const { env, I3SOCK, active, xterm } = await startI3('1600x400x24')
    const args = ['run', '--no-notifications', '--completed-timeout', '1000']
    const more = { DISPLAY: env.DISPLAY, I3SOCK }
    await using program = await startCommand(args, more)
    const dir = program.runtimeDir
    const variables = `I3SOCK='${I3SOCK}' XDG_RUNTIME_DIR='${dir}'`
    const script = `#!/bin/sh\n${variables} exec '${process.execPath}' '${mainSource}' "$@"\n`
    const { DISPLAY } = env
    const bar = await startBar(dir, { DISPLAY, HOME: dir, XDG_RUNTIME_DIR: dir }, script)
    const claude = join(dir, 'claude')
    symlinkSync(process.execPath, claude)
    const [first] = await xterm(claude, agentScript, `${program.port}`, 'claude-code/c1-bash15')
    const [second] = await xterm('sleep', '1000')
    await until(() => bar.pixels(COLORS.completed) > 500)
    await program.line((line) => line.sessions.some(({ window_id }) => window_id !== null))
    expect(active()).toBe(second)
    bar.click(1560)
    await until(() => active() === first)
    bar.click(1560, '3')
    await program.line((line) => line['reason'] === 'acknowledged')
    await until(() => bar.pixels(COLORS.completed) === 0)
    expect(bar.complaints()).toEqual([])
  })
})
