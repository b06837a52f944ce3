// The place of a mistake in JSON: told exactly where the parser finds one, and without a word of the text.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findJsonMistake } from '../../src/config/json-mistake.ts'

test.each([
  ['{"port":4999, "token": s3cr3t-t0ken}', 'line 1, column 24: a value is expected'],
  ['{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3: "," or "}" is expected'],
  ['{"a": 1,}', 'line 1, column 9: a name in double quotes is expected'],
  [
    '{\n  // c\n  "a": 1}',
    'line 2, column 3: a name in double quotes is expected, and JSON has no comments',
  ],
  ['{"a": /* c */ 1}', 'line 1, column 7: a value is expected, and JSON has no comments'],
  ['{"a": 1} # c', 'line 1, column 10: nothing more is expected, and JSON has no comments'],
  ['{"a" 1}', 'line 1, column 6: ":" is expected'],
  ['[1 2]', 'line 1, column 4: "," or "]" is expected'],
  ['{} {}', 'line 1, column 4: nothing more is expected'],
  ['{"a": [', 'line 1, column 8: a value is expected, but there is no more'],
  ['', 'line 1, column 1: a value is expected, but there is no more'],
  [
    '{"token": "s3cr3t',
    'line 1, column 11: a text that has no end, or a character that must be escaped',
  ],
])('in %j', (text, told) => {
  expect(findJsonMistake(text)).toBe(told)
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('there is one exactly where the parser finds one', () => {
  const text = fc.json({ maxDepth: 3 }).chain((json) =>
    fc.tuple(
      fc.nat(json.length).map((at) => json.slice(0, at)),
      fc.constantFrom('', '"', ',', ':', '{', ']', '\\', '0', '-', 'e', 'x', '\n', '\t', '\u0080'),
      fc.nat(json.length).map((at) => json.slice(at)),
      fc.constant(json),
    ),
  )

  test('in texts that were changed, and in those that were not', () => {
    fc.assert(
      fc.property(text, ([start, between, end, json]) => {
        expect(findJsonMistake(json)).toBeUndefined()
        const changed = start + between + end
        expect(findJsonMistake(changed) === undefined).toBe(isJson(changed))
      }),
      { numRuns: 1000 },
    )
  })
})
