// How telemetry is switched on: as recommended, and the same with one thing taken away or added.

import type { Variant } from './types.ts'

/** What `setup` writes, and the daemon as it comes. */
const recommended: Variant = {
  id: 'recommended',
  telemetry: true,
  traces: true,
  hooks: false,
  sessionFiles: true,
  protocol: 'protobuf',
  shortInterval: true,
}

/** Telemetry and nothing else. */
const spans: Variant = { ...recommended, id: 'spans', sessionFiles: false }
const logs: Variant = { ...spans, id: 'logs', traces: false }

export const variants = {
  recommended,
  /** Nothing set up at all, for clients whose files tell how a turn ended. */
  files: { ...recommended, id: 'files', telemetry: false },
  spans,
  logs,
  hooks: { ...logs, id: 'hooks', hooks: true },
  /** Hooks beside all else, for clients whose hooks leave open how a turn ended. */
  everything: { ...recommended, id: 'everything', hooks: true },
  json: { ...spans, id: 'json', protocol: 'json' },
  slow: { ...spans, id: 'slow', shortInterval: false },
  /** Codex without the process that its terminals share; its model over HTTP, or over WebSocket. */
  alone: { ...spans, id: 'alone', mode: 'alone' },
  /** With a model that writes code, in which its tools are functions: as the newest ones do. */
  code: { ...recommended, id: 'code', mode: 'code' },
  websocket: { ...spans, id: 'websocket', mode: 'websocket' },
} as const satisfies Readonly<Record<string, Variant>>

export type VariantId = keyof typeof variants
