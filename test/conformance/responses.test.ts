// The server's answers as the official client library reads them.

import {
  type ISerializer,
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer'
import { expect, test } from 'vitest'
import type { Encoding } from '../../src/otlp/decode.ts'
import type { Signal } from '../../src/otlp/records.ts'
import { encodeExportResponse } from '../../src/otlp/responses.ts'

type Reader = Pick<ISerializer<never, { partialSuccess?: object }>, 'deserializeResponse'>

const cases: readonly (readonly [Signal, Encoding, Reader, string])[] = [
  ['logs', 'protobuf', ProtobufLogsSerializer, 'rejectedLogRecords'],
  ['logs', 'json', JsonLogsSerializer, 'rejectedLogRecords'],
  ['traces', 'protobuf', ProtobufTraceSerializer, 'rejectedSpans'],
  ['traces', 'json', JsonTraceSerializer, 'rejectedSpans'],
  ['metrics', 'protobuf', ProtobufMetricsSerializer, 'rejectedDataPoints'],
  ['metrics', 'json', JsonMetricsSerializer, 'rejectedDataPoints'],
]

test.each(cases)('%s in %s', (signal, encoding, reader, counter) => {
  const answer = encodeExportResponse(signal, encoding, 300, 'too many')
  const partial = reader.deserializeResponse(answer)?.partialSuccess as Record<string, unknown>
  expect(Number(partial[counter])).toBe(300)
  expect(partial['errorMessage']).toBe('too many')
  const success = reader.deserializeResponse(encodeExportResponse(signal, encoding, 0, ''))
  expect(success?.partialSuccess).toBeUndefined()
})
