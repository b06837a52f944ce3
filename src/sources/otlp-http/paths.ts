// The paths that OTLP/HTTP prescribes.

import type { Signal } from '../../otlp/records.ts'

export const pathOf: Readonly<Record<Signal, string>> = {
  logs: '/v1/logs',
  traces: '/v1/traces',
  metrics: '/v1/metrics',
}

const signalsByPath = new Map(
  Object.entries(pathOf).map(([signal, path]) => [path, signal as Signal]),
)

/** @param url a request's target @returns its path without query, doubled and trailing slashes */
export function toPath(url: string): string {
  const path = url.replace(/\?.*$/s, '').replace(/\/{2,}/g, '/')
  return path.length > 1 ? path.replace(/\/$/, '') : path
}

export function signalOfPath(url: string): Signal | undefined {
  return signalsByPath.get(toPath(url))
}
