// Requests of any structure: good ones of every shape, JSON that is only nearly OTLP, and bytes that are nothing.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { requests, withByteIds, withSnakeNames } from '../otlp/support/messages.ts'
import { requestTypes } from '../otlp/support/reference.ts'
import { expectAnswer, expectDamagedAnswer, type Sent, toSent } from './support/client.ts'
import { countRecords } from './support/count-records.ts'
import { expectWell, recordsIn, shareDaemon } from './support/daemon.ts'
import { figures, isAll } from './support/figures.ts'

const numRuns = isAll ? 30_000 : 300
const signals = ['logs', 'traces', 'metrics'] as const

const daemon = shareDaemon()

/** Sends good requests one by one; in the end the program has counted all that was in them. */
async function expectCounted(
  tryAll: (post: (sent: Sent, records: number) => Promise<void>) => Promise<void>,
) {
  const before = recordsIn(await daemon().health())
  let expected = 0
  await tryAll(async (sent, records) => {
    const { problem, rejected } = await expectAnswer(daemon().port, sent, 200)
    expect(problem).toBeUndefined()
    expect(rejected).toBe(0)
    expected += records
  })
  const counted = recordsIn(await daemon().health()) - before
  figures.sent += expected
  figures.counted += counted
  expect(counted).toBe(expected)
  await expectWell(daemon())
}

describe.each(signals)('%s', (signal) => {
  test('good in binary', async () => {
    const type = requestTypes[signal]
    await expectCounted((post) =>
      fc.assert(
        fc.asyncProperty(requests[signal], async (request) => {
          const message = type.fromObject(withByteIds(request) as Record<string, unknown>)
          const body = type.encode(message).finish()
          await post(toSent(signal, 'protobuf', body), countRecords(signal, request))
        }),
        { numRuns },
      ),
    )
  })

  test('good in JSON, under either names', async () => {
    await expectCounted((post) =>
      fc.assert(
        fc.asyncProperty(requests[signal], fc.boolean(), async (request, isSnake) => {
          const body = Buffer.from(JSON.stringify(isSnake ? withSnakeNames(request) : request))
          await post(toSent(signal, 'json', body), countRecords(signal, request))
        }),
        { numRuns },
      ),
    )
  })

  test('nearly good in JSON: parts are replaced by anything', async () => {
    const anything = fc.jsonValue({ maxDepth: 3 })
    await fc.assert(
      fc.asyncProperty(requests[signal], anything, fc.nat(30), async (request, junk, at) => {
        const body = Buffer.from(JSON.stringify(replaceNth(request, at, junk)))
        const isObject = body[0] === 0x7b
        const sent = toSent(signal, 'json', body)
        const { problem } = await expectAnswer(daemon().port, sent, isObject ? 200 : 400)
        expect(problem).toBeUndefined()
      }),
      { numRuns },
    )
    await expectWell(daemon())
  })

  test('bytes of no meaning', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (body) => {
        const sent = toSent(signal, 'protobuf', body)
        const { problem } = await expectDamagedAnswer(daemon().port, sent, isGood(body))
        expect(problem).toBeUndefined()
      }),
      { numRuns },
    )
    await expectWell(daemon())
  })

  const isGood = (body: Uint8Array): boolean => {
    try {
      requestTypes[signal].decode(body)
      return true
    } catch {
      return false
    }
  }
})

/** A copy whose nth part, counted from the root, is something else. */
function replaceNth(value: unknown, at: number, junk: unknown): unknown {
  let left = at
  const walk = (part: unknown): unknown => {
    if (left-- === 0) return junk
    if (Array.isArray(part)) return part.map(walk)
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(Object.entries(part).map(([name, item]) => [name, walk(item)]))
  }
  return walk(value)
}
