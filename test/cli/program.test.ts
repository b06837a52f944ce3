// The real program: help, version, mistakes and exit codes.

import { chmodSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { commandEntries } from '../../src/commands/registry.ts'
import { makeTempDir } from '../temp-dir.ts'
import { run } from './spawn.ts'

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'))
const names = commandEntries.map(({ name }) => name)

describe('help', () => {
  test.each([[['--help']], [['-h']], [['help']]])('of the program by %j', async (args) => {
    const { code, stdout, stderr } = await run(args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const name of names) expect(stdout).toMatch(new RegExp(`^  ${name} +\\S.*[^.]$`, 'm'))
    expect(stdout).toMatch(/--port N +.*\[4318\]/)
    expect(stdout).toMatch(/--quiet-period SECONDS +.*\[3\]/)
    expect(stdout).toMatch(/-v, --verbose +same as --log-level debug/)
    expect(stdout).toMatch(/--no-notifications /)
  })

  test.each(names)('of %s', async (name) => {
    const { code, stdout, stderr } = await run([name, '--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(`Usage: otel-ai-monitor ${name}`)
    expect(stdout).toContain('-h, --help')
    expect(stdout.split('\n').filter((line) => line.endsWith(' '))).toEqual([])
  })

  test('goes before what is wrong with the rest', async () => {
    const { code, stdout } = await run(['config', '--prot', '1', '--help'])
    expect(code).toBe(0)
    expect(stdout).toContain('config check|show|schema')
  })
})

test.each([[['--version']], [['-V']], [['status', '--version']]])('version by %j', async (args) => {
  expect(await run(args)).toEqual({
    code: 0,
    stdout: `otel-ai-monitor ${manifest.version}\n`,
    stderr: '',
  })
})

test('compiled code is kept, but not where others may put code of theirs', async () => {
  const kept = async (mode: number) => {
    const dir = join(makeTempDir(), 'otel-ai-monitor')
    mkdirSync(dir)
    chmodSync(dir, mode)
    await run(['--version'], { env: { XDG_CACHE_HOME: dirname(dir) } })
    return readdirSync(join(dir, 'compiled'))
  }
  expect(await kept(0o700)).not.toEqual([])
  expect(await kept(0o777)).toEqual([])
})

describe('a mistake', () => {
  test.each([
    [['statsu'], "unknown command 'statsu'; did you mean status?"],
    [['banana'], `unknown command 'banana'; there are ${names.join(', ')}`],
    [['run', '--prot', '5'], '--prot: unknown flag; did you mean --port?'],
    [['--prot=5'], '--prot: unknown flag; did you mean --port?'],
    [['run', 'now'], 'now: unexpected argument'],
    [['--port', '1', 'config', 'check'], 'The command comes first: otel-ai-monitor config …'],
    [['run', '-x'], '-x: unknown flag'],
    [['run', '--port'], '--port: needs a value: --port N'],
    [['run', '--port', '--host', 'x'], '--port: needs a value: --port N'],
    [['run', '--verbose=yes'], '--verbose: takes no value'],
    [['config', 'check', '--port', '-1'], '--port: must be at least 0, not -1'],
    [
      ['config', 'check', '--quiet-period', 'x'],
      "--quiet-period: must be a number of seconds, not 'x'",
    ],
    [['config', 'check', '--log-level', 'inof'], "not 'inof'; did you mean info?"],
    [
      ['config', 'shwo'],
      "ACTION: must be one of check, show, schema, not 'shwo'; did you mean show?",
    ],
    [['config'], 'ACTION: is missing'],
    [['watch', '--format', 'wayber'], "not 'wayber'; did you mean waybar?"],
    [['completions', 'bsh'], "not 'bsh'; did you mean bash?"],
  ])('%j is told, exit 64', async (args, message) => {
    const { code, stdout, stderr } = await run(args)
    expect(stderr).toContain(message)
    expect(stderr).not.toContain('    at ')
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' })
  })

  test('does not hide another', async () => {
    const { stderr } = await run(['config', 'check', '--prot', '1', '--jsn', 'extra'])
    expect(stderr).toBe(
      [
        'otel-ai-monitor: --prot: unknown flag; did you mean --port?',
        '--jsn: unknown flag; did you mean --json?',
        "Try 'otel-ai-monitor config --help'.",
        '',
      ].join('\n'),
    )
  })
})

describe('config', () => {
  test('check says that all is well', async () => {
    expect(await run(['config', 'check', '-v', '--no-pipe', '--no-notifications'])).toEqual({
      code: 0,
      stdout: 'The settings are valid.\n',
      stderr: '',
    })
  })

  test('check lists every problem, exit 78', async () => {
    const { code, stdout, stderr } = await run(['config', 'check', '--port', '99999'], {
      env: { OTLP_PORT: 'x', OTEL_AI_MONITOR_CONFIG: '/nonexistent/config.json' },
    })
    expect(stderr.split('\n')).toEqual([
      'otel-ai-monitor: /nonexistent/config.json: there is no such file',
      "OTLP_PORT: must be a number, not 'x'",
      '--port: must be at most 65535, not 99999',
      '',
    ])
    expect({ code, stdout }).toEqual({ code: 78, stdout: '' })
  })

  test('show tells where each value comes from, and no secret', async () => {
    const { code, stdout } = await run(['config', 'show', '--pipe', '/tmp/p', '-v'], {
      env: { OTEL_AI_QUIET_PERIOD: '2.5', OTEL_AI_MONITOR_TOKEN: 'hunter2' },
    })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^port +4318 +default$/m)
    expect(stdout).toMatch(/^quietPeriodMs +2500 +OTEL_AI_QUIET_PERIOD$/m)
    expect(stdout).toMatch(/^token +"\*\*\*" +OTEL_AI_MONITOR_TOKEN$/m)
    expect(stdout).toMatch(/^pipe.enabled +true +--pipe$/m)
    expect(stdout).toMatch(/^pipe.path +"\/tmp\/p" +--pipe$/m)
    expect(stdout).toMatch(/^logLevel +"debug" +-v$/m)
    expect(stdout).not.toContain('hunter2')
  })

  test('show --json is for programs', async () => {
    const { stdout } = await run(['config', 'show', '--json'])
    expect(JSON.parse(stdout)).toContainEqual({ setting: 'port', value: 4318, origin: 'default' })
  })

  test('schema is the committed one', async () => {
    const { code, stdout } = await run(['config', 'schema'])
    const committed = join(import.meta.dirname, '../../schema/settings.schema.json')
    expect({ code, stdout }).toEqual({ code: 0, stdout: readFileSync(committed, 'utf8') })
  })
})
