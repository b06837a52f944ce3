// Whose settings are edited: the variables that move them, and where the telemetry is sent.

import { relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Home } from './support.ts'

describe('a variable moves the settings', () => {
  test.each([
    ['claude-code', 'CLAUDE_CONFIG_DIR', 'settings.json'],
    ['codex', 'CODEX_HOME', 'config.toml'],
    ['gemini-cli', 'GEMINI_CLI_HOME', '.gemini/settings.json'],
    ['qwen-code', 'QWEN_HOME', 'settings.json'],
    ['opencode', 'XDG_CONFIG_HOME', 'opencode/opencode.jsonc'],
  ])('of %s: %s', async (id, variable, name) => {
    using home = new Home()
    home.env[variable] = home.path('moved')
    await home.setup(id, '--apply')
    expect(home.has(`moved/${name}`)).toBe(true)
    delete home.env[variable]
    // opencode has a second file, which did not move.
    const { code, stdout, stderr } = await home.setup(id, '--undo')
    expect(code).toBe(id === 'opencode' ? 0 : 1)
    expect(stdout + stderr).toContain(id === 'opencode' ? '.bashrc' : `moved/${name}`)
    home.env[variable] = home.path('moved')
    expect((await home.setup(id, '--undo')).code).toBe(0)
    expect(home.has(`moved/${name}`)).toBe(false)
  })

  test.each([
    ['claude-code', 'CLAUDE_CONFIG_DIR', 'moved/settings.json', []],
    ['codex', 'CODEX_HOME', 'moved/config.toml', []],
    ['gemini-cli', 'GEMINI_CLI_HOME', 'moved/.gemini/settings.json', []],
    ['qwen-code', 'QWEN_HOME', 'moved/settings.json', []],
    ['copilot', 'COPILOT_HOME', 'moved/hooks/otel-ai-monitor.json', ['--hooks']],
    ['copilot', 'ZDOTDIR', 'moved/.zshrc', []],
  ])('of %s: a relative %s is recorded for every directory', async (id, variable, name, flags) => {
    using home = new Home({ SHELL: '/bin/zsh' })
    home.env[variable] = relative(process.cwd(), home.path('moved'))
    await home.setup(id, '--apply', ...flags)
    const path = home.path(name)
    expect(home.read('.local/state/otel-ai-monitor/setup.json')).toContain(`"${path}": {`)
    home.env[variable] = home.path('moved')
    const { code, stdout } = await home.setup(id, '--undo')
    expect([code, stdout]).toEqual([0, expect.stringContaining(path)])
    expect(home.has(name)).toBe(false)
  })

  test.each([
    ['/bin/zsh', '.zshrc', 'export OTEL_EXPORTER_OTLP_ENDPOINT='],
    ['/usr/bin/fish', '.config/fish/conf.d/otel-ai-monitor.fish', 'set -gx OTEL_EXPORTER'],
  ])('of the shell: %s', async (shell, name, text) => {
    using home = new Home({ SHELL: shell })
    await home.setup('copilot', '--apply')
    expect(home.read(name)).toContain(text)
  })

  test('and what stays elsewhere is told when the rest is undone', async () => {
    using home = new Home({ SHELL: '/bin/zsh' })
    await home.setup('opencode', '--apply')
    home.env.SHELL = '/bin/bash'
    const { code, stdout } = await home.setup('opencode', '--undo')
    expect(code).toBe(0)
    expect(stdout).toContain(`Removed ${home.path('.config/opencode/opencode.jsonc')}`)
    expect(stdout).toContain(`Left ${home.path('.zshrc')} as it is: undo it in the environment`)
    home.env.SHELL = '/bin/zsh'
    expect((await home.setup('opencode', '--undo')).stdout).not.toContain('Left')
    expect(home.has('.zshrc')).toBe(false)
  })

  test('not where the shell is unknown: the lines are shown', async () => {
    using home = new Home({ SHELL: '/bin/nu' })
    expect((await home.setup('copilot')).code).toBe(0)
    const { code, stdout } = await home.setup('copilot', '--apply')
    expect(code).toBe(1)
    expect(stdout).toContain('set -gx OTEL_EXPORTER_OTLP_ENDPOINT http://127.0.0.1:4318')
    expect(stdout).toContain('not one that can be edited')
  })
})

test('opencode: the file that is there is edited', async () => {
  using home = new Home()
  home.write('.config/opencode/opencode.json', '{"model": "x"}')
  await home.setup('opencode', '--apply')
  expect(home.read('.config/opencode/opencode.json')).toBe(
    '{"model": "x", "experimental": {"openTelemetry":true}}',
  )
  expect(home.has('.config/opencode/opencode.jsonc')).toBe(false)
})

describe('the endpoint', () => {
  test.each([
    [['--endpoint', 'https://box.lan:1/otlp/'], '"https://box.lan:1/otlp"'],
    [['--port', '5000'], '"http://127.0.0.1:5000"'],
    [['--host', '::1'], '"http://[::1]:4318"'],
  ])('is what %j says', async (flags, expected) => {
    using home = new Home()
    expect((await home.setup('claude-code', ...flags)).stdout).toContain(expected)
  })

  test.each([
    ['--endpoint', 'http://box:1'],
    ['--port', '5000'],
  ])('is never left out of what to do next: %j', async (...flags) => {
    using home = new Home()
    const { stdout } = await home.setup('claude-code', ...flags)
    expect(stdout).toContain('Nothing was written yet: the same command with --apply')
  })

  test.each([
    [['--port', '0'], 1, 'give --endpoint'],
    [['--endpoint', 'localhost:4318'], 64, '--endpoint: expected a URL like'],
    [['--endpoint', 'file:///x'], 64, '--endpoint: expected a URL like'],
    [['--endpoint', 'http://x/?a=b'], 64, '--endpoint: expected a URL like'],
    [['--endpoint', 'http://x/v1/logs'], 64, '--endpoint: expected the URL without /v1/…'],
    [['--undo', '--force'], 64, '--undo goes with neither'],
  ])('refused: %j', async (flags, expected, message) => {
    using home = new Home()
    const { code, stderr } = await home.setup('claude-code', ...flags)
    expect([code, stderr]).toEqual([expected, expect.stringContaining(message)])
  })

  test('a variable that wins over the file is named', async () => {
    using home = new Home({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://other:1' })
    const { stdout } = await home.setup('gemini-cli')
    expect(stdout).toContain('OTEL_EXPORTER_OTLP_ENDPOINT is set to http://other:1')
    home.env.OTEL_EXPORTER_OTLP_ENDPOINT = 'http://localhost:4318/'
    expect((await home.setup('gemini-cli')).stdout).not.toContain('wins over')
  })

  test('a receiver that wants a token says so', async () => {
    using home = new Home()
    home.write('.config/otel-ai-monitor/config.json', '{"token":"s3cret"}')
    const { stdout } = await home.setup('claude-code')
    expect(stdout).toContain('OTEL_EXPORTER_OTLP_HEADERS')
    expect(stdout).not.toContain('s3cret')
  })
})
