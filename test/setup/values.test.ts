// Which values stay, which are replaced, and which are in the way.

import { describe, expect, test } from 'vitest'
import { toShown } from '../../src/setup/mask.ts'
import { Home } from './support.ts'

const CLAUDE = '.claude/settings.json'
const CODEX = '.codex/config.toml'

async function applyTo(env: object): Promise<{ code: number; stdout: string; env: object }> {
  using home = new Home()
  home.write(CLAUDE, JSON.stringify({ env }, null, 2))
  const { code, stdout } = await home.setup('claude-code', '--apply')
  return { code, stdout, env: (JSON.parse(home.read(CLAUDE)) as { env: object }).env }
}

describe('Claude Code', () => {
  test.each([
    { CLAUDE_CODE_ENABLE_TELEMETRY: 'true' },
    { CLAUDE_CODE_ENABLE_TELEMETRY: 1 },
    { OTEL_LOGS_EXPORTER: 'console,otlp' },
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318/' },
    { OTEL_LOGS_EXPORT_INTERVAL: '250' },
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces' },
    { OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/json' },
  ])('keeps %j', async (given) => {
    const { code, env, stdout } = await applyTo(given)
    expect(code).toBe(0)
    expect(env).toMatchObject(given)
    expect(stdout).toContain('Kept, since it serves as well')
  })

  test.each([
    [{ CLAUDE_CODE_ENABLE_TELEMETRY: '0' }, { CLAUDE_CODE_ENABLE_TELEMETRY: '1' }],
    [{ OTEL_TRACES_EXPORTER: 'none' }, { OTEL_TRACES_EXPORTER: 'otlp' }],
  ])('replaces what is off: %j', async (given, expected) => {
    const { code, env } = await applyTo(given)
    expect(code).toBe(0)
    expect(env).toMatchObject(expected)
  })

  test.each([
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4317' },
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    { OTEL_METRICS_EXPORTER: 'prometheus' },
    { OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'https://collector.example/v1/logs' },
    { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc' },
  ])('asks before it replaces %j', async (given) => {
    const { code, env, stdout } = await applyTo(given)
    expect(code).toBe(1)
    expect(env).toEqual(given)
    expect(stdout).toContain('--apply --force')
  })

  test('takes out by force what would win, and puts it back', async () => {
    using home = new Home()
    const before = '{\n  "env": {\n    "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT": "http://a"\n  }\n}\n'
    home.write(CLAUDE, before)
    await home.setup('claude-code', '--apply', '--force')
    expect(home.read(CLAUDE)).not.toContain('LOGS_ENDPOINT')
    home.write(CLAUDE, home.read(CLAUDE).replace('{\n', '{\n  "new": 1,\n'))
    await home.setup('claude-code', '--undo')
    expect(JSON.parse(home.read(CLAUDE))).toEqual({ new: 1, ...(JSON.parse(before) as object) })
  })
})

describe('Codex', () => {
  test.each([
    'exporter = { otlp-http = { endpoint = "http://localhost:4318/v1/logs", protocol = "json" } }',
    '[otel.exporter.otlp-http]\nendpoint = "http://127.0.0.1:4318/v1/logs"\nprotocol = "binary"\nheaders = { a = "b" }',
  ])('keeps %j', async (text) => {
    using home = new Home()
    home.write(CODEX, `[otel]\n${text}\n`)
    expect((await home.setup('codex', '--apply')).code).toBe(0)
    expect(home.read(CODEX)).toContain(text)
    expect(home.read(CODEX)).toContain('trace_exporter')
  })

  test('replaces "none"', async () => {
    using home = new Home()
    home.write(CODEX, '[otel]\nexporter = "none" # quiet\n')
    expect((await home.setup('codex', '--apply')).code).toBe(0)
    expect(home.read(CODEX)).toMatch(/v1\/logs", protocol = "binary" } } # quiet\n/)
    await home.setup('codex', '--undo')
    expect(home.read(CODEX)).toBe('[otel]\nexporter = "none" # quiet\n')
  })
})

test('keys and tokens beside the change are not shown', async () => {
  using home = new Home()
  const secrets = {
    ANTHROPIC_API_KEY: 'sk-1',
    OTEL_EXPORTER_OTLP_HEADERS: 'sk-2',
    PASSWORD: 'sk-3',
  }
  home.write(CLAUDE, JSON.stringify({ env: secrets }, null, 2))
  const { stdout } = await home.setup('claude-code')
  expect(stdout).toContain('"OTEL_EXPORTER_OTLP_HEADERS": …')
  expect(stdout).not.toContain('sk-')
})

test.each([
  [
    '"ANTHROPIC_BASE_URL": "https://user:hunter2@proxy/a"',
    '"ANTHROPIC_BASE_URL": "https://…@proxy/a"',
  ],
  ['url = https://hunter2@proxy:1 b@c', 'url = https://…@proxy:1 b@c'],
  ['"url": "https://proxy/a@b"', '"url": "https://proxy/a@b"'],
  ['url = "https://proxy/a?team=hunter2#b", c', 'url = "https://proxy/a?…", c'],
  ["curl 'https://proxy?team=hunter2' # why?", "curl 'https://proxy?…' # why?"],
  ['"GITHUB_PAT": "hunter2"', '"GITHUB_PAT": …'],
  ['export PAT_OF_WORK=hunter2', 'export PAT_OF_WORK=…'],
  ['export PATH=/bin COMPAT=1', 'export PATH=/bin COMPAT=1'],
  ['set -gx OPENAI_API_KEY hunter2', 'set -gx OPENAI_API_KEY …'],
  ['# the key is in the safe', '# the key is in the safe'],
  ['"headers": {', '"headers": {'],
])('of %j no secret is shown', (line, shown) => {
  expect(toShown(line)).toBe(shown)
})

test.each([
  ['claude-code', CLAUDE, (depth: number) => `{"a": ${'['.repeat(depth)}${']'.repeat(depth)}}`],
  ['claude-code', CLAUDE, (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`],
  ['codex', CODEX, (depth: number) => `a = ${'['.repeat(depth)}${']'.repeat(depth)}`],
  ['codex', CODEX, (depth: number) => `${Array(depth).fill('a').join('.')} = 1`],
])('settings of %s that are nested too deeply are refused in words', async (id, file, toText) => {
  using home = new Home()
  home.write(file, toText(400))
  expect(await home.setup(id)).toMatchObject({ code: 0, stderr: '' })
  for (const depth of [600, 3000, 100_000]) {
    const text = toText(depth)
    home.write(file, text)
    const { code, stderr } = await home.setup(id, '--apply')
    expect([code, stderr]).toEqual([1, expect.stringContaining(`${home.path(file)}, line 1, `)])
    expect(stderr).toContain('nested too deeply')
    expect(home.read(file)).toBe(text)
  }
})
