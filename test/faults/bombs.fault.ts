// Small bodies that want to become large ones, and large ones that want to be kept.

import { createGzip, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { attribute, field, varint } from '../otlp/support/wire.ts'
import { expectAnswer, type Sent, toSent } from './support/client.ts'
import { expectWell, recordsIn, shareDaemon } from './support/daemon.ts'
import { figures } from './support/figures.ts'

const daemon = shareDaemon()

const coded = (coding: string) => ({ 'content-encoding': coding })
const megabyte = Buffer.alloc(1 << 20)

function* zeros(megabytes: number) {
  for (let count = 0; count < megabytes; count++) yield megabyte
}

/** A gibibyte of zeros in a megabyte. */
const gibibyte = () => buffer(Readable.from(zeros(1024)).pipe(createGzip({ level: 1 })))

const within = (id: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from([...varint((id << 3) | 2), ...varint(content.length)]), content])

/** A log record of this content, in a request. */
const logOf = (content: Buffer): Buffer => within(1, within(2, within(2, content)))

const repeated = (count: number, bytes: readonly number[]): Buffer => {
  const one = Buffer.from(bytes)
  return Buffer.alloc(count * one.length, one)
}

/** Lists in lists in lists, written from the inside. */
function nestedList(depth: number): Buffer {
  let value: Buffer = Buffer.from(field(1, 'x'))
  for (let level = 0; level < depth; level++) value = within(5, within(1, value))
  return value
}

const jsonLogs = (logRecords: string): string =>
  `{"resourceLogs":[{"scopeLogs":[{"logRecords":[${logRecords}]}]}]}`

const json = (text: string | Uint8Array, headers?: Record<string, string>): Sent =>
  toSent('logs', 'json', Buffer.from(text), headers)
const binary = (bytes: Uint8Array, headers?: Record<string, string>): Sent =>
  toSent('logs', 'protobuf', bytes, headers)

const million = 1_000_000
const deepList = (depth: number) => `{"arrayValue":{"values":[`.repeat(depth) + `]}}`.repeat(depth)

const bombs: readonly (readonly [
  name: string,
  make: () => Sent | Promise<Sent>,
  status: number,
  records?: number,
])[] = [
  ['a gibibyte of zeros in gzip', async () => binary(await gibibyte(), coded('gzip')), 413],
  ['the same without the header', async () => binary(await gibibyte()), 413],
  [
    '256 MiB in deflate',
    () => binary(deflateSync(Buffer.alloc(256 << 20), { level: 1 }), coded('deflate')),
    413,
  ],
  ['256 MiB in zstd', () => binary(zstdCompressSync(Buffer.alloc(256 << 20)), coded('zstd')), 413],
  ['gzip in gzip', () => binary(gzipSync(gzipSync(Buffer.alloc(1 << 20))), coded('gzip')), 400],
  ['17 MiB as they are', () => binary(Buffer.alloc(17 << 20)), 413],
  ['a million brackets', () => json('['.repeat(million)), 400],
  ['a million objects within each other', () => json('{"a":'.repeat(million)), 400],
  [
    'a list 100,000 deep as an attribute',
    () => json(jsonLogs(`{"attributes":[{"key":"session.id","value":${deepList(100_000)}}]}`)),
    400,
  ],
  [
    'a list 10,000 deep as an attribute, binary',
    () =>
      binary(
        logOf(
          within(
            6,
            Buffer.concat([Buffer.from(field(1, 'session.id')), within(2, nestedList(10_000))]),
          ),
        ),
      ),
    200,
    1,
  ],
  [
    '10⁶ attributes on one record',
    () => binary(logOf(repeated(million, field(6, attribute('k', 'v'))))),
    200,
    1,
  ],
  [
    '10⁶ times the same wanted attribute',
    () =>
      binary(
        gzipSync(logOf(repeated(million, field(6, attribute('session.id', 'v')))), { level: 1 }),
        coded('gzip'),
      ),
    200,
    1,
  ],
  [
    '10⁶ attributes in JSON',
    () =>
      json(
        gzipSync(
          jsonLogs(`{"attributes":[${Array(million).fill('{"key":"k","value":{}}').join(',')}]}`),
          { level: 1 },
        ),
        coded('gzip'),
      ),
    400,
  ],
  [
    '10⁶ empty records',
    () => binary(within(1, within(2, repeated(million, [0x12, 0])))),
    200,
    million,
  ],
  [
    '10⁶ empty records in JSON',
    () => json(jsonLogs(Array(million).fill('{}').join(','))),
    200,
    million,
  ],
  ['10⁶ empty resources', () => binary(repeated(million, [0x0a, 0])), 400],
  [
    '10⁶ spans in 10⁶ resources',
    () => toSent('traces', 'protobuf', repeated(million, field(1, field(2, field(2))))),
    400,
  ],
  [
    '10⁶ names in JSON',
    () => json(`{${Array.from({ length: million }, (_, at) => `"${at}":1`).join(',')}}`),
    400,
  ],
  ['a name of 15 MiB', () => binary(logOf(within(12, Buffer.alloc(15 << 20, 'n')))), 200, 1],
  [
    'a number of 15 MiB in JSON',
    () => json(jsonLogs(`{"timeUnixNano":${'9'.repeat(15 << 20)}}`)),
    200,
    1,
  ],
  [
    'a string of escapes in JSON',
    () => json(jsonLogs(`{"body":{"stringValue":"${String.raw`\u0000`.repeat(2_000_000)}"}}`)),
    200,
    1,
  ],
]

test.each(bombs.map(([name, ...bomb]) => [name, bomb] as const))(
  '%s',
  async (_, [make, status, records = 0]) => {
    const sent = await make()
    const before = recordsIn(await daemon().health())
    const answer = await expectAnswer(daemon().port, sent, status)
    expect(answer.problem).toBeUndefined()
    const counted = recordsIn(await daemon().health()) - before
    figures.sent += records
    figures.counted += counted
    expect(counted).toBe(records)
    await expectWell(daemon())
  },
)

test('many at once are answered, each with its own or a request to come again', async () => {
  const bomb = binary(await gibibyte(), coded('gzip'))
  const answers = await Promise.all(
    Array.from({ length: 16 }, () => expectAnswer(daemon().port, bomb, 413, 503)),
  )
  expect(answers.map(({ problem }) => problem).filter(Boolean)).toEqual([])
  await expectWell(daemon())
})
