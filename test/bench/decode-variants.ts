// Other ways to decode, that the decoder is measured against.

import protobuf from 'protobufjs'
import { createBag } from '../../src/otlp/attribute-bag.ts'
import type { AttributeValue, LogRecord, Selection, Signal } from '../../src/otlp/records.ts'
import { wantedFor, type Wanted } from '../../src/otlp/wanted.ts'
import { requestTypes } from '../otlp/support/reference.ts'

/** The code that protobufjs generates from the messages, and nothing done with the result. */
export function decodeGenerated(signal: Signal, body: Uint8Array): void {
  requestTypes[signal].decode(body)
}

/** The decoder's own way, with protobufjs' reader in place of its own; logs only, in the usual order. */
export function decodeLogsByReader(body: Uint8Array, selection: Selection): LogRecord[] {
  const reader = protobuf.Reader.create(body)
  const records: LogRecord[] = []
  each(reader, reader.len, 1, (groupEnd) => {
    let serviceName = ''
    let wanted = wantedFor(selection, '')
    eachOf(reader, groupEnd, (id, end) => {
      if (id === 1) {
        serviceName = readServiceName(reader, end)
        wanted = wantedFor(selection, serviceName)
      } else if (id === 2) {
        const resource = { serviceName, attributes: {} }
        each(reader, end, 2, (logEnd) => records.push(readLog(reader, logEnd, resource, wanted)))
      }
    })
  })
  return records
}

type Reader = protobuf.Reader

const onlyName = wantedFor(
  {
    forService: () => ({
      attributes: new Set(['service.name']),
      spans: 'all',
      metrics: new Set(),
      bodies: false,
    }),
  },
  '',
)

function eachOf(reader: Reader, end: number, visit: (id: number, end: number) => void): void {
  while (reader.pos < end) {
    const tag = reader.uint32()
    if ((tag & 7) !== 2) {
      reader.skipType(tag & 7)
      continue
    }
    const fieldEnd = reader.uint32() + reader.pos
    visit(tag >>> 3, fieldEnd)
    reader.pos = fieldEnd
  }
}

function each(reader: Reader, end: number, wantedId: number, visit: (end: number) => void): void {
  eachOf(reader, end, (id, fieldEnd) => {
    if (id === wantedId) visit(fieldEnd)
  })
}

function readServiceName(reader: Reader, end: number): string {
  const attributes = createBag()
  each(reader, end, 1, (attributeEnd) => readAttribute(reader, attributeEnd, onlyName, attributes))
  return String(attributes['service.name'] ?? '')
}

function readLog(
  reader: Reader,
  end: number,
  resource: LogRecord['resource'],
  wanted: Wanted,
): LogRecord {
  const attributes = createBag()
  let timeMs = 0
  while (reader.pos < end) {
    const tag = reader.uint32()
    if (tag === 0x09) timeMs = Number(reader.fixed64()) / 1e6
    else if (tag === 0x32) {
      const attributeEnd = reader.uint32() + reader.pos
      readAttribute(reader, attributeEnd, wanted, attributes)
      reader.pos = attributeEnd
    } else reader.skipType(tag & 7)
  }
  const name = attributes['event.name']
  return {
    signal: 'logs',
    resource,
    name: typeof name === 'string' ? name : '',
    timeMs,
    body: undefined,
    traceId: '',
    attributes,
  }
}

function readAttribute(
  reader: Reader,
  end: number,
  { keys }: Wanted,
  attributes: ReturnType<typeof createBag>,
): void {
  let key = -1
  while (reader.pos < end) {
    const tag = reader.uint32()
    const fieldEnd = reader.uint32() + reader.pos
    if (tag === 0x0a) key = keys.find(reader.buf as Buffer, reader.pos, fieldEnd)
    else if (key >= 0) attributes[keys.names[key]!] = readValue(reader, fieldEnd)
    else return
    reader.pos = fieldEnd
  }
}

function readValue(reader: Reader, end: number): AttributeValue | undefined {
  let value: AttributeValue | undefined
  while (reader.pos < end) {
    const tag = reader.uint32()
    if (tag === 0x0a) value = reader.string()
    else if (tag === 0x10) value = reader.bool()
    else if (tag === 0x18) value = Number(reader.int64())
    else if (tag === 0x21) value = reader.double()
    else reader.skipType(tag & 7)
  }
  return value
}
