import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { toProblemLine } from '../../src/config/errors.ts'
import type { Field } from '../../src/config/field.ts'
import { type NamedText, toKey } from '../../src/config/layer.ts'
import { resolveSettings } from '../../src/config/resolve.ts'
import { settingFields, settingsSchema } from '../../src/config/settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'settings-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'config.json')

const fieldOf = (key: string): Field => {
  const field = settingFields.find(({ path }) => toKey(path) === key)
  if (field === undefined) throw new Error(`no setting ${key}`)
  return field
}
const flag = (key: string, text: string): NamedText => ({
  field: fieldOf(key),
  name: `--${fieldOf(key).flag}`,
  text,
})

interface Given {
  /** The file's text, or what it holds; no file where undefined. */
  readonly content?: unknown
  readonly env?: Readonly<Record<string, string>>
  readonly flags?: readonly NamedText[]
}

function resolve({ content, env = {}, flags = [] }: Given) {
  rmSync(file, { recursive: true, force: true })
  if (content !== undefined) {
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  }
  return resolveSettings({ file, isFileChosen: false, env, flags })
}

const linesOf = (given: Given) => resolve(given).problems.map(toProblemLine)

describe('the layers', () => {
  test('are defaults alone where nothing is given', () => {
    const { settings, problems, originOf } = resolve({})
    expect(problems).toEqual([])
    expect(settings).toEqual(settingsSchema.parse({}))
    expect(originOf(fieldOf('port'))).toBe('default')
  })

  test('have the defaults that other programs rely on', () => {
    expect(settingsSchema.parse({})).toMatchObject({
      host: '127.0.0.1',
      port: 4318,
      quietPeriodMs: 3000,
      sessionTimeoutMs: 300_000,
      completedTimeoutMs: 30_000,
      broadcastIntervalMs: 5000,
      maxSessions: 100,
      pipe: { enabled: true },
      stdout: { enabled: true },
      controlSocket: { enabled: true },
    })
  })

  test('go over each other, setting by setting', () => {
    const { settings, originOf } = resolve({
      content: { port: 1, maxSessions: 2, pipe: { path: '/from/file' }, logLevel: 'warn' },
      env: { OTLP_PORT: '3', OTEL_AI_MONITOR_LOG_LEVEL: 'error' },
      flags: [flag('logLevel', 'debug'), flag('pipe.enabled', 'false')],
    })
    expect(settings).toMatchObject({
      port: 3,
      maxSessions: 2,
      logLevel: 'debug',
      pipe: { enabled: false, path: '/from/file' },
    })
    const keys = ['maxSessions', 'port', 'logLevel', 'pipe.path', 'pipe.enabled', 'host']
    expect(keys.map((key) => originOf(fieldOf(key)))).toEqual([
      file,
      'OTLP_PORT',
      '--log-level',
      file,
      '--pipe',
      'default',
    ])
  })

  test('are read in seconds from the environment', () => {
    const { settings } = resolve({
      env: {
        OTEL_AI_QUIET_PERIOD: '2.5',
        OTEL_AI_SESSION_TIMEOUT: '600',
        OTEL_AI_COMPLETED_TIMEOUT: '1.005',
        OTEL_AI_BROADCAST_INTERVAL: '1e1',
      },
    })
    expect(settings).toMatchObject({
      quietPeriodMs: 2500,
      sessionTimeoutMs: 600_000,
      completedTimeoutMs: 1005,
      broadcastIntervalMs: 10_000,
    })
  })

  test('know the usual words for yes and no', () => {
    const enabledBy = (word: string) =>
      resolve({ env: { OTEL_AI_MONITOR_PIPE_ENABLED: word } }).settings?.pipe.enabled
    expect(['1', 'yes', 'On', 'TRUE'].map(enabledBy)).toEqual([true, true, true, true])
    expect(['0', 'no', 'Off', 'false'].map(enabledBy)).toEqual([false, false, false, false])
  })

  test('part a list in a variable with commas', () => {
    const { notifications } = resolve({
      env: {
        OTEL_AI_MONITOR_NOTIFICATIONS_MUTED_AGENTS: 'codex, claude-code,',
        OTEL_AI_MONITOR_NOTIFICATIONS_MUTED_PROJECTS: ',',
        OTEL_AI_MONITOR_NOTIFICATIONS_DO_NOT_DISTURB: 'dunstctl,is-paused',
        OTEL_AI_MONITOR_NOTIFICATIONS_COMPLETED_SOUND: 'a,b',
      },
    }).settings!
    expect(notifications).toMatchObject({
      mutedAgents: ['codex', 'claude-code'],
      mutedProjects: [],
      doNotDisturb: ['dunstctl', 'is-paused'],
      completedSound: 'a,b',
    })
  })

  test('skip an empty variable', () => {
    expect(resolve({ env: { OTLP_PORT: '' } }).settings?.port).toBe(4318)
  })

  test('read a file that begins with a byte order mark', () => {
    expect(resolve({ content: '\ufeff{ "port": 1 }' }).settings?.port).toBe(1)
  })

  test('let a file name its schema', () => {
    expect(resolve({ content: { $schema: './x.json', port: 1 } }).settings?.port).toBe(1)
  })
})

describe('problems', () => {
  test('are all told, each by the name it was given under', () => {
    const lines = linesOf({
      content: { prot: 1, port: '1', pipe: { pth: 'x' }, quietPeriodMs: 0, stdout: 7 },
      env: { OTLP_PORT: '70000', OTEL_AI_QUIET_PERIOD: 'soon', OTEL_AI_QUIET_PERIODS: '1' },
      flags: [flag('sessionTimeoutMs', '-1'), flag('logLevel', 'inf')],
    })
    expect(lines.toSorted()).toEqual(
      [
        `${file}: prot: is not a setting; did you mean port?`,
        `${file}: port: must be a number, not "1"`,
        `${file}: pipe.pth: is not a setting; did you mean path?`,
        `${file}: quietPeriodMs: must be more than 0, not 0`,
        `${file}: stdout: must be an object in braces, not 7`,
        'OTLP_PORT: must be at most 65535, not 70000',
        "OTEL_AI_QUIET_PERIOD: must be a number of seconds, not 'soon'",
        'OTEL_AI_QUIET_PERIODS: is not a setting; did you mean OTEL_AI_QUIET_PERIOD?',
        '--session-timeout: must be more than 0, not -1',
        "--log-level: must be one of trace, debug, info, warn, error, fatal, silent, not 'inf'; did you mean info?",
      ].toSorted(),
    )
  })

  test('of a variable that goes by another name are told with that name', () => {
    const env = { OTEL_AI_MONITOR_PORT: '1', OTEL_AI_MONITOR_QUIET_PERIOD: '1' }
    expect(linesOf({ env })).toEqual([
      'OTEL_AI_MONITOR_PORT: is not a setting; did you mean OTLP_PORT?',
      'OTEL_AI_MONITOR_QUIET_PERIOD: is not a setting; did you mean OTEL_AI_QUIET_PERIOD?',
    ])
  })

  test('in a list are told with what is there', () => {
    expect(linesOf({ content: { notifications: { mutedAgents: ['codex', 7] } } })).toEqual([
      `${file}: notifications.mutedAgents.1: must be a string, not 7`,
    ])
  })

  test('of a hidden value are told as well', () => {
    expect(linesOf({ content: { port: 70_000 }, env: { OTLP_PORT: '1' } })).toEqual([
      `${file}: port: must be at most 65535, not 70000`,
    ])
  })

  test('are in the unit they were given in', () => {
    expect(linesOf({ flags: [flag('quietPeriodMs', '9999999')] })).toEqual([
      '--quiet-period: must be at most 2147483.647, not 9999999',
    ])
    expect(linesOf({ content: { quietPeriodMs: 1e10 } })).toEqual([
      `${file}: quietPeriodMs: must be at most 2147483647, not 10000000000`,
    ])
  })

  test.each([
    ['{"port": 1,}', /: is not valid JSON: /],
    ['[]', /: must hold a JSON object$/],
    ['null', /: must hold a JSON object$/],
    [{ port: 1.5 }, /: port: must be a whole number, not 1\.5$/],
    [{ pipe: { enabled: 'yes' } }, /: pipe\.enabled: must be true or false, not "yes"$/],
    [{ pipe: { path: '' } }, /: pipe\.path: must not be empty/],
    [{ logLevel: 'loud' }, /: logLevel: must be one of trace.*, not 'loud'$/],
    [{ logLevel: 3 }, /: logLevel: must be one of trace.*, not 3$/],
    [{ host: ['a'] }, /: host: must be a string, not a list$/],
    [{ host: null }, /: host: must be a string, not null$/],
  ])('in the file %j', (content, expected) => {
    const lines = linesOf({ content })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(expected)
    expect(lines[0]).toContain(`${file}: `)
  })

  test('of an environment variable that is no boolean', () => {
    expect(linesOf({ env: { OTEL_AI_MONITOR_PIPE_ENABLED: 'maybe' } })).toEqual([
      "OTEL_AI_MONITOR_PIPE_ENABLED: must be true or false, not 'maybe'",
    ])
  })

  test('never show the token', () => {
    const lines = linesOf({ content: { token: { secret: 'hunter2' } } })
    expect(lines).toEqual([`${file}: token: must be a string`])
    expect(linesOf({ content: '{"port":4999, "token": s3cr3t-t0ken}' })).toEqual([
      `${file}: is not valid JSON: line 1, column 24: a value is expected`,
    ])
  })

  test('of a file that is missing are told only where someone asked for it', () => {
    rmSync(file, { force: true })
    const input = { file, env: {}, flags: [] }
    expect(resolveSettings({ ...input, isFileChosen: false }).problems).toEqual([])
    expect(resolveSettings({ ...input, isFileChosen: true }).problems.map(toProblemLine)).toEqual([
      `${file}: there is no such file`,
    ])
    mkdirSync(file)
    expect(resolveSettings({ ...input, isFileChosen: false }).problems.map(toProblemLine)).toEqual([
      `${file}: cannot be read (EISDIR)`,
    ])
  })

  test('of a host that others can reach, without a token', () => {
    const message =
      'can be reached from other machines, so set a token as well: token in the settings file, or OTEL_AI_MONITOR_TOKEN'
    expect(linesOf({ content: { host: '0.0.0.0' } })).toEqual([`${file}: host: 0.0.0.0 ${message}`])
    expect(linesOf({ flags: [flag('host', '::')] })).toEqual([`--host: :: ${message}`])
    expect(linesOf({ content: { host: '0.0.0.0', token: 'x' } })).toEqual([])
    const own = ['127.0.0.1', '127.1.2.3', '::1', 'localhost']
    expect(own.flatMap((host) => linesOf({ content: { host } }))).toEqual([])
    expect(linesOf({ content: { host: '127.0.0.1.example.org' } })).toHaveLength(1)
  })
})
