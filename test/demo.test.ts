// The demo shows the same to everybody, whatever their own settings are.

import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeTempDir } from './temp-dir.ts'
import { until } from './until.ts'

test('the demo takes nothing from the settings of whoever starts it, and leaves nothing in their totals', async () => {
  const dir = makeTempDir()
  mkdirSync(join(dir, 'otel-ai-monitor'))
  const settings = { token: 'theirs', controlSocket: { path: join(dir, 'theirs.sock') } }
  writeFileSync(join(dir, 'otel-ai-monitor/config.json'), JSON.stringify(settings))
  const env = {
    PATH: process.env.PATH,
    TMPDIR: dir,
    XDG_CONFIG_HOME: dir,
    XDG_STATE_HOME: join(dir, 'state'),
    OTEL_AI_MONITOR_TOKEN: 'theirs',
    OTEL_AI_MONITOR_CONTROL_SOCKET_ENABLED: 'false',
  }
  const script = join(import.meta.dirname, '../scripts/demo.ts')
  const demo = spawn(process.execPath, [script], { env, detached: true })
  // With what it started, which would go on without it.
  onTestFinished(() => void process.kill(-demo.pid!, 'SIGTERM'))
  let shown = ''
  demo.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()))
  await until(() => /claude-code .*working/.test(shown))
  expect(existsSync(join(dir, 'theirs.sock'))).toBe(false)
  expect(existsSync(join(dir, 'state'))).toBe(false)
})
