// Foreign names, made fit to be shown.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toLabel } from '../../src/domain/views/label.ts'

test('a label is short and on one line whatever a name holds', () => {
  expect(toLabel('a\u0000b\n\tc\u202e d\u2028\ud800')).toBe('ab c d')
  expect(toLabel(`-${'x'.repeat(1_000_000)}`)).toHaveLength(60)
  expect(toLabel('👩‍👩‍👧'.repeat(100)).isWellFormed()).toBe(true)
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const label = toLabel(text)
      expect(Array.from(label).length).toBeLessThanOrEqual(60)
      expect(label).toMatch(/^[^\p{Cc}]*$/u)
      expect(label.isWellFormed()).toBe(true)
    }),
  )
})
