// The `telemetry` block that Gemini CLI brought and its descendants kept.

import type { Elsewhere, Entry } from './agent-setup.ts'
import { isSameEndpoint } from './endpoint.ts'
import type { Json } from './formats/format.ts'

/** What each of them needs: telemetry on, to a collector of one's own, over HTTP. */
export function telemetryBlock(endpoint: string): readonly Entry[] {
  return [
    telemetry('enabled', true, { off: [false] }),
    telemetry('target', 'local'),
    telemetry('otlpEndpoint', endpoint, {
      accepts: (current) => isSameEndpoint(current, endpoint),
      off: [''],
    }),
    telemetry('otlpProtocol', 'http'),
    // A file would get everything instead of the endpoint.
    telemetry('outfile', undefined, { off: [''] }),
  ]
}

/** One value of that block; undefined for one that must not be there. */
export function telemetry(key: string, value: Json | undefined, rest: Partial<Entry> = {}): Entry {
  return { path: ['telemetry', key], value, ...rest }
}

const endpointPath = ['telemetry', 'otlpEndpoint']

/** GEMINI_TELEMETRY_… and QWEN_TELEMETRY_…, which stand for values of the block. */
export const telemetryVariables = (prefix: string): Elsewhere['variables'] => [
  ['OTEL_EXPORTER_OTLP_ENDPOINT', endpointPath],
  [`${prefix}_TELEMETRY_ENABLED`, ['telemetry', 'enabled']],
  [`${prefix}_TELEMETRY_TARGET`, ['telemetry', 'target']],
  [`${prefix}_TELEMETRY_USE_COLLECTOR`, ['telemetry', 'useCollector']],
  [`${prefix}_TELEMETRY_OTLP_ENDPOINT`, endpointPath],
  [`${prefix}_TELEMETRY_OTLP_PROTOCOL`, ['telemetry', 'otlpProtocol']],
  [`${prefix}_TELEMETRY_OUTFILE`, ['telemetry', 'outfile']],
]
