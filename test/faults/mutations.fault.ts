// Real bodies with every byte changed, and cut at every place; the reference decoder says which are still good.

import { describe, expect, test } from 'vitest'
import { type RealBody, realBodies } from '../otlp/support/bodies.ts'
import { requestTypes } from '../otlp/support/reference.ts'
import { expectAnswer, expectDamagedAnswer, inParallel, toSent } from './support/client.ts'
import { expectWell, recordsIn, shareDaemon } from './support/daemon.ts'
import { figures, isAll } from './support/figures.ts'
import { countRecords } from './support/count-records.ts'

/** Bytes tried of each body, evenly spread over it. */
const SAMPLE = 150
const MAX_BYTES = 20_000

/** The smallest of every agent, signal and encoding that says something. */
function chosenBodies(): RealBody[] {
  const chosen = new Map<string, RealBody>()
  for (const real of realBodies()) {
    const key = [real.from.split('/')[0], real.signal, real.encoding].join(' ')
    const known = chosen.get(key)
    const isBetter = known === undefined || real.body.length < known.body.length
    if (real.body.length > 300 && real.body.length < MAX_BYTES && isBetter) chosen.set(key, real)
  }
  return [...chosen.values()]
}

const daemon = shareDaemon()

function* changes(body: Buffer): Generator<Buffer> {
  const step = isAll ? 1 : Math.max(1, Math.ceil(body.length / SAMPLE))
  for (let at = 0; at < body.length; at += step) {
    for (const mask of isAll
      ? [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff]
      : [0x01, 0x80, 0xff]) {
      const changed = Buffer.from(body)
      changed[at]! ^= mask
      yield changed
    }
    yield body.subarray(0, at)
  }
}

describe.each(chosenBodies().map((real) => [real.from, real.signal, real.encoding, real] as const))(
  '%s, %s in %s',
  (_from, _signal, _encoding, { signal, encoding, body }) => {
    /** @returns how many records it holds; undefined where it is malformed */
    function recordsOf(changed: Buffer): number | undefined {
      try {
        if (encoding === 'protobuf')
          return countRecords(signal, requestTypes[signal].decode(changed))
        const value: unknown = JSON.parse(changed.toString())
        return typeof value === 'object' && value !== null && !Array.isArray(value)
          ? countRecords(signal, value)
          : undefined
      } catch {
        return undefined
      }
    }

    test('changed and cut', async () => {
      const before = recordsIn(await daemon().health())
      const problems: string[] = []
      let [good, expected] = [0, 0]
      await inParallel(changes(body), async (changed) => {
        const records = recordsOf(changed)
        const sent = toSent(signal, encoding, changed)
        const answer =
          encoding === 'json'
            ? await expectAnswer(daemon().port, sent, records === undefined ? 400 : 200)
            : await expectDamagedAnswer(daemon().port, sent, records !== undefined)
        if (answer.problem !== undefined)
          problems.push(`${answer.problem}: ${changed.toString('base64')}`)
        if (answer.status !== 200 || records === undefined) return
        good++
        expected += records
      })
      expect(problems.slice(0, 3)).toEqual([])
      const counted = recordsIn(await daemon().health()) - before
      figures.sent += expected
      figures.counted += Math.min(counted, expected)
      expect(counted).toBeGreaterThanOrEqual(expected)
      expect(good).toBeGreaterThan(0)
      await expectWell(daemon())
    })
  },
)
