// A bare endpoint: which bodies tell what they are.

import { describe, expect, test } from 'vitest'
import { identify } from '../../src/otlp/decode.ts'
import { MalformedOtlpError } from '../../src/otlp/malformed.ts'
import { attribute, field, fixed64, number, request } from './support/wire.ts'

const observed = fixed64(11, 1n)

describe('identified by the shape of its records', () => {
  test.each([
    ['logs', request(observed, fixed64(1, 1n))],
    ['traces', request([...field(1, '1'.repeat(16)), ...fixed64(7, 1n)])],
    ['metrics', request([...field(1, 'cost'), ...field(7, field(1))])],
  ])('%s', (signal, body) => {
    expect(identify('protobuf', body)).toBe(signal)
  })
})

describe('not identified', () => {
  test.each([
    ['an empty body', Buffer.alloc(0)],
    ['records that could be anything', request(field(5, field(1, 'x')))],
    ['records of two kinds', request(observed, [...field(1, 'cost'), ...fixed64(7, 1n)])],
    ['a field that no signal has', request([...observed, ...number(99, 1)])],
    ['a resource alone', Buffer.from(field(1, field(1, field(1, attribute('a', 'b')))))],
  ])('%s', (_, body) => {
    expect(identify('protobuf', body)).toBeUndefined()
  })

  test('bytes that are no message', () => {
    expect(() => identify('protobuf', Buffer.from('hello'))).toThrow(MalformedOtlpError)
  })
})
