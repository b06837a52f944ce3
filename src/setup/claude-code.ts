// Claude Code: environment variables in its own settings; spans make the end of every turn exact.

import { join } from 'node:path'
import { toProgramDirectory } from '../runtime/program-directory.ts'
import type { AgentSetup, Entry } from './agent-setup.ts'
import { claudeCodeHooks } from './claude-code-hooks.ts'
import { isSameEndpoint } from './endpoint.ts'

/** Claude Code 2.1 speaks all of these to the same receiver. */
const HTTP_PROTOCOLS = ['http/protobuf', 'http/json']
const SWITCHED_ON = ['1', 'true', 'yes', 'on']
const SIGNALS = ['LOGS', 'METRICS', 'TRACES'] as const

const env = (name: string, value: string, rest: Partial<Entry> = {}): Entry => ({
  path: ['env', name],
  value,
  ...rest,
})

const flag = (name: string) =>
  env(name, '1', { accepts: isIn(SWITCHED_ON), off: ['0', 'false', ''] })

const exporter = (signal: string) =>
  env(`OTEL_${signal}_EXPORTER`, 'otlp', { accepts: hasOtlp, off: ['none', ''] })

/** A signal's own endpoint or protocol wins over the common one, so it must agree or go. */
const ownOf = (signal: string, endpoint: string): readonly Entry[] => [
  {
    path: ['env', `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`],
    value: undefined,
    accepts: (current) => isSameEndpoint(current, `${endpoint}/v1/${signal.toLowerCase()}`),
  },
  {
    path: ['env', `OTEL_EXPORTER_OTLP_${signal}_PROTOCOL`],
    value: undefined,
    accepts: isIn(HTTP_PROTOCOLS),
  },
]

const directory = { variable: 'CLAUDE_CONFIG_DIR', folder: '.claude' }

export const claudeCode: AgentSetup = {
  id: 'claude-code',
  title: 'Claude Code',
  files: (places) => [
    {
      format: 'json',
      candidates: [join(toProgramDirectory(directory, places), 'settings.json')],
      entries: (endpoint) => [
        flag('CLAUDE_CODE_ENABLE_TELEMETRY'),
        flag('CLAUDE_CODE_ENHANCED_TELEMETRY_BETA'),
        ...SIGNALS.map(exporter),
        env('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/protobuf', { accepts: isIn(HTTP_PROTOCOLS) }),
        env('OTEL_EXPORTER_OTLP_ENDPOINT', endpoint, {
          accepts: (current) => isSameEndpoint(current, endpoint),
        }),
        env('OTEL_LOGS_EXPORT_INTERVAL', '1000', { isTuning: true }),
        env('OTEL_TRACES_EXPORT_INTERVAL', '1000', { isTuning: true }),
        ...SIGNALS.flatMap((signal) => ownOf(signal, endpoint)),
      ],
      hooks: claudeCodeHooks,
    },
  ],
  elsewhere: {
    variables: [],
    variablesWin: false,
    stronger: (cwd) => [
      join(cwd, '.claude', 'settings.json'),
      join(cwd, '.claude', 'settings.local.json'),
      '/etc/claude-code/managed-settings.json',
    ],
  },
}

function isIn(values: readonly string[]): (current: unknown) => boolean {
  return (current) => values.includes(String(current))
}

/** `console,otlp` sends to both. */
function hasOtlp(current: unknown): boolean {
  return String(current)
    .split(',')
    .some((name) => name.trim() === 'otlp')
}
