// Where else than in its user settings each agent's telemetry is set. Data alone.

import { join } from 'node:path'
import type { Path } from '../../setup/formats/format.ts'

export interface AgentSettings {
  /** As in setup and in the lines. */
  readonly id: string
  /** Variables that stand for a setting, the strongest last. */
  readonly variables: readonly (readonly [name: string, path: Path])[]
  /** Whether variables win over files. */
  readonly variablesWin: boolean
  /** Files that win over the user's settings, the strongest last. */
  stronger(cwd: string): readonly string[]
}

const gemini = ['telemetry', 'otlpEndpoint']

/** GEMINI_TELEMETRY_… and QWEN_TELEMETRY_…: Qwen Code descends from Gemini CLI. */
const telemetryVariables = (prefix: string): AgentSettings['variables'] => [
  ['OTEL_EXPORTER_OTLP_ENDPOINT', gemini],
  [`${prefix}_TELEMETRY_ENABLED`, ['telemetry', 'enabled']],
  [`${prefix}_TELEMETRY_TARGET`, ['telemetry', 'target']],
  [`${prefix}_TELEMETRY_USE_COLLECTOR`, ['telemetry', 'useCollector']],
  [`${prefix}_TELEMETRY_OTLP_ENDPOINT`, gemini],
  [`${prefix}_TELEMETRY_OTLP_PROTOCOL`, ['telemetry', 'otlpProtocol']],
  [`${prefix}_TELEMETRY_OUTFILE`, ['telemetry', 'outfile']],
]

const inProject =
  (directory: string, ...names: readonly string[]) =>
  (cwd: string) =>
    names.map((name) => join(cwd, directory, name))

export const agentSettings: readonly AgentSettings[] = [
  {
    id: 'claude-code',
    variables: [],
    variablesWin: false,
    stronger: (cwd) => [
      ...inProject('.claude', 'settings.json', 'settings.local.json')(cwd),
      '/etc/claude-code/managed-settings.json',
    ],
  },
  {
    id: 'codex',
    variables: [],
    variablesWin: false,
    stronger: inProject('.codex', 'config.toml'),
  },
  {
    id: 'gemini-cli',
    variables: telemetryVariables('GEMINI'),
    variablesWin: true,
    stronger: inProject('.gemini', 'settings.json'),
  },
  {
    id: 'qwen-code',
    variables: telemetryVariables('QWEN'),
    variablesWin: true,
    stronger: inProject('.qwen', 'settings.json'),
  },
  {
    id: 'copilot',
    variables: [],
    variablesWin: true,
    stronger: () => [],
  },
  {
    id: 'opencode',
    variables: [],
    variablesWin: true,
    stronger: (cwd) => [join(cwd, 'opencode.json'), join(cwd, 'opencode.jsonc')],
  },
]
