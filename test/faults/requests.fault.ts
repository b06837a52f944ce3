// Real requests, damaged in body, coding, path and type, and the same ones every time: always a proper answer.

import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { realBodies } from '../otlp/support/bodies.ts'
import { expectAnswer, inParallel, type Sent } from './support/client.ts'
import { expectWell, startDaemon } from './support/daemon.ts'
import { isAll } from './support/figures.ts'

const runs = isAll ? 300_000 : 3000

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

const paths = ['/v1/logs', '/v1/traces', '/v1/metrics', '/', '/v1/nothing']
const types = ['application/x-protobuf', 'application/json', 'text/plain', undefined]

test('mutated requests', async () => {
  const env = {
    OTEL_AI_MONITOR_RECEIVER_LIMITS_MAX_RECORDS: '2000',
    OTEL_AI_MONITOR_RECEIVER_LIMITS_MAX_DECOMPRESSED_BYTES: '50000',
  }
  await using daemon = await startDaemon({ env })
  const bodies = realBodies().filter(({ body }) => body.length < 100_000)
  const random = createRandom(20_261_121)

  function toRequest(): Sent {
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
    return { path, headers, body }
  }

  const requests = Array.from({ length: runs }, toRequest)
  const seen = new Set<number>()
  const problems = new Set<string>()
  await inParallel(requests, async (sent) => {
    const allowed = allowedFor(sent)
    const { status, problem } = await expectAnswer(daemon.port, sent, ...allowed)
    seen.add(status)
    if (problem !== undefined) problems.add(problem)
  })
  expect([...problems]).toEqual([])
  expect(seen).toEqual(new Set([200, 400, 404, 413, 415]))
  await expectWell(daemon)
  expect(daemon.log()).not.toMatch(/"level":[56]0/)
  expect(await daemon.stop()).toBe(0)
})

/** A path that does not exist is told first, and a type that is none before anything is read. */
function allowedFor({ path, headers }: Sent): readonly number[] {
  if (path === '/v1/nothing') return [404]
  const type = headers['content-type']
  if (type === undefined || type === 'text/plain') return [415]
  return path === '/' ? [200, 400, 404, 413] : [200, 400, 413]
}
