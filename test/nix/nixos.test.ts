// The NixOS module: that its unit is the one which the program installs, and that wrong options are refused.

import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { agents } from '../../src/agents/index.ts'
import { PROBE_UNIT, toProbeUnit } from '../../src/service/probe-unit.ts'
import { lacking } from '../desktop/support.ts'
import { evaluate, missing, toFacts, toText } from './support.ts'
import { makeTempDir } from '../temp-dir.ts'

interface Service {
  readonly description: string
  readonly wantedBy: readonly string[]
  readonly startLimitIntervalSec: number
  readonly startLimitBurst: number
  readonly path: readonly unknown[]
  readonly serviceConfig: Readonly<Record<string, unknown>>
}

/** @param given options besides those that are needed */
function service(given = ''): Service {
  const options = `{ enable = true; user = "me"; ${given} }`
  const system = `import ./test/nix/stub/nixos.nix { services.otel-ai-monitor-probe = ${options}; }`
  return evaluate(`(${system}).systemd.services.otel-ai-monitor-probe`) as Service
}

/** As NixOS writes it. */
function toUnitText(unit: Service): string {
  return toText({
    Unit: {
      Description: unit.description,
      StartLimitIntervalSec: unit.startLimitIntervalSec,
      StartLimitBurst: unit.startLimitBurst,
    },
    Service: unit.serviceConfig,
    Install: { WantedBy: unit.wantedBy },
  })
}

describe.skipIf(missing)(`the NixOS module${missing}`, () => {
  test('says what the program installs', () => {
    expect(toFacts(toUnitText(service()))).toEqual(toFacts(toProbeUnit(['/x'])))
  })

  test("watches the user's agents, by the names that the program knows", () => {
    const names = agents.flatMap(({ program }) => program?.names ?? []).join(',')
    expect(service().serviceConfig['ExecStart']).toBe(
      `/store/otel-ai-monitor/bin/otel-ai-monitor probe --user me --processes ${names} --wait-threshold 1000 --log-level info`,
    )
    const given = 'processes = [ "x" "y" ]; waitThreshold = 5; logLevel = "debug";'
    expect(service(given).serviceConfig['ExecStart']).toContain(
      '--processes x,y --wait-threshold 5 --log-level debug',
    )
  })

  test('brings what the probe calls', () => {
    expect(JSON.stringify(service().path)).toMatch(/bpftrace.*util-linux/)
  })

  test.skipIf(lacking(['systemd-analyze']))('is accepted by systemd', () => {
    const unit = service()
    const serviceConfig = { ...unit.serviceConfig, ExecStart: process.execPath }
    const path = join(makeTempDir(), PROBE_UNIT)
    writeFileSync(path, toUnitText({ ...unit, serviceConfig }))
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  test.each([
    ['user = 5', 'otel-ai-monitor-probe.user'],
    ['user = "me; x"', 'otel-ai-monitor-probe.user'],
    ['processes = [ "a b" ]', 'otel-ai-monitor-probe.processes'],
    ['waitThreshold = 0', 'is not of type `positive integer'],
    ['logLevel = "loud"', 'otel-ai-monitor-probe.logLevel'],
    ['proceses = [ ]', 'otel-ai-monitor-probe.proceses'],
  ])('%s is refused', (given, message) => {
    const options = `{ enable = true; user = "me"; } // { ${given}; }`
    const system = `import ./test/nix/stub/nixos.nix { services.otel-ai-monitor-probe = ${options}; }`
    expect(() => evaluate(`(${system}).systemd.services`)).toThrow(message)
  })

  test('needs to be told the user', () => {
    const system =
      'import ./test/nix/stub/nixos.nix { services.otel-ai-monitor-probe.enable = true; }'
    expect(() => evaluate(`(${system}).systemd.services`)).toThrow('has no value defined')
  })

  test('does nothing where it is not enabled', () => {
    expect(evaluate('(import ./test/nix/stub/nixos.nix { }).systemd.services')).toEqual({})
  })
})
