import { expect, test } from 'vitest'
import { statusCommand } from '../../../src/commands/status.ts'
import { createTestContext } from '../../sinks/support.ts'
import { controlsIn, createTestIo, HOSTILE, serveControlSocket } from '../support.ts'
import { toSession } from '../../wire-session.ts'

const now = () => (1_734_355_200 + 125) * 1000

test('prints a table, the most urgent session first', async () => {
  await using daemon = await serveControlSocket([
    toSession(),
    toSession({
      session_id: 'xyz',
      tool: 'codex',
      state: 'waiting',
      reason: 'permission:shell',
      project: '日本語',
      metrics: null,
      model: null,
    }),
  ])
  const io = createTestIo(daemon.context.dir, { now })
  expect(await statusCommand.run({ json: false }, io)).toBe(0)
  expect(io.text()).toBe(
    [
      'AGENT        PROJECT       STATE    FOR     WHY                 EVIDENCE  MODEL     TOKENS IN/OUT  COST   SESSION',
      'codex        日本語        waiting  2m 05s  permission: shell   exact     -         -              -      xyz',
      'claude-code  nixos-config  working  2m 05s  tool running: Bash  exact     claude-x  13.5k / 500    $0.13  abc123',
      '',
    ].join('\n'),
  )
})

test('says what was used today, where the daemon tells', async () => {
  await using daemon = await serveControlSocket([])
  const used = { input_tokens: 1500, output_tokens: 500, cache_tokens: 12_000 }
  const today = { date: '2026-11-26', ...used, cost_usd: 1.5, turns: 3 }
  daemon.context.snapshot = { ...daemon.context.snapshot, today }
  const io = createTestIo(daemon.context.dir, { now })
  await statusCommand.run({ json: false }, io)
  expect(io.text()).toBe('No sessions.\nToday: 3 turns, 13.5k / 500 tokens in/out, $1.50\n')
})

test('is coloured on a terminal, unless NO_COLOR is set', async () => {
  await using daemon = await serveControlSocket([toSession()])
  const isTTY = { stdin: true, stdout: true, stderr: true }
  const colored = createTestIo(daemon.context.dir, { now, isTTY })
  await statusCommand.run({ json: false }, colored)
  expect(colored.text()).toContain('\u001b[34mworking\u001b[39m')
  const env = { XDG_RUNTIME_DIR: daemon.context.dir, NO_COLOR: '1' }
  const plain = createTestIo(daemon.context.dir, { now, isTTY, env })
  await statusCommand.run({ json: false }, plain)
  expect(plain.text()).not.toContain('\u001b')
})

test('keeps terminal controls out and one session on one line', async () => {
  const fields = {
    session_id: HOSTILE,
    tool: HOSTILE,
    project: HOSTILE,
    model: HOSTILE,
    reason: HOSTILE,
  }
  await using daemon = await serveControlSocket([toSession(fields)])
  const io = createTestIo(daemon.context.dir, { now })
  await statusCommand.run({ json: false }, io)
  expect(io.lines()).toHaveLength(2)
  expect(controlsIn(io.text())).toEqual([])
})

test('says so when there is no session', async () => {
  await using daemon = await serveControlSocket()
  const io = createTestIo(daemon.context.dir, { now })
  expect(await statusCommand.run({ json: false }, io)).toBe(0)
  expect(io.text()).toBe('No sessions.\n')
})

test('--json prints the snapshot as it is', async () => {
  await using daemon = await serveControlSocket([toSession()])
  const io = createTestIo(daemon.context.dir, { now })
  expect(await statusCommand.run({ json: true }, io)).toBe(0)
  expect(JSON.parse(io.text())).toEqual(daemon.context.snapshot)
})

test('without a daemon it says what to do and ends with 69', async () => {
  const io = createTestIo(createTestContext().dir)
  await expect(statusCommand.run({ json: false }, io)).rejects.toMatchObject({
    name: 'CliError',
    exitCode: 69,
    message: expect.stringMatching(/is not running.*otel-ai-monitor run/),
  })
})

test.each([
  [{ state: 'running', agents: 2 }, '\nThe probe watches 2 agents.\n'],
  [{ state: 'failed', message: 'no BTF' }, '\nThe probe has failed: no BTF.\n'],
  [{ state: 'absent' }, ''],
  ['nonsense', ''],
  [undefined, ''],
])('tells of the probe where there is one: %j', async (probe, expected) => {
  await using daemon = await serveControlSocket()
  Object.assign(daemon.context, { health: () => ({ status: 'ok', probe }) })
  const io = createTestIo(daemon.context.dir, { now })
  await statusCommand.run({ json: false }, io)
  expect(io.text()).toBe(`No sessions.\n${expected}`)
})

test('keeps terminal controls out of what the probe says', async () => {
  await using daemon = await serveControlSocket()
  const probe = { state: 'failed', message: HOSTILE }
  Object.assign(daemon.context, { health: () => ({ status: 'ok', probe }) })
  const io = createTestIo(daemon.context.dir, { now })
  await statusCommand.run({ json: false }, io)
  expect(controlsIn(io.text())).toEqual([])
})
