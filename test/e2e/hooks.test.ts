// An agent's hooks, posted to the real daemon beside its telemetry.

import { execSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { hookKinds } from '../../src/agents/live/index.ts'
import { toRunEntry } from '../../src/setup/hook-elements.ts'
import { mainSource } from '../main-source.ts'
import { type Line, startProgram } from './program.ts'

/** As `setup` has it run. */
const { value } = toRunEntry('claude-code', [process.execPath, mainSource])('Stop')
const { command } = (value as { hooks: [{ command: string }] }).hooks[0]
const told = (state: string) => (line: Line) =>
  line['type'] === 'session_update' && line['state'] === state

test('each agent whose hooks are understood has a path for them, which serves POST alone', async () => {
  await using program = await startProgram('--no-pipe', '--no-notifications')
  for (const { agent } of hookKinds) {
    const answer = await fetch(`http://127.0.0.1:${program.port}/hooks/${agent}`)
    expect([agent, answer.status, answer.headers.get('allow')]).toEqual([agent, 405, 'POST'])
  }
})

test('hooks are exact evidence, posted and passed on by the command', async () => {
  await using program = await startProgram('--no-pipe', '--no-notifications')
  const post = (hook: string, more: object = {}) =>
    fetch(`http://127.0.0.1:${program.port}/hooks/claude-code`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        session_id: 'hooked',
        cwd: '/home/a/shop',
        hook_event_name: hook,
        prompt: 'secret words',
        ...more,
      }),
    })
  expect(await (await post('UserPromptSubmit', { prompt_id: 'p' })).text()).toBe('{}')
  expect(await program.line(told('working'))).toMatchObject({
    project: 'shop',
    confidence: 'exact',
  })
  await post('PermissionRequest', { tool_name: 'Bash' })
  expect(await program.line(told('waiting'))).toMatchObject({ reason: 'permission:Bash' })
  await post('PostToolUse', { tool_name: 'Bash' })
  const env = { ...program.env, OTLP_PORT: String(program.port) }
  const stop = (...types: readonly string[]) => {
    const background_tasks = types.map((type) => ({ type, command: 'secret words' }))
    const input = JSON.stringify({
      session_id: 'hooked',
      hook_event_name: 'Stop',
      background_tasks,
    })
    expect(execSync(command, { env, input, encoding: 'utf8' })).toBe('')
  }
  stop('shell', 'subagent')
  expect(
    await program.line((line) => told('working')(line) && line['reason'] === 'tool_running:Agent'),
  ).toMatchObject({ confidence: 'exact' })
  await post('UserPromptSubmit', { prompt_id: 'p2' })
  stop('shell')
  expect(await program.line(told('completed'))).toMatchObject({
    reason: 'stop_hook',
    outcome: 'ok',
  })
  expect(JSON.stringify(program.lines) + program.log()).not.toContain('secret words')
})
