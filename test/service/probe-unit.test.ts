// The probe's unit: what systemd makes of it, and how it is installed by a systemctl that only remembers.

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { planProbeInstall, planProbeUninstall, takeSteps } from '../../src/service/install.ts'
import { createSystemctl } from '../../src/service/manager.ts'
import { PROBE_UNIT, toProbeUnit } from '../../src/service/probe-unit.ts'
import { run } from '../cli/spawn.ts'
import { lacking } from '../desktop/support.ts'
import { createFakeSystemd } from './support.ts'
import { makeTempDir } from '../temp-dir.ts'

const missing = lacking(['systemd-analyze'])
const argv = ['/usr/bin/node', '/opt/main.js', 'probe', '--user', 'me']

test('the unit is root with four capabilities, and nothing else', async () => {
  await expect(toProbeUnit(argv)).toMatchFileSnapshot('golden/otel-ai-monitor-probe.service')
})

describe(`systemd${missing}`, () => {
  function analyze(...args: readonly string[]) {
    const path = join(makeTempDir(), PROBE_UNIT)
    writeFileSync(path, toProbeUnit([process.execPath, '/dev/null', 'probe']))
    return spawnSync('systemd-analyze', [...args, path], { encoding: 'utf8' })
  }

  test.skipIf(missing)('accepts it without a complaint', () => {
    expect(analyze('verify')).toMatchObject({ status: 0, stderr: '' })
  })

  test.skipIf(missing)('finds it little exposed', () => {
    expect(analyze('security', '--offline=true', '--threshold=25').status).toBe(0)
  })
})

test('it is written and started, restarted when it changes, stopped and removed', async () => {
  const systemd = createFakeSystemd()
  const systemctl = createSystemctl(systemd.env, 'system')
  const directory = makeTempDir()
  const path = join(directory, PROBE_UNIT)
  const told: string[] = []
  const install = async (text: string) =>
    takeSteps(await planProbeInstall(directory, text, systemctl), (step) => told.push(step))

  await install(toProbeUnit(argv))
  expect(readFileSync(path, 'utf8')).toBe(toProbeUnit(argv))
  expect(systemd.asked()).toEqual(['daemon-reload', `enable --now ${PROBE_UNIT}`])
  expect(told).toContain(`systemctl enable --now ${PROBE_UNIT}`)

  systemd.setState({ ActiveState: 'active', UnitFileState: 'enabled' })
  await install(toProbeUnit(argv))
  expect(systemd.asked()).toEqual([])
  await install(toProbeUnit([...argv, '--socket', '/x']))
  expect(systemd.asked().at(-1)).toBe(`restart ${PROBE_UNIT}`)

  await takeSteps(await planProbeUninstall(directory, systemctl), () => {})
  expect(systemd.asked()).toEqual([`disable --now ${PROBE_UNIT}`, 'daemon-reload'])
  expect(existsSync(path)).toBe(false)
})

test('what would be installed is shown', async () => {
  const { env } = createFakeSystemd()
  const args = ['probe', 'install', '--user', 'me', '--wait-threshold', '500', '--dry-run']
  const { code, stdout } = await run(args, { env })
  expect(code).toBe(0)
  expect(stdout).toMatch(
    /^ExecStart=\/\S+ (?:--\S+ )+\/\S+\/main\.ts probe --user me --processes claude,\S+ --wait-threshold 500 --log-level info$/m,
  )
  expect(stdout).toContain(`would: write /etc/systemd/system/${PROBE_UNIT}`)
})

test.runIf(process.geteuid?.() === 0)(
  'nothing is installed for a user that there is not',
  async () => {
    const { env } = createFakeSystemd()
    const { code, stderr } = await run(['probe', 'install', '--user', 'nobody-here'], { env })
    expect([code, stderr]).toEqual([78, expect.stringContaining('there is no user nobody-here')])
  },
)
