// The totals of the real program: over a restart in the middle of a session, after a kill, and on every line.

import { cpSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { postPrompt } from '../bars/support.ts'
import { type Line, postCapture, type Program, startCommand } from './program.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'

const last = (program: Program): Line => program.lines.at(-1)!
const options = ['run', '--no-pipe', '--no-notifications']
const capture = 'claude-code/c1-bash15'

test('are on every line, and go on where the daemon left off', async () => {
  await using first = await startCommand(options)
  await postCapture(first.port, capture)
  await first.line(({ state }) => state === 'completed')
  const { session_id: id, metrics } = last(first).sessions[0] as {
    session_id: string
    metrics: Record<string, number>
  }
  const used = {
    input_tokens: metrics['input_tokens'],
    output_tokens: metrics['output_tokens'],
    cache_tokens: metrics['cache_tokens'],
  }
  const schema = readFileSync(new URL('../../schema/lines.schema.json', import.meta.url), 'utf8')
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(schema) as object)
  validate(last(first))
  expect(validate.errors).toBe(null)
  expect(last(first)['today']).toMatchObject({ ...used, turns: 1, cost_usd: metrics['cost_usd'] })
  await first.stop()

  const state = join(makeTempDir(), 'state')
  cpSync(join(first.runtimeDir, 'state'), state, { recursive: true })
  await using second = await startCommand(options, { XDG_STATE_HOME: state })
  await second.line(({ type }) => type === 'session_list')
  expect(second.lines[0]).toMatchObject({ sessions: [], today: { ...used, turns: 1 } })
  await postPrompt(second.port, id, 'shop')
  const again = await second.line(({ state: now }) => now === 'working')
  // What came after that line counts as well.
  const counted = { ...metrics, active_seconds: expect.any(Number) as number }
  expect(again).toMatchObject({ session_id: id, metrics: counted, turns: 1 })
  expect(again['today']).toMatchObject({ ...used, turns: 1 })
  await postCapture(second.port, 'claude-code/e1-two-tools')
  await second.line(({ state: now }) => now === 'completed')
  const more = last(second).sessions.find(({ session_id }) => session_id !== id) as {
    metrics: Record<string, number>
  }
  const today = last(second)['today'] as Record<string, number>
  expect(today['turns']).toBe(2)
  expect(today['input_tokens']).toBe(used.input_tokens! + more.metrics['input_tokens']!)
  expect(today['cost_usd']).toBeCloseTo(metrics['cost_usd']! + more.metrics['cost_usd']!, 5)

  // Written within seconds of a change: a crash costs no more than that.
  const path = join(state, 'otel-ai-monitor', 'today.json')
  await until(() => existsSync(path) && readFileSync(path, 'utf8').includes('"turns":2'))
  await second.stop('SIGKILL')
  await using third = await startCommand(options, { XDG_STATE_HOME: state })
  await third.line(({ type }) => type === 'session_list')
  expect(third.lines[0]).toMatchObject({ today })
})
