// Codex: its [otel] table. Traces make the end of every turn exact; each endpoint is used word for word.

import { join } from 'node:path'
import type { AgentSetup, Entry } from './agent-setup.ts'
import { isSameEndpoint } from './endpoint.ts'

export const codex: AgentSetup = {
  id: 'codex',
  title: 'Codex',
  files: ({ home, env: { CODEX_HOME } }) => [
    {
      format: 'toml',
      candidates: [join(CODEX_HOME || join(home, '.codex'), 'config.toml')],
      entries: (endpoint) => [
        exporter('exporter', `${endpoint}/v1/logs`),
        exporter('trace_exporter', `${endpoint}/v1/traces`),
      ],
    },
  ],
  notes: ['Its background process (codex app-server) keeps its old settings until it ends.'],
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
