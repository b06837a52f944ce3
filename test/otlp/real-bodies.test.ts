// Everything the recorded agents sent, decoded by hand and by reflection.

import { describe, expect, test } from 'vitest'
import { createSelection } from '../../src/interpret/selection.ts'
import { decode, identify } from '../../src/otlp/decode.ts'
import type { Selection } from '../../src/otlp/records.ts'
import { realBodies } from './support/bodies.ts'
import { decodeByReflection, requestTypes } from './support/reference.ts'
import { limits, select } from './support/selections.ts'

const bodies = realBodies()
const binary = bodies.filter(({ encoding }) => encoding === 'protobuf')

/** Every attribute, span and metric name that stands in a capture. */
function everythingIn(body: Buffer): Selection {
  const names = new Set(JSON.stringify(body.toString('latin1')).match(/[\w.\-/:]{2,80}/g))
  return select({ attributes: names, metrics: names })
}

describe('real bodies', () => {
  test('the captures are there', () => {
    expect(binary.length).toBeGreaterThan(200)
    expect(bodies.length - binary.length).toBeGreaterThan(30)
  })

  test.each(binary)('$from $signal decodes as by reflection', ({ signal, body }) => {
    const selection = createSelection()
    const decoded = decode(signal, 'protobuf', body, selection, limits)
    expect(decoded.records).toEqual(decodeByReflection(signal, body, selection))
    expect(decoded.rejected).toBe(0)
  })

  test.each(binary.filter((_, index) => index % 9 === 0))(
    '$from $signal decodes as by reflection with all its names selected',
    ({ signal, body }) => {
      const selection = everythingIn(body)
      const decoded = decode(signal, 'protobuf', body, selection, limits)
      expect(decoded.records).toEqual(decodeByReflection(signal, body, selection))
    },
  )

  test.each(bodies.filter(({ encoding }) => encoding === 'json'))(
    '$from $signal decodes from JSON as from the same message in binary',
    ({ signal, body }) => {
      const message = JSON.parse(body.toString(), (key, value: unknown) =>
        // protobufjs takes ids for base64 unless they are bytes already.
        /^(?:trace|span|parentSpan)Id$/.test(key) ? Buffer.from(String(value), 'hex') : value,
      ) as Record<string, unknown>
      const type = requestTypes[signal]
      const encoded = type.encode(type.fromObject(message)).finish()
      const fromJson = decode(signal, 'json', body, createSelection(), limits)
      const fromBinary = decode(signal, 'protobuf', encoded, createSelection(), limits)
      expect(fromJson.records).toEqual(fromBinary.records)
      expect(fromJson.rejected).toBe(0)
    },
  )

  test.each(bodies)('$from is recognised as $signal without its path', (real) => {
    expect(identify(real.encoding, real.body)).toBe(real.signal)
  })
})
