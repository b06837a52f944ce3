// Whatever is encoded comes back the same from both encodings and both decoders; whatever is damaged throws properly.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, type Encoding, identify } from '../../src/otlp/decode.ts'
import { MalformedOtlpError } from '../../src/otlp/malformed.ts'
import type { Signal } from '../../src/otlp/records.ts'
import { realBodies } from './support/bodies.ts'
import { keys, names, requests, withByteIds, withSnakeNames } from './support/messages.ts'
import { decodeByReflection, requestTypes } from './support/reference.ts'
import { limits, select } from './support/selections.ts'

const selection = select({
  attributes: new Set(keys),
  spans: new Set(names),
  metrics: new Set(names),
})

function toBinary(signal: Signal, message: unknown): Uint8Array {
  const type = requestTypes[signal]
  return type.encode(type.fromObject(withByteIds(message) as Record<string, unknown>)).finish()
}

const toJson = (message: unknown) => Buffer.from(JSON.stringify(message))

describe.each(['logs', 'traces', 'metrics'] as const)('arbitrary %s', (signal) => {
  test('decode by hand as by reflection', () => {
    fc.assert(
      fc.property(requests[signal], (message) => {
        const body = toBinary(signal, message)
        const { records, rejected } = decode(signal, 'protobuf', body, selection, limits)
        expect(records).toEqual(decodeByReflection(signal, body, selection))
        expect(rejected).toBe(0)
      }),
    )
  })

  test('decode from JSON as from binary', () => {
    fc.assert(
      fc.property(requests[signal], (message) => {
        const fromBinary = decode(signal, 'protobuf', toBinary(signal, message), selection, limits)
        expect(decode(signal, 'json', toJson(message), selection, limits)).toEqual(fromBinary)
        const snake = toJson(withSnakeNames(message))
        expect(decode(signal, 'json', snake, selection, limits)).toEqual(fromBinary)
      }),
    )
  })

  test('are never taken for another signal', () => {
    fc.assert(
      fc.property(requests[signal], (message) => {
        expect([signal, undefined]).toContain(identify('protobuf', toBinary(signal, message)))
        expect(identify('json', toJson(message))).toBe(signal)
      }),
    )
  })
})

/** Whether a body decodes to a consistent result, or throws the one error that stands for a bad body. */
function isProper(signal: Signal, encoding: Encoding, body: Uint8Array): boolean {
  try {
    const { records, received, rejected } = decode(signal, encoding, body, selection, limits)
    return records.length + rejected <= received
  } catch (error) {
    return error instanceof MalformedOtlpError
  }
}

describe('any bytes', () => {
  const signal = fc.constantFrom('logs', 'traces', 'metrics')
  const encoding = fc.constantFrom('protobuf', 'json')

  test('decode or throw the one error', () => {
    fc.assert(fc.property(signal, encoding, fc.uint8Array({ maxLength: 300 }), isProper))
  })

  test('cut short or changed in one place, real bodies decode or throw the one error', () => {
    const bodies = realBodies().filter(({ body }) => body.length < 20_000)
    fc.assert(
      fc.property(
        fc.constantFrom(...bodies),
        fc.nat(),
        fc.nat(),
        fc.nat(255),
        (real, cut, at, byte) => {
          const body = Buffer.from(real.body.subarray(0, 1 + (cut % real.body.length)))
          const shortened = isProper(real.signal, real.encoding, body)
          const changed = Buffer.from(real.body)
          changed[at % changed.length] = byte
          return shortened && isProper(real.signal, real.encoding, changed)
        },
      ),
      { numRuns: 2000 },
    )
  })
})
