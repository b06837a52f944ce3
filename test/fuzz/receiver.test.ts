// Damaged real requests, thousands of them and the same every time: always a proper answer, never a crash.

import { request } from 'node:http'
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { realBodies } from '../otlp/support/bodies.ts'
import { logsOf, openReceiver, post } from '../sources/otlp-http/support.ts'

const runs = 3000
const atOnce = 16

/** A generator of pseudo-random numbers (mulberry32), so that a failure can be repeated. */
function createRandom(seed: number) {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return { below, pick: <Item>(items: readonly Item[]): Item => items[below(items.length)]! }
}

type Random = ReturnType<typeof createRandom>

const mutations: readonly ((body: Buffer, random: Random) => Buffer)[] = [
  (body) => body,
  (body, { below }) => body.subarray(0, below(body.length)),
  (body, { below }) => body.subarray(below(body.length)),
  (body, { below }) => Buffer.concat([body, body.subarray(0, below(body.length))]),
  (body, { below }) => {
    const at = below(body.length)
    return Buffer.concat([body.subarray(0, at), body.subarray(at + 1 + below(30))])
  },
  (body, { below }) => {
    const changed = Buffer.from(body)
    for (let times = 1 + below(8); times > 0; times--) changed[below(changed.length)] = below(256)
    return changed
  },
  // Lengths and tags are what small numbers near the start are.
  (body, { below }) => {
    const changed = Buffer.from(body)
    changed[below(Math.min(40, changed.length))] = below(256)
    return changed
  },
]

const codings: readonly (readonly [string | undefined, (body: Buffer) => Buffer])[] = [
  [undefined, (body) => body],
  [undefined, (body) => body],
  [undefined, gzipSync],
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['zstd', zstdCompressSync],
  ['gzip', (body) => body],
]

interface Answer {
  readonly status: number
  readonly type: string
}

const paths = ['/v1/logs', '/v1/traces', '/v1/metrics', '/', '/v1/nothing']
const types = ['application/x-protobuf', 'application/json', 'text/plain', undefined]

test('mutated requests', { timeout: 120_000 }, async () => {
  const receiver = await openReceiver({
    limits: { maxRecords: 2000, maxDecompressedBytes: 50_000 },
  })
  const bodies = realBodies().filter(({ body }) => body.length < 100_000)
  const random = createRandom(20_261_121)

  function send(): Promise<Answer> {
    const real = random.pick(bodies)
    const ownType = real.encoding === 'json' ? types[1] : types[0]
    const path = random.below(4) > 0 ? `/v1/${real.signal}` : random.pick(paths)
    const type = random.below(6) > 0 ? ownType : random.pick(types)
    const [coding, encode] = random.pick(codings)
    const before = random.pick(mutations)(real.body, random)
    const encoded = encode(before)
    const body = random.below(5) > 0 ? encoded : random.pick(mutations)(encoded, random)
    const headers = {
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(coding === undefined ? {} : { 'content-encoding': coding }),
    }
    return exchange(receiver.source.port, path, headers, body)
  }

  const seen = new Set<number>()
  for (let run = 0; run < runs; run += atOnce) {
    for (const answer of await Promise.all(Array.from({ length: atOnce }, send))) {
      seen.add(answer.status)
      expect([200, 400, 404, 413, 415]).toContain(answer.status)
      expect(['application/json', 'application/x-protobuf']).toContain(answer.type)
    }
  }
  expect(seen).toEqual(new Set([200, 400, 404, 413, 415]))
  expect(receiver.logged).toEqual([])
  expect(await post(receiver, '/v1/logs', logsOf('after'))).toHaveProperty('status', 200)
})

function exchange(
  port: number,
  path: string,
  headers: Record<string, string>,
  body: Buffer,
): Promise<Answer> {
  return new Promise((done, failed) => {
    const sent = request({ port, path, method: 'POST', headers }, (response) => {
      const { statusCode = 0, headers: answered } = response
      const answer = { status: statusCode, type: answered['content-type'] ?? '' }
      response.resume().on('end', () => done(answer))
    })
    sent.on('error', failed).end(body)
  })
}
