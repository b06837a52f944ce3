// What is shown of files that hold secrets on other lines than the names that tell of them.

import { describe, expect, test } from 'vitest'
import { formats } from '../../src/setup/formats/index.ts'
import { toPreview } from '../../src/setup/preview.ts'
import { Home } from './support.ts'

const CODEX = '.codex/config.toml'
const CLAUDE = '.claude/settings.json'

/** Every line of a text as one that goes. */
const removed = (format: 'json' | 'toml', text: string) =>
  toPreview('f', formats[format], text, '')
    .split('\n')
    .slice(3)
    .filter((line) => line.startsWith('-'))
    .map((line) => line.slice(1))

describe('TOML', () => {
  test.each([
    [
      'a table, to the next header',
      '[a]\nb = 1\n\n[a.headers]\n"x-team" = "S"\n# "x-old" = "S"\n\n[c]\nd = 1',
      ['[a]', 'b = 1', '', '[a.headers]', '…', '…', '', '[c]', 'd = 1'],
    ],
    [
      'a table of a table',
      '[api_keys.work]\n  a = "S"\r\n[b]\nc = 1',
      ['[api_keys.work]', '  …', '[b]', 'c = 1'],
    ],
    [
      'an array of tables',
      '[[headers]]\na = "S"\n[[headers]]\nb = "S"',
      ['[[headers]]', '…', '[[headers]]', '…'],
    ],
    [
      'a text of several lines',
      '[headers]\na = """\n[x]\nS=\n"""\n',
      ['[headers]', '…', '…', '…', '…'],
    ],
    ['a value of several lines', 'token = """\nS\nS"""\nb = 1', ['token = …', '…', '…', 'b = 1']],
    [
      'an array',
      'tokens = [\n  "S",\n  "S" ] # so\nb = 1',
      ['tokens = [', '  …', '  … # so', 'b = 1'],
    ],
    ['a dotted key', 'headers."x-team" = "S"\nb = 1', ['headers."x-team" = …', 'b = 1']],
    ['no table whose name only begins so', '[keymap]\na = "b"', ['[keymap]', 'a = "b"']],
  ])('%s', (_, text, shown) => {
    expect(removed('toml', text)).toEqual(shown)
  })
})

describe('JSON', () => {
  test.each([
    [
      'an object, with all in it',
      '{\n  "headers": {\n    "a": "S", // S\n    "b": {\n      "c": ["S"]\n    }\n  },\n  "d": 1\n}',
      ['{', '  "headers": {', '    …', '    …', '      …', '    }', '  },', '  "d": 1', '}'],
    ],
    [
      'an object that begins and ends beside its values',
      '{\n  "headers": { "a": "S",\n    "b": "S" }, "c": 1\n}',
      ['{', '  "headers": …', '    …, "c": 1', '}'],
    ],
    [
      'an array, further down',
      '{"x": [{\n  "tokens":\n  [\n  "S"]\n}]}',
      ['{"x": [{', '  "tokens":', '  [', '  …', '}]}'],
    ],
  ])('%s', (_, text, shown) => {
    expect(removed('json', text)).toEqual(shown)
  })
})

test('headers beside what is added, or that go, are not shown', async () => {
  using home = new Home()
  home.write(CLAUDE, '{\n  "headers": {\n    "X-Foo": "hunter2"\n  }\n}\n')
  expect((await home.setup('claude-code')).stdout).not.toContain('hunter2')
  const endpoint = 'endpoint = "https://api.example/v1/logs?team=hunter2"\nprotocol = "binary"'
  const headers = '[otel.exporter.otlp-http.headers]\n"x-honeycomb-team" = "hunter2"'
  home.write(CODEX, `[otel.exporter.otlp-http]\n${endpoint}\n\n${headers}\n`)
  const { stdout } = await home.setup('codex')
  expect(stdout).not.toContain('hunter2')
  expect(stdout).toContain('-[otel.exporter.otlp-http.headers]\n-…\n')
})

test.each(['claude-code', 'codex', 'copilot'])(
  'the password in an endpoint is written by %s, and not shown',
  async (id) => {
    using home = new Home()
    home.write(CODEX, '[otel]\nexporter = "other"\n')
    const endpoint = 'https://user:hunter2@box:1'
    const flags = ['--endpoint', endpoint, '--hooks']
    const { stdout } = await home.setup(id, ...flags)
    expect(stdout).toContain('sends to https://…@box:1\n')
    expect(stdout).not.toContain('hunter2')
    await home.setup(id, ...flags, '--apply', '--force')
    const file = { 'claude-code': CLAUDE, codex: CODEX, copilot: '.bashrc' }[id] ?? ''
    expect(home.read(file)).toContain(endpoint)
  },
)
