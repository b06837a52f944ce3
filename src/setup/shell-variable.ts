// Agents that read nothing but the environment: the start-up file of the shell they are started from.

import { join, resolve } from 'node:path'
import type { Entry, Places, SettingsFile } from './agent-setup.ts'
import { isSameEndpoint } from './endpoint.ts'

const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT'

/** Said wherever the variable is set, for it is not the agent's alone. */
export const SHARED_VARIABLE_NOTE =
  'Every program started from that shell sees the variable, and your own OpenTelemetry programs use it too.'

/** The one variable that is needed. */
export function endpointVariable(endpoint: string): Readonly<Record<string, string>> {
  return { [ENDPOINT]: endpoint }
}

/** @returns no file where the shell is none whose start-up file is known */
export function shellFiles({ home, configHome, env, shell }: Places): readonly SettingsFile[] {
  const inherited = env[ENDPOINT] || undefined
  switch (shell) {
    case 'bash':
      return [startFile('sh', join(home, '.bashrc'), { inherited })]
    case 'zsh':
      return [startFile('sh', join(resolve(env.ZDOTDIR || home), '.zshrc'), { inherited })]
    case 'fish':
      return [
        // A file of our own: fish reads all that are there.
        startFile('fish', join(configHome, 'fish', 'conf.d', 'otel-ai-monitor.fish'), {
          inherited,
        }),
        // fish reads this one later.
        startFile('fish', join(configHome, 'fish', 'config.fish'), { isOptional: true }),
      ]
    default:
      return []
  }
}

function startFile(format: 'sh' | 'fish', path: string, more: Partial<Entry>): SettingsFile {
  return {
    format,
    candidates: [path],
    entries: (endpoint) => [
      {
        path: [ENDPOINT],
        value: endpoint,
        accepts: (current) => isSameEndpoint(current, endpoint),
        off: [''],
        ...more,
      },
    ],
  }
}
