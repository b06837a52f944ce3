// Installing, changing and removing the service, with a systemctl that only remembers.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { toUnitPath } from '../../src/service/unit-files.ts'
import { SERVICE_UNIT, SOCKET_UNIT } from '../../src/service/units.ts'
import { run } from '../cli/spawn.ts'
import { createFakeSystemd, type FakeSystemd } from './support.ts'

const service = (systemd: FakeSystemd, ...args: string[]) =>
  run(['service', ...args], { env: systemd.env })
const unit = (systemd: FakeSystemd, name: string) => toUnitPath(systemd.configHome, name)
const running = { ActiveState: 'active', UnitFileState: 'enabled' }

describe('install', () => {
  test('writes the unit and starts it', async () => {
    const systemd = createFakeSystemd()
    const { code, stdout, stderr } = await service(systemd, 'install')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(`wrote ${unit(systemd, SERVICE_UNIT)}`)
    const text = readFileSync(unit(systemd, SERVICE_UNIT), 'utf8')
    expect(text).toMatch(/^ExecStart=\/\S+ (--\S+ )+\/\S+\/main\.ts run --no-stdout$/m)
    expect(systemd.asked()).toEqual(['daemon-reload', `enable --now ${SERVICE_UNIT}`])
  })

  test('does nothing the second time', async () => {
    const systemd = createFakeSystemd()
    await service(systemd, 'install')
    systemd.asked()
    systemd.setState(running)
    expect((await service(systemd, 'install')).stdout).toBe('Nothing to do.\n')
    expect(systemd.asked()).toEqual([])
  })

  test('restarts what runs when it changed', async () => {
    const systemd = createFakeSystemd()
    await service(systemd, 'install')
    systemd.asked()
    systemd.setState(running)
    systemd.env['OTEL_AI_MONITOR_CONFIG'] = '/My Files/x.json'
    writeFileSync(unit(systemd, 'x.json'), '{}')
    systemd.env['OTEL_AI_MONITOR_CONFIG'] = unit(systemd, 'x.json')
    await service(systemd, 'install')
    expect(systemd.asked()).toEqual([
      'daemon-reload',
      `enable --now ${SERVICE_UNIT}`,
      `restart ${SERVICE_UNIT}`,
    ])
    const text = readFileSync(unit(systemd, SERVICE_UNIT), 'utf8')
    expect(text).toContain(`--config ${unit(systemd, 'x.json')}\n`)
  })

  test('has the service read the settings file that was named', async () => {
    const systemd = createFakeSystemd()
    mkdirSync(systemd.configHome)
    const config = join(systemd.configHome, 'other.json')
    writeFileSync(config, '{ "port": 5000 }')
    await service(systemd, 'install', '--socket', '--config', config)
    expect(readFileSync(unit(systemd, SOCKET_UNIT), 'utf8')).toContain(':5000\n')
    expect(readFileSync(unit(systemd, SERVICE_UNIT), 'utf8')).toContain(`--config ${config}\n`)
  })

  test('with --socket hands the port to systemd, and back without', async () => {
    const systemd = createFakeSystemd()
    await service(systemd, 'install', '--socket')
    expect(readFileSync(unit(systemd, SOCKET_UNIT), 'utf8')).toContain(
      'ListenStream=127.0.0.1:4318\n',
    )
    expect(systemd.asked()).toEqual([
      'daemon-reload',
      `disable --now ${SERVICE_UNIT}`,
      `enable ${SOCKET_UNIT}`,
      `restart ${SOCKET_UNIT}`,
    ])
    await service(systemd, 'install')
    expect(existsSync(unit(systemd, SOCKET_UNIT))).toBe(false)
    expect(systemd.asked()).toEqual([
      `disable --now ${SOCKET_UNIT}`,
      'daemon-reload',
      `enable --now ${SERVICE_UNIT}`,
    ])
  })

  test('shows what it would do, and does nothing', async () => {
    const systemd = createFakeSystemd()
    const { code, stdout } = await service(systemd, 'install', '--socket', '--dry-run')
    expect(code).toBe(0)
    expect(stdout).toContain('[Service]')
    expect(stdout).toContain('[Socket]')
    expect(stdout).toContain(`would: write ${unit(systemd, SERVICE_UNIT)}`)
    expect(existsSync(unit(systemd, SERVICE_UNIT))).toBe(false)
    expect(systemd.asked()).toEqual([])
  })

  test('leaves a unit alone that somebody else wrote', async () => {
    const systemd = createFakeSystemd()
    const path = unit(systemd, SERVICE_UNIT)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, '[Service]\nExecStart=/bin/true\n')
    for (const action of ['install', 'uninstall']) {
      const { code, stderr } = await service(systemd, action)
      expect(code).toBe(69)
      expect(stderr).toContain(`${path} was not written by this program`)
    }
    expect(readFileSync(path, 'utf8')).toContain('/bin/true')
  })

  test('tells of settings that the service will not see', async () => {
    const systemd = createFakeSystemd()
    systemd.env['OTLP_PORT'] = '5000'
    const { code, stderr } = await service(systemd, 'install')
    expect(code).toBe(0)
    expect(stderr).toContain('OTLP_PORT')
  })

  test('tells of a desktop that would not start it', async () => {
    const systemd = createFakeSystemd()
    systemd.setState({ ActiveState: 'inactive' })
    const { code, stderr } = await service(systemd, 'install')
    expect(code).toBe(0)
    expect(stderr).toContain(`systemctl --user start ${SERVICE_UNIT}`)
    systemd.setState({ ActiveState: 'active' })
    expect((await service(systemd, 'install')).stderr).toBe('')
    systemd.setState({ ActiveState: 'inactive' })
    // Its socket is there whatever the desktop does.
    expect((await service(systemd, 'install', '--socket')).stderr).toBe('')
  })

  test.each([
    ['a port that changes', { OTLP_PORT: '0' }, 'needs a port that stays'],
    ['a name', { OTEL_AI_MONITOR_HOST: 'me', OTEL_AI_MONITOR_TOKEN: 'x' }, 'instead of the name'],
  ])('--socket refuses %s', async (_, env, message) => {
    const systemd = createFakeSystemd()
    Object.assign(systemd.env, env)
    const { code, stderr } = await service(systemd, 'install', '--socket')
    expect(code).toBe(64)
    expect(stderr).toContain(message)
  })
})

test('uninstall stops and removes both, once', async () => {
  const systemd = createFakeSystemd()
  await service(systemd, 'install', '--socket')
  systemd.asked()
  await service(systemd, 'uninstall')
  expect(systemd.asked()).toEqual([`disable --now ${SOCKET_UNIT} ${SERVICE_UNIT}`, 'daemon-reload'])
  expect(existsSync(unit(systemd, SERVICE_UNIT))).toBe(false)
  expect((await service(systemd, 'uninstall')).stdout).toBe('Nothing to do.\n')
})

describe('status', () => {
  test.each([
    [{}, 4, 'not installed'],
    [{ LoadState: 'loaded', ActiveState: 'inactive', SubState: 'dead' }, 3, 'inactive (dead)'],
    [
      { LoadState: 'loaded', ActiveState: 'active', SubState: 'running', StatusText: '2 sessions' },
      0,
      '2 sessions',
    ],
  ])('%j', async (state, expected, part) => {
    const systemd = createFakeSystemd()
    systemd.setState(state)
    const { code, stdout } = await service(systemd, 'status')
    expect(code).toBe(expected)
    expect(stdout).toContain(part)
  })
})

describe('where there is no user manager', () => {
  const broken = () =>
    createFakeSystemd('echo "Failed to connect to bus: No such file" >&2; exit 1')

  test.each(['install', 'status'])('%s says so, and writes nothing', async (action) => {
    const systemd = broken()
    const { code, stderr } = await service(systemd, action)
    expect(code).toBe(69)
    expect(stderr).toContain('there is no systemd user manager here')
    expect(stderr).toContain('Failed to connect to bus')
    expect(existsSync(systemd.configHome)).toBe(false)
  })

  test('a dry run still shows the units', async () => {
    const { code, stdout } = await service(broken(), 'install', '--dry-run')
    expect(code).toBe(0)
    expect(stdout).toContain('[Service]')
  })

  test('and no systemctl either', async () => {
    const systemd = createFakeSystemd()
    systemd.env['PATH'] = '/nowhere'
    const { code, stderr } = await service(systemd, 'status')
    expect(code).toBe(69)
    expect(stderr).toContain('there is no systemctl')
  })
})
