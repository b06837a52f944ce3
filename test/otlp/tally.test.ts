// Which errors a request survives.

import { expect, test } from 'vitest'
import { MalformedOtlpError } from '../../src/otlp/malformed.ts'
import { Tally } from '../../src/otlp/tally.ts'
import { limits } from './support/selections.ts'

test('a record that cannot be decoded is counted, a bug is not hidden', () => {
  const tally = new Tally(limits)
  tally.attempt(() => {
    throw new MalformedOtlpError('bad')
  })
  expect(tally.result().rejected).toBe(1)
  const bug = new TypeError('bug')
  expect(() =>
    tally.attempt(() => {
      throw bug
    }),
  ).toThrow(bug)
})
