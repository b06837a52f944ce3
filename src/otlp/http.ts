// What OTLP over HTTP prescribes: where each signal is posted, under which content type, and how gzip shows.

import type { Encoding } from './decode.ts'
import type { Signal } from './records.ts'

/** Where each signal is posted. */
export const pathOf: Readonly<Record<Signal, string>> = {
  logs: '/v1/logs',
  traces: '/v1/traces',
  metrics: '/v1/metrics',
}

const signalsByPath = new Map(
  Object.entries(pathOf).map(([signal, path]) => [path, signal as Signal]),
)

/** @param path exactly as prescribed @returns undefined where it stands for no signal */
export const signalOf = (path: string): Signal | undefined => signalsByPath.get(path)

export const contentTypes = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
} as const satisfies Readonly<Record<Encoding, string>>

/** No OTLP message starts so, nor does JSON: 0x1f is field 3 with a wire type that does not exist. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}
