// The Nix files: that they are right by themselves, and say what the program says.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { settingsSchema } from '../../src/config/settings.ts'
import { nodeFlags } from '../../src/runtime/node-flags.ts'
import { toServiceUnit, toSocketUnit } from '../../src/service/units.ts'
import type { Entry } from '../../src/setup/agent-setup.ts'
import { agentSetups } from '../../src/setup/index.ts'
import { toPlaces } from '../../src/setup/places.ts'
import { lacking } from '../desktop/support.ts'
import { evaluate, instantiate, missing, root, toFacts, toText, type Unit } from './support.ts'
import { makeTempDir } from '../temp-dir.ts'

type Values = Readonly<Record<string, unknown>>

const endpoint = 'http://127.0.0.1:4318'

/** @param given what stands in a user's configuration */
function home(path: string, given = ''): unknown {
  const configuration = `{ services.otel-ai-monitor.enable = true; ${given} }`
  return evaluate(`(import ./test/nix/stub/home.nix ${configuration}).${path}`)
}

const service = (given = '') => home('systemd.user.services.otel-ai-monitor', given) as Unit

describe.skipIf(missing)(`the files${missing}`, () => {
  const files = [...readdirSync(join(root, 'nix')).map((name) => `nix/${name}`), 'flake.nix']

  test.each(files)('%s is Nix', (file) => {
    expect(instantiate('--parse', file)).toMatchObject({ code: 0 })
  })
})

describe.skipIf(missing)(`the units${missing}`, () => {
  test('say what the program installs', () => {
    expect(toFacts(toText(service()))).toEqual(toFacts(toServiceUnit(['/x'])))
    const socket = home(
      'systemd.user.sockets.otel-ai-monitor',
      'services.otel-ai-monitor.socketActivation = true;',
    )
    expect(toFacts(toText(socket as Unit))).toEqual(
      toFacts(toSocketUnit({ host: '127.0.0.1', port: 4318 })),
    )
  })

  test('start with the desktop, or with the first telemetry', () => {
    expect(service()['Install']).toEqual({ WantedBy: ['graphical-session.target'] })
    expect(service('services.otel-ai-monitor.socketActivation = true;')['Install']).toEqual({})
    expect(home('systemd.user.sockets')).toEqual({})
  })

  test.skipIf(lacking(['systemd-analyze']))('are accepted by systemd', () => {
    const unit = service()
    const command = { ...unit['Service'], ExecStart: process.execPath }
    const path = join(makeTempDir(), 'otel-ai-monitor.service')
    writeFileSync(path, toText({ ...unit, Service: command }))
    const env = { ...process.env, XDG_RUNTIME_DIR: makeTempDir() }
    const { status, stderr } = spawnSync('systemd-analyze', ['--user', 'verify', path], {
      env,
      encoding: 'utf8',
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })
})

describe.skipIf(missing)(`the settings${missing}`, () => {
  const settings = (given = '') => home('services.otel-ai-monitor.settings', given) as Values

  test('are the defaults of the program', () => {
    expect(settingsSchema.parse(settings())).toEqual(settingsSchema.parse({}))
  })

  test('come from the options, in the units of the file', () => {
    const given = `services.otel-ai-monitor = {
      port = 5000; completionQuietPeriodSec = 0.5; sessionTimeoutSec = 60; completedTimeoutSec = 10;
      broadcastIntervalSec = 1; enableNotifications = false; usePipe = false; pipePath = "/x";
      verbose = true;
    };`
    expect(settingsSchema.parse(settings(given))).toMatchObject({
      port: 5000,
      quietPeriodMs: 500,
      sessionTimeoutMs: 60_000,
      completedTimeoutMs: 10_000,
      broadcastIntervalMs: 1000,
      notifications: { enabled: false },
      pipe: { enabled: false, path: '/x' },
      logLevel: 'debug',
    })
  })

  test('go before the options where they are given themselves', () => {
    const given = `services.otel-ai-monitor = {
      port = 5000; settings = { port = 6000; pipe.enabled = false; };
    };`
    expect(settings(given)).toMatchObject({ port: 6000, pipe: { enabled: false } })
    expect(service(`${given} services.otel-ai-monitor.socketActivation = true;`)).toBeDefined()
  })

  test('are checked by the program when they are built', () => {
    const script = home('xdg.configFile."otel-ai-monitor/config.json".source.script')
    expect(script).toContain('/bin/otel-ai-monitor config check --config')
  })

  test.each([
    ['port = "x"', 'services.otel-ai-monitor.port'],
    ['completedTimeoutSec = 0', 'is not of type `positive number'],
    ['prot = 1', 'services.otel-ai-monitor.prot'],
    ['port = 0; services.otel-ai-monitor.socketActivation = true', 'needs a port that stays'],
  ])('%s is refused', (given, message) => {
    expect(() => settings(`services.otel-ai-monitor.${given};`)).toThrow(message)
  })
})

describe.skipIf(missing)(`the agents${missing}`, () => {
  const entriesOf = (id: string): readonly Entry[] => {
    const places = toPlaces({ HOME: '/home/me', SHELL: '/bin/bash' })
    const setup = agentSetups.find((agent) => agent.id === id)
    return setup?.files(places).flatMap((file) => file.entries(endpoint)) ?? []
  }
  /** What set-up writes, by the last part of each path. */
  const wantedOf = (id: string) =>
    Object.fromEntries(
      entriesOf(id)
        .filter(({ value }) => value !== undefined)
        .map(({ path, value }) => [path.at(-1), value]),
    )

  test('of home-manager get what set-up would write', () => {
    const all = ['claude-code', 'codex', 'opencode']
      .map((name) => `programs.${name}.enable = true;`)
      .join(' ')
    expect(home('programs.claude-code.settings.env', all)).toEqual(wantedOf('claude-code'))
    expect(home('programs.codex.settings.otel', all)).toEqual(wantedOf('codex'))
    expect(home('programs.opencode.settings.experimental', all)).toEqual({ openTelemetry: true })
    expect(home('home.sessionVariables', all)).toEqual({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })
  })

  test('keep what their settings say already', () => {
    const given = 'programs.claude-code = { enable = true; settings.env.FOO = "1"; };'
    expect(home('programs.claude-code.settings.env', given)).toMatchObject({ FOO: '1' })
  })

  test('of others are set by variables, when that is asked for', () => {
    expect(home('home.sessionVariables')).toEqual({})
    const given = ['claude-code', 'gemini-cli', 'qwen-code', 'copilot']
      .map((name) => `services.otel-ai-monitor.agents.${name}.enable = true;`)
      .join(' ')
    expect(home('home.sessionVariables', `${given} services.otel-ai-monitor.port = 5000;`)).toEqual(
      expect.objectContaining({
        CLAUDE_CODE_ENABLE_TELEMETRY: '1',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:5000',
        GEMINI_TELEMETRY_OTLP_ENDPOINT: 'http://127.0.0.1:5000',
        QWEN_TELEMETRY_ENABLED: 'true',
      }),
    )
    const codex = 'services.otel-ai-monitor.agents.codex.enable = true;'
    expect(home('home.file.".codex/config.toml".source.value.otel', codex)).toEqual(
      wantedOf('codex'),
    )
  })

  test("have widgets in eww, included in home-manager's configuration", () => {
    const given = 'services.otel-ai-monitor.eww.enable = true;'
    expect(home('xdg.configFile."eww/otel-ai-monitor".source', given)).toBe(
      '/store/otel-ai-monitor/share/otel-ai-monitor/eww',
    )
    expect(home('programs.eww.yuckConfig', given)).toContain('./otel-ai-monitor/eww.yuck')
  })

  test.each(['pipePath', 'settings.pipe.path'])(
    'which listen at the pipe that %s names',
    (name) => {
      const given = `services.otel-ai-monitor = { eww.enable = true; ${name} = "/run/a b"; };`
      const script = home('xdg.configFile."eww/otel-ai-monitor".source.script', given)
      expect(script).toContain("--set-default OTEL_AI_MONITOR_PIPE_PATH '/run/a b'")
    },
  )
})

describe.skipIf(missing)(`the package${missing}`, () => {
  const pkgs = '(import ./test/nix/stub/pkgs.nix)'
  const lockOf = () => {
    const given = '{ root = ./.; buildTools = [ "rolldown" ]; }'
    const call = `${pkgs}.callPackage ./nix/npm-lock.nix { nodejs = ${pkgs}.nodejs_24; } ${given}`
    const text = `builtins.fromJSON (${call}).attrs.lock`
    return evaluate(text) as { packages: Record<string, Values> }
  }

  test('fetches what this platform needs of the lock file, and no more', () => {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { dev?: boolean; os?: string[]; integrity?: string }>
    }
    const { packages } = lockOf()
    const needed = Object.entries(lock.packages).filter(
      ([path, { dev, os = ['linux'] }]) => path !== '' && dev !== true && os.includes('linux'),
    )
    for (const [path] of needed) expect(packages[path]?.['resolved']).toMatch(/^file:\/store\//)
    expect(packages['node_modules/rolldown']?.['resolved']).toBeDefined()
    expect(packages['node_modules/@rolldown/binding-win32-x64-msvc']?.['resolved']).toBeUndefined()
    expect(packages['node_modules/vitest']).toBeUndefined()
    expect(packages['']?.['devDependencies']).toEqual({ rolldown: expect.any(String) })
  })

  test('is run as the service runs it', () => {
    const script = evaluate(`(${pkgs}.callPackage ./nix/package.nix { }).installPhase`)
    expect(script).toContain(`--add-flags "${nodeFlags.join(' ')} `)
  })

  test('refuses a Node that is too old', () => {
    const given = `{ nodejs = ${pkgs}.nodejs_24 // { version = "22.1.0"; }; }`
    expect(() => evaluate(`(${pkgs}.callPackage ./nix/package.nix ${given}).pname`)).toThrow(
      'needs Node 24.16',
    )
  })
})
