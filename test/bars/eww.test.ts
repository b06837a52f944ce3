// The widgets in the real eww, where one is installed: no complaint, the right looks, and clicks that cannot run anything else.

import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { lacking, output, start, startXvfb } from '../desktop/support.ts'
import { makeTempDir, until } from '../sinks/support.ts'
import { countPixels, ewwDir, outputBytes, toSession } from './support.ts'

/** What the styles are set to here: colours that nothing else has. */
const COLORS = {
  working: [1, 2, 254],
  completed: [3, 254, 4],
  failed: [254, 5, 6],
  off: [7, 8, 9],
  on: [9, 8, 7],
}

async function openBar(sessions: readonly object[] | undefined) {
  const dir = makeTempDir()
  chmodSync(dir, 0o700)
  const config = join(dir, 'eww')
  const bin = join(dir, 'bin')
  mkdirSync(config)
  mkdirSync(bin)
  // Included from elsewhere, as a person would.
  execFileSync('ln', ['-s', ewwDir, join(config, 'otel-ai-monitor')])
  writeFileSync(join(config, 'eww.yuck'), '(include "./otel-ai-monitor/eww.yuck")\n')
  writeFileSync(
    join(config, 'eww.scss'),
    `@import "otel-ai-monitor/eww";
     .agents-bar .agents-indicator { border: none; }
     .agents-is-working { background: rgb(1, 2, 254); }
     .agents-is-completed { background: rgb(3, 254, 4); }
     .agents-bar .agents-is-failed { background: rgb(254, 5, 6); }
     .agents-summary { background: rgb(9, 8, 7); }
     .agents-off { opacity: 1; background: rgb(7, 8, 9); }`,
  )
  const clicks = join(dir, 'clicks')
  writeFileSync(join(bin, 'otel-ai-monitor'), `#!/bin/sh\necho "$*" >> ${clicks}\n`)
  chmodSync(join(bin, 'otel-ai-monitor'), 0o755)
  const env = {
    PATH: `${bin}:${process.env.PATH}`,
    HOME: dir,
    LANG: 'C.UTF-8',
    XDG_RUNTIME_DIR: dir,
    DISPLAY: await startXvfb('1600x400x24'),
    NO_AT_BRIDGE: '1',
  }
  if (sessions !== undefined) feed(dir, sessions)

  const eww = ['eww', '-c', config]
  const log = join(dir, 'log')
  start(['sh', '-c', `exec "$@" > ${log} 2>&1`, 'sh', ...eww, '--no-daemonize', 'daemon'], env)
  const isUp = () => {
    try {
      return output([...eww, 'ping'], env) === 'pong'
    } catch {
      return false
    }
  }
  await until(isUp)
  spawn(eww[0]!, [...eww.slice(1), 'open', 'agents-bar'], { env, stdio: 'ignore' })
  const pixels = (color: readonly number[]) =>
    countPixels(outputBytes(['import', '-depth', '8', '-window', 'root', 'ppm:-'], env), color)
  const click = (x: number, button = '1') =>
    output(['xdotool', 'mousemove', `${x}`, '15', 'click', button], env)
  return {
    dir,
    pixels,
    click,
    clicks: () => (existsSync(clicks) ? readFileSync(clicks, 'utf8') : ''),
    complaints: () => readFileSync(log, 'utf8').match(/.*(?:\.yuck:\d|SCSS|WARN).*/g) ?? [],
  }
}

/** Stands for the daemon: one line for whoever opens the pipe, which then stays open. */
function feed(dir: string, sessions: readonly object[]): void {
  const pipe = join(dir, 'otel-ai-monitor.pipe')
  const line = join(dir, 'line')
  execFileSync('mkfifo', ['-m', '600', pipe])
  writeFileSync(line, `${JSON.stringify({ type: 'session_list', sessions })}\n`)
  const child = spawn('sh', ['-c', `exec >${pipe}; cat ${line}; exec sleep 1000`], {
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
      toSession(1),
      toSession(2, { state: 'completed', outcome: 'ok' }),
      toSession(3, { state: 'completed', outcome: 'error' }),
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
      toSession(1, { session_id: 'plain-id', project: evil }),
      toSession(2, { session_id: evil, project: evil, tool: evil, model: evil, reason: evil }),
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
