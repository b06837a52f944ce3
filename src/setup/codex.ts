// Codex: its [otel] table. Traces make the end of every turn exact; each endpoint is used word for word.

import { basename, join } from 'node:path'
import { toProgramDirectory } from '../runtime/program-directory.ts'
import type { AgentSetup, Entry, HookTarget } from './agent-setup.ts'
import { isSameEndpoint } from './endpoint.ts'

const directory = { variable: 'CODEX_HOME', folder: '.codex' }

export const codex: AgentSetup = {
  id: 'codex',
  title: 'Codex',
  files: (places) => [
    {
      format: 'toml',
      candidates: [join(toProgramDirectory(directory, places), 'config.toml')],
      entries: (endpoint) => [
        exporter('exporter', `${endpoint}/v1/logs`),
        exporter('trace_exporter', `${endpoint}/v1/traces`),
      ],
      hooks: (target) => [notify(target)],
    },
  ],
  elsewhere: {
    variables: [],
    variablesWin: false,
    stronger: (cwd) => [join(cwd, '.codex', 'config.toml')],
  },
  notes: ['Its background process (codex app-server) keeps its old settings until it ends.'],
  hookNotes: [
    'notify alone is set: it tells of completed turns. Codex runs its other hooks only once you trust them, so they are left to you.',
  ],
}

function exporter(key: string, endpoint: string): Entry {
  return {
    path: ['otel', key],
    value: { 'otlp-http': { endpoint, protocol: 'binary' } },
    accepts: (current) => sendsTo(current, endpoint),
    off: ['none'],
  }
}

/** With either encoding, and with headers or without. */
function sendsTo(current: unknown, endpoint: string): boolean {
  const http = (current as { 'otlp-http'?: { endpoint?: unknown; protocol?: unknown } })?.[
    'otlp-http'
  ]
  const isKnown = http?.protocol === 'binary' || http?.protocol === 'json'
  return isKnown && isSameEndpoint(http?.endpoint, endpoint)
}

/** Codex takes one such program, so that another one is in the way. */
function notify({ program }: HookTarget): Entry {
  const words = ['hook', 'codex']
  return {
    path: ['notify'],
    value: [...program, ...words],
    accepts: (current) => {
      const [first, ...rest] = Array.isArray(current) ? current.map(String) : []
      return basename(first ?? '') === 'otel-ai-monitor' && rest.join(' ') === words.join(' ')
    },
  }
}
