// The server's answers, read back by reflection.

import { fileURLToPath } from 'node:url'
import protobuf from 'protobufjs'
import { expect, test } from 'vitest'
import { encodeExportResponse, encodeStatus } from '../../src/otlp/responses.ts'

const proto = (name: string) => fileURLToPath(new URL(`../../proto/${name}`, import.meta.url))
const root = protobuf.loadSync([proto('otlp.proto'), proto('status.proto')])

const cases = [
  ['logs', 'Logs', 'rejectedLogRecords'],
  ['traces', 'Trace', 'rejectedSpans'],
  ['metrics', 'Metrics', 'rejectedDataPoints'],
] as const

test.each(cases)('a partial success for %s', (signal, name, counter) => {
  const type = root.lookupType(`otlp.Export${name}ServiceResponse`)
  const partialSuccess = { [counter]: '300', errorMessage: 'zu viel, слишком' }
  const binary = encodeExportResponse(signal, 'protobuf', 300, 'zu viel, слишком')
  expect(type.toObject(type.decode(binary), { longs: String })).toEqual({ partialSuccess })
  const json = encodeExportResponse(signal, 'json', 300, 'zu viel, слишком')
  expect(JSON.parse(Buffer.from(json).toString())).toEqual({ partialSuccess })
})

test.each(cases)('a full success for %s says nothing', (signal) => {
  expect(encodeExportResponse(signal, 'protobuf', 0, '')).toHaveLength(0)
  expect(Buffer.from(encodeExportResponse(signal, 'json', 0, '')).toString()).toBe('{}')
})

test('a status', () => {
  const type = root.lookupType('google.rpc.Status')
  const status = { code: 3, message: 'malformed: не то' }
  const binary = encodeStatus('protobuf', 3, status.message)
  expect(type.toObject(type.decode(binary))).toEqual(status)
  const json = encodeStatus('json', 3, status.message)
  expect(JSON.parse(Buffer.from(json).toString())).toEqual(status)
})
