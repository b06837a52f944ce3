// JSON with comments, edited in place: every style stays what it was.

import { describe, expect, test } from 'vitest'
import { json } from '../../../src/setup/formats/json.ts'

const set = (text: string) => json.set(text, ['env', 'A'], '1')

describe('a new property', () => {
  test.each([
    ['an empty text', '', '{\n  "env": {\n    "A": "1"\n  }\n}\n'],
    ['a comment alone', '// x', '// x\n{\n  "env": {\n    "A": "1"\n  }\n}\n'],
    ['an empty object', '{}', '{\n  "env": {\n    "A": "1"\n  }\n}'],
    ['an empty object with a comment', '{ // x\n}\n', '{ // x\n  "env": {\n    "A": "1"\n  }\n}\n'],
    ['one line', '{"a": 1}', '{"a": 1, "env": {"A":"1"}}'],
    ['one line with a trailing comma', '{"a": 1,}', '{"a": 1, "env": {"A":"1"},}'],
    ['tabs', '{\n\t"a": 1\n}', '{\n\t"a": 1,\n\t"env": {\n\t\t"A": "1"\n\t}\n}'],
    [
      'carriage returns',
      '{\r\n "a": 1\r\n}',
      '{\r\n "a": 1,\r\n "env": {\r\n  "A": "1"\r\n }\r\n}',
    ],
    [
      'a comment after the last value',
      '{\n  "a": 1 // x\n}',
      '{\n  "a": 1, // x\n  "env": {\n    "A": "1"\n  }\n}',
    ],
    [
      'a comment after a trailing comma',
      '{\n  "a": 1, /* x */ // y\n}',
      '{\n  "a": 1, /* x */ // y\n  "env": {\n    "A": "1"\n  },\n}',
    ],
    [
      'a comma on a line of its own',
      '{\n  "a": 1 // ,\n  ,\n}',
      '{\n  "a": 1 // ,\n  ,\n  "env": {\n    "A": "1"\n  },\n}',
    ],
    ['an empty inner object', '{\n  "env": {}\n}', '{\n  "env": {\n    "A": "1"\n  }\n}'],
    [
      'an inner object on one line',
      '{\n  "env": { "B": "{ // no" }\n}',
      '{\n  "env": { "B": "{ // no", "A": "1" }\n}',
    ],
    ['another value', '{\n  "env": { "A": 7 /* x */ }\n}', '{\n  "env": { "A": "1" /* x */ }\n}'],
  ])('into %s', (_, before, after) => {
    expect(set(before)).toBe(after)
  })
})

describe('a property that goes', () => {
  test.each([
    ['alone', '{ "A": "1" }', '{ }'],
    ['first in a line', '{ "A": "1", "b": 2 }', '{ "b": 2 }'],
    ['last in a line', '{"b": 2, "A": "1"}', '{"b": 2}'],
    ['in the middle', '{"b": 2, "A": "1", "c": 3}', '{"b": 2, "c": 3}'],
    ['last, with a trailing comma', '{"b": 2, "A": "1",}', '{"b": 2, }'],
    ['on its line', '{\n  "A": "1",\n  "b": 2\n}', '{\n  "b": 2\n}'],
    ['on the last line', '{\r\n  "b": 2, // x\r\n  "A": "1"\r\n}', '{\r\n  "b": 2 // x\r\n}'],
    ['before a comment', '{\n  "A": "1", // x\n  "b": 2\n}', '{\n  // x\n  "b": 2\n}'],
    ['with commas first', '{\n    "b": 2\n  , "A": "1"\n}', '{\n    "b": 2\n  \n}'],
    ['that is not there', '{"b": 2}', '{"b": 2}'],
    ['of an empty text', '', ''],
  ])('%s', (_, before, after) => {
    expect(json.remove(before, ['A'])).toBe(after)
  })
})

describe('a new element', () => {
  const one = '{\n    "b": 1\n  }'
  test.each([
    ['an empty text', '', '{\n  "a": [\n    {\n      "b": 1\n    }\n  ]\n}\n'],
    ['an empty array', '{\n  "a": []\n}', '{\n  "a": [\n    {\n      "b": 1\n    }\n  ]\n}'],
    ['one line', '{"a": [1, 2]}', '{"a": [1, 2, {"b":1}]}'],
    ['one line with a trailing comma', '{"a": [1,]}', '{"a": [1, {"b":1},]}'],
    ['lines', `{\n"a": [\n  1 // x\n]}`, `{\n"a": [\n  1, // x\n  ${one}\n]}`],
    ['a comment alone', '{"a": [ // x\n]}', '{"a": [ // x\n  {\n    "b": 1\n  }\n]}'],
  ])('into %s, and out of it', (_, before, after) => {
    const { elements } = json
    expect(elements?.append(before, ['a'], { b: 1 })).toBe(after)
    const values = json.parse(elements?.remove(after, ['a'], { b: 1 }) ?? '')
    expect(values).toEqual({ a: [], ...(json.parse(before) as object) })
  })

  test.each(['', '{}', '{"a": [1]}', '{"a": {"b": 1}}'])('is not taken out of %j', (text) => {
    expect(json.elements?.remove(text, ['a'], { b: 1 })).toBe(text)
  })

  test('has no place in what is no array', () => {
    const append = () => json.elements?.append('{"a": 1}', ['a'], 2)
    expect(append).toThrow('line 1, column 7: is not an array')
  })
})

describe('a text that cannot be edited', () => {
  test.each([
    ['[1]', 'line 1, column 1: settings must be a JSON object'],
    ['{"a": 1', 'line 1, column 8: not valid JSON (close brace expected)'],
    ['{"a": nul}', 'line 1, column 7: not valid JSON (invalid symbol)'],
    ['{} x', 'line 1, column 4: not valid JSON'],
    ['{\n "env": 3}', 'line 2, column 9: is not an object'],
    ['{\n "env": {},\n "env": {}}', 'line 3, column 2: "env" is there twice'],
  ])('%j', (text, message) => {
    expect(() => set(text)).toThrow(message)
  })
})
