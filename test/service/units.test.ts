// The units' texts: what systemd makes of them, and of paths that people have.

import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SERVICE_UNIT, SOCKET_UNIT, toServiceUnit, toSocketUnit } from '../../src/service/units.ts'
import { lacking } from '../desktop/support.ts'
import { makeTempDir } from '../temp-dir.ts'

const missing = lacking(['systemd-analyze'])
const execStartOf = (...argv: string[]) => /^ExecStart=(.*)$/m.exec(toServiceUnit(argv))?.[1]

test('the service is the one that desktops expect', async () => {
  const text = toServiceUnit(['/usr/bin/node', '/opt/main.js', 'run'])
  await expect(text).toMatchFileSnapshot('golden/otel-ai-monitor.service')
})

test('the socket listens where the daemon would', async () => {
  await expect(toSocketUnit({ host: '127.0.0.1', port: 4318 })).toMatchFileSnapshot(
    'golden/otel-ai-monitor.socket',
  )
  expect(toSocketUnit({ host: '::1', port: 1 })).toContain('ListenStream=[::1]:1\n')
})

test.each([
  [['/a/node', '/b/main.js', 'run'], '/a/node /b/main.js run'],
  [['/My Apps/node'], '"/My Apps/node"'],
  [['/100%/$HOME'], '"/100%%/$$HOME"'],
  [['/a"b\\c'], '"/a\\"b\\\\c"'],
  [["/it's"], '"/it\'s"'],
  [['/a\nExecStop=/bin/rm'], '"/a\\nExecStop=/bin/rm"'],
])('%j is quoted', (argv, expected) => {
  expect(execStartOf(...argv)).toBe(expected)
})

describe(`systemd${missing}`, () => {
  const analyze = (args: readonly string[]) => {
    const env = { ...process.env, XDG_RUNTIME_DIR: makeTempDir() }
    return spawnSync('systemd-analyze', ['--user', ...args], { env, encoding: 'utf8' })
  }

  test.skipIf(missing)('accepts both units without a complaint', () => {
    const directory = makeTempDir()
    const paths = [SERVICE_UNIT, SOCKET_UNIT].map((name) => join(directory, name))
    const [service = '', socket = ''] = paths
    writeFileSync(service, toServiceUnit([process.execPath, '/dev/null', 'run']))
    writeFileSync(socket, toSocketUnit({ host: '127.0.0.1', port: 4318 }))
    const { status, stderr } = analyze(['verify', ...paths])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  // It counts capabilities too, of which a user's services have none to lose.
  test.skipIf(missing)('finds the service no more exposed than it was', () => {
    const path = join(makeTempDir(), SERVICE_UNIT)
    writeFileSync(path, toServiceUnit([process.execPath]))
    const { status } = analyze(['security', '--offline=true', '--threshold=72', path])
    expect(status).toBe(0)
  })
})
