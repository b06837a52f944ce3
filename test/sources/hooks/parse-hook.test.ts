// What is taken from a hook's JSON, whatever it holds.

import { expect, test } from 'vitest'
import { parseHook } from '../../../src/sources/hooks/parse-hook.ts'

test.each([
  ['{"a":"x","b":1,"c":true,"d":"not asked for"}', { a: 'x', b: 1, c: true }],
  ['{"a":null,"b":[1],"c":{"d":1}}', {}],
  ['{"a":1e999,"b":-0.5}', { b: -0.5 }],
  [`{"a":"${'x'.repeat(4096)}","b":"${'x'.repeat(4097)}"}`, { a: 'x'.repeat(4096) }],
  ['{"a":"\\ud83d!"}', { a: '\ufffd!' }],
  ['{"__proto__":{"a":"x"}}', {}],
  ['[]', undefined],
  ['null', undefined],
  ['"a"', undefined],
  ['{', undefined],
])('%.40s', (body, expected) => {
  expect(parseHook(body, ['a', 'b', 'c', 'constructor'])).toEqual(expected)
})

test('a field of the objects in a list is taken as words, each once', () => {
  const body = JSON.stringify({ list: [{ a: 'x' }, { a: 1 }, { a: 'x' }, {}, null, 'a', [1]] })
  expect(parseHook(body, ['list[].a', 'list[].b', 'none[].a'])).toEqual({
    'list[].a': 'x 1',
    'list[].b': '',
  })
})

test.each([undefined, null, 1, {}])('%j is no text', (body) => {
  expect(parseHook(body, ['a'])).toBeUndefined()
})
