// The OTLP messages as protobufjs reads and writes them, of which a recording needs every field.

import { fileURLToPath } from 'node:url'
import protobuf from 'protobufjs'
import type { Signal } from '../otlp/records.ts'
import { packageFile } from '../version.ts'

const requestTypes: Readonly<Record<Signal, string>> = {
  logs: 'otlp.ExportLogsServiceRequest',
  traces: 'otlp.ExportTraceServiceRequest',
  metrics: 'otlp.ExportMetricsServiceRequest',
}

let root: protobuf.Root | undefined

/** The type of a request that exports this signal; read from the .proto file at the first call. */
export function requestType(signal: Signal): protobuf.Type {
  root ??= protobuf.loadSync(fileURLToPath(packageFile('proto/otlp.proto')))
  return root.lookupType(requestTypes[signal])
}
