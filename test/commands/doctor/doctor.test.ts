// The real doctor on a real daemon and on processes that are called like agents.

import { createServer } from 'node:http'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { run } from '../../cli/spawn.ts'
import { isLinux } from '../../host/children.ts'
import { until } from '../../until.ts'
import { createWorld, type World } from './support.ts'

const toClaudeVariables = (endpoint: string) => ({
  CLAUDE_CODE_ENABLE_TELEMETRY: '1',
  OTEL_LOGS_EXPORTER: 'otlp',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
})

const serveElsewhere = async ({ port }: World) => {
  const server = createServer((_, response) => response.end('hello')).listen(port, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
}

describe('the daemon', () => {
  test('is down', async () => {
    const world = await createWorld()
    const { code, verdict, of } = await world.examine()
    expect({ code, verdict }).toEqual({ code: 69, verdict: 'down' })
    expect(of('receiver')).toMatchObject({ level: 'error', fix: 'otel-ai-monitor service install' })
  })

  test('is up, with its pipe and its control socket', async () => {
    const world = await createWorld()
    await world.startDaemon()
    const { code, of } = await world.examine()
    expect(code).not.toBe(69)
    expect(of('receiver')).toMatchObject({ level: 'ok' })
    expect(of('receiver')?.message).toContain(world.endpoint)
    expect(of('control-socket')?.level).toBe('ok')
    expect(of('pipe')?.level).toBe('ok')
  })

  test('listens elsewhere', async () => {
    const world = await createWorld()
    await world.startDaemon('--port', '0')
    const { code, of } = await world.examine()
    expect(code).toBe(69)
    expect(of('receiver')?.message).toContain('other settings')
    expect(of('receiver')?.remark).toContain('give the same to doctor')
  })

  test.runIf(isLinux)('has lost its port to another program, which is named', async () => {
    const world = await createWorld()
    await serveElsewhere(world)
    const { code, of } = await world.examine()
    expect(code).toBe(69)
    expect(of('receiver')?.message).toContain(`(process ${process.pid})`)
  })

  test('wants a token that the settings do not have', async () => {
    const world = await createWorld()
    world.env['OTEL_AI_MONITOR_TOKEN'] = 'secret'
    await world.startDaemon()
    expect((await world.examine()).of('receiver')?.level).toBe('ok')
    delete world.env['OTEL_AI_MONITOR_TOKEN']
    const { code, of } = await world.examine()
    expect(code).toBe(69)
    expect(of('receiver')?.message).toContain('another token')
  })
})

describe.runIf(isLinux)('an agent', () => {
  test('whose telemetry is off gets the command that switches it on, and it helps', async () => {
    const world = await createWorld()
    await world.startDaemon()
    const pid = await world.startAgent('claude')
    const before = (await world.examine()).of('claude-code.telemetry', pid)
    expect(before).toMatchObject({
      level: 'error',
      fix: 'otel-ai-monitor setup claude-code --apply',
    })
    await run(before?.fix?.split(' ').slice(1) ?? [], { env: world.env })
    const after = (await world.examine()).of('claude-code.telemetry', pid)
    expect(after).toMatchObject({ level: 'warning', fix: 'restart Claude Code' })
  })

  test('gets the endpoint of the daemon that was asked for', async () => {
    const world = await createWorld()
    const pid = await world.startAgent('claude')
    const { of } = await world.examine('--port', '5000')
    const fix = 'otel-ai-monitor setup claude-code --apply --endpoint http://127.0.0.1:5000'
    expect(of('claude-code.telemetry', pid)).toMatchObject({ level: 'error', fix })
    await run(fix.split(' ').slice(1), { env: world.env })
    const after = (await world.examine('--port', '5000')).of('claude-code.telemetry', pid)
    expect(after).toMatchObject({ level: 'warning', fix: 'restart Claude Code' })
  })

  test('that is switched on by its environment alone lacks spans', async () => {
    const world = await createWorld()
    await world.startDaemon()
    const pid = await world.startAgent('claude', toClaudeVariables(world.endpoint))
    const { code, of } = await world.examine()
    expect(code).toBe(1)
    expect(of('claude-code.telemetry', pid)).toMatchObject({ level: 'note' })
    expect(of('claude-code.spans', pid)).toMatchObject({
      level: 'warning',
      fix: 'otel-ai-monitor setup claude-code --apply',
    })
  })

  test('that sends elsewhere is told where, and nothing else of it', async () => {
    const world = await createWorld()
    const variables = toClaudeVariables('https://me:secret@collector.example/key?token=secret')
    const pid = await world.startAgent('claude', { ...variables, MY_SECRET: 'secret' })
    const { findings, of } = await world.examine()
    expect(of('claude-code.telemetry', pid)).toMatchObject({
      level: 'error',
      fix: 'otel-ai-monitor setup claude-code --apply --force',
    })
    expect(of('claude-code.telemetry', pid)?.message).toContain('https://collector.example,')
    expect(JSON.stringify(findings)).not.toContain('secret')
  })

  test('that sends is known by its process', async () => {
    const world = await createWorld()
    await world.startDaemon()
    const variables = toClaudeVariables(world.endpoint)
    const pid = await world.startAgent('claude', variables, 'claude-code/b1-plain')
    const told = await until(async () => {
      const { of } = await world.examine()
      const message = of('claude-code.telemetry', pid)?.message
      return message?.includes('telemetry arrives') && message
    })
    expect(told).toContain('telemetry arrives: 1 session')
  })

  test('is overruled by its project, whose file is named', async () => {
    const world = await createWorld()
    const env = toClaudeVariables(world.endpoint)
    world.write('.claude/settings.local.json', '{ "env": { "OTEL_LOGS_EXPORTER": "console" } }')
    const pid = await world.startAgent('claude', env)
    const { of } = await world.examine()
    expect(of('claude-code.telemetry', pid)?.fix).toBe(
      `remove env.OTEL_LOGS_EXPORTER from ${world.home}/.claude/settings.local.json`,
    )
  })

  test('in the home directory has settings that are the user’s, and no project’s', async () => {
    const world = await createWorld()
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example' }
    world.write('.claude/settings.json', JSON.stringify({ env }))
    world.write('.codex/config.toml', 'a = = 1\n')
    const pid = await world.startAgent('claude')
    const codex = await world.startAgent('codex')
    const { findings, of } = await world.examine()
    expect(of('claude-code.telemetry', pid)?.fix).toBe(
      'otel-ai-monitor setup claude-code --apply --force',
    )
    const unreadable = findings.filter((one) => one.id === 'codex.settings' && one.pid === codex)
    expect(unreadable).toHaveLength(1)
  })

  test('finds its files by its own environment', async () => {
    const world = await createWorld()
    world.write('.copilot/hooks/otel-ai-monitor.json', 'not what it reads')
    const env = { COPILOT_HOME: `${world.home}/other`, OTEL_EXPORTER_OTLP_ENDPOINT: world.endpoint }
    await world.startAgent('copilot', env)
    const { findings } = await world.examine()
    expect(findings.filter(({ message }) => message.includes('hooks'))).toEqual([])
  })

  test('with files elsewhere gets a command that writes there', async () => {
    const world = await createWorld()
    const elsewhere = `${world.home}/o ther`
    const pid = await world.startAgent('codex', { CODEX_HOME: elsewhere })
    const before = (await world.examine()).of('codex.telemetry', pid)
    expect(before?.fix).toBe(`CODEX_HOME='${elsewhere}' otel-ai-monitor setup codex --apply`)
    await run(['setup', 'codex', '--apply'], { env: { ...world.env, CODEX_HOME: elsewhere } })
    const after = (await world.examine()).of('codex.telemetry', pid)
    expect(after).toMatchObject({ level: 'warning', fix: 'restart Codex' })
  })

  test('has a settings file that cannot be read', async () => {
    const world = await createWorld()
    world.write('.codex/config.toml', 'a = = 1\n')
    const pid = await world.startAgent('codex')
    const { of } = await world.examine()
    expect(of('codex.settings', pid)?.message).toContain('config.toml')
    expect(of('codex.settings', pid)?.message).toContain('line 1')
  })

  test.each([
    ['codex', 'codex', '.codex/config.toml'],
    ['gemini', 'gemini-cli', '.gemini/settings.json'],
    ['qwen', 'qwen-code', '.qwen/settings.json'],
  ])('%s is found, and well once it is set up', async (name, id) => {
    const world = await createWorld()
    await world.startDaemon()
    await run(['setup', id, '--apply'], { env: world.env })
    // The kernel tells when a process began by the hundredth of a second; it has to be after the file.
    await sleep(100)
    const pid = await world.startAgent(name)
    const { findings } = await world.examine()
    const own = findings.filter((finding) => finding.pid === pid)
    expect(own.map(({ id: found, level }) => [found, level])).toEqual([[`${id}.telemetry`, 'note']])
  })

  test.each([
    ['copilot', 'copilot'],
    ['opencode', 'opencode'],
  ])('%s goes by its environment', async (name, id) => {
    const world = await createWorld()
    const without = await world.startAgent(name)
    expect((await world.examine()).of(`${id}.telemetry`, without)).toMatchObject({
      level: 'error',
      fix: `otel-ai-monitor setup ${id} --apply`,
    })
    const other = await createWorld()
    const pid = await other.startAgent(name, { OTEL_EXPORTER_OTLP_ENDPOINT: other.endpoint })
    expect((await other.examine()).of(`${id}.telemetry`, pid)?.level).toBe('note')
  })
})

test('people see signs, and what helps', async () => {
  const world = await createWorld()
  const { code, stdout, stderr } = await run(['doctor'], { env: world.env })
  expect({ code, stderr }).toEqual({ code: 69, stderr: '' })
  expect(stdout).toMatch(/^Daemon\n {2}✗ it does not run: nobody listens at http:/)
  expect(stdout).toContain('      otel-ai-monitor service install — or, in a terminal:')
  expect(stdout).toContain('\n\nDesktop\n')
  expect(stdout).toContain('\n\nAgents\n')
})
