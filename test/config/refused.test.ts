// Values of the right type that no part of the program could use, told with their place.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { toProblemLine } from '../../src/config/errors.ts'
import { resolveSettings } from '../../src/config/resolve.ts'

const folder = mkdtempSync(join(tmpdir(), 'refused-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'config.json')

function linesOf(content: object, env: Readonly<Record<string, string>> = {}) {
  writeFileSync(file, JSON.stringify(content))
  return resolveSettings({ file, isFileChosen: true, env, flags: [] }).problems.map(toProblemLine)
}

test.each(['пароль', 'abc ', 'a b', 'abc\n', 'ü'])('a token no client can send: %j', (token) => {
  const message = 'must be of visible ASCII characters, without spaces'
  expect(linesOf({ token })).toEqual([`${file}: token: ${message}`])
  const env = { OTEL_AI_MONITOR_TOKEN: token }
  expect(linesOf({}, env)).toEqual([`OTEL_AI_MONITOR_TOKEN: ${message}`])
})

test('an empty token has one problem', () => {
  expect(linesOf({ token: '' })).toEqual([`${file}: token: must not be empty`])
})

test.each(['ctl.sock', './p', '~/p'])(
  'a path that means another place for each process: %s',
  (path) => {
    const message = 'must be an absolute path, which begins with /'
    expect(linesOf({ controlSocket: { path } })).toEqual([
      `${file}: controlSocket.path: ${message}`,
    ])
    expect(linesOf({}, { OTEL_AI_MONITOR_PIPE_PATH: path })).toEqual([
      `OTEL_AI_MONITOR_PIPE_PATH: ${message}`,
    ])
  },
)

test('a command as one text, which is a list', () => {
  const message = 'must be a list in square brackets, not "dunstctl is-paused"'
  expect(linesOf({ notifications: { doNotDisturb: 'dunstctl is-paused' } })).toEqual([
    `${file}: notifications.doNotDisturb: ${message}`,
  ])
})
