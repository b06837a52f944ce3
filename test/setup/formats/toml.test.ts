// TOML, edited in place, whichever way a table is written.

import { parseTOML } from 'toml-eslint-parser'
import { describe, expect, test } from 'vitest'
import { readAt } from '../../../src/setup/formats/format.ts'
import { toml } from '../../../src/setup/formats/toml.ts'

const value = { 'otlp-http': { endpoint: 'http://x', protocol: 'binary' } }
const LINE = 'exporter = { otlp-http = { endpoint = "http://x", protocol = "binary" } }'
const path = ['otel', 'exporter']

function set(before: string): string {
  const after = toml.set(before, path, value)
  expect(() => parseTOML(after, { tomlVersion: '1.0' })).not.toThrow()
  expect(readAt(toml.parse(after), path)).toEqual(value)
  return after
}

describe('a new value', () => {
  test.each([
    ['an empty text', '', `[otel]\n${LINE}\n`],
    ['a text without a last line end', 'a = 1', `a = 1\n\n[otel]\n${LINE}\n`],
    ['carriage returns', 'a = 1\r\n', `a = 1\r\n\r\n[otel]\r\n${LINE}\r\n`],
    ['an empty table', '[otel] # x\n\n[b]\n', `[otel] # x\n${LINE}\n\n[b]\n`],
    ['a table at the end', '[otel]', `[otel]\n${LINE}`],
    [
      'a table with values',
      '[otel]\n  environment = "dev" # x\n\n# y\n[b]\n',
      `[otel]\n  environment = "dev" # x\n  ${LINE}\n\n# y\n[b]\n`,
    ],
    ['a table with quotes', '["otel"]\na = 1\n', `["otel"]\na = 1\n${LINE}\n`],
    [
      'a table that ends in a text of many lines',
      '[otel]\na = """\n[otel]\nb"""  # x\n[c]\n',
      `[otel]\na = """\n[otel]\nb"""  # x\n${LINE}\n[c]\n`,
    ],
    ['dotted keys', 'otel.a = 1 # x\nb = 2\n', `otel.a = 1 # x\notel.${LINE}\nb = 2\n`],
    ['an inline table', 'otel = { a = 1 } # x\n', `otel = { a = 1, ${LINE} } # x\n`],
    ['an empty inline table', 'otel = {}\n', `otel = { ${LINE} }\n`],
    ['only a table inside', '[otel.a]\nb = 1\n', `[otel.a]\nb = 1\n\n[otel]\n${LINE}\n`],
    ['arrays of tables', '[[b]]\notel = 1\n[[b]]\n', `[[b]]\notel = 1\n[[b]]\n\n[otel]\n${LINE}\n`],
    [
      'a table of the same name elsewhere',
      '[x.otel]\na = 1\n',
      `[x.otel]\na = 1\n\n[otel]\n${LINE}\n`,
    ],
    ['another value', '[otel]\nexporter = "none" # x\na = 1\n', `[otel]\n${LINE} # x\na = 1\n`],
    [
      'a value in parts',
      '[otel]\nexporter.a = 1\nexporter.b = 2\nc = 3\n',
      `[otel]\nc = 3\n${LINE}\n`,
    ],
    [
      'a value in tables',
      '[otel.exporter.otlp-http]\na = 1\n[otel.exporter.otlp-http.headers]\nb = 2\n[c]\n',
      `[c]\n\n[otel]\n${LINE}\n`,
    ],
    ['a value in dotted keys', 'otel.exporter.a.b = 1\nc = 2', `c = 2\n\n[otel]\n${LINE}\n`],
  ])('into %s', (_, before, after) => {
    expect(set(before)).toBe(after)
  })
})

describe('a value that goes', () => {
  test.each([
    ['from its line', `[otel]\n${LINE} # x\nb = 1\n`, '[otel]\nb = 1\n'],
    ['from the last line', `a = 1\n[otel]\n${LINE}`, 'a = 1\n[otel]\n'],
    ['from an inline table', `otel = { a = 1, ${LINE} }\n`, 'otel = { a = 1 }\n'],
    ['from the start of one', `otel = { ${LINE}, a = 1 }\n`, 'otel = { a = 1 }\n'],
    ['with its tables', 'a = 1\n\n[otel.exporter.b]\nc = 1\n', 'a = 1\n'],
    ['where there is none', 'a = 1', 'a = 1'],
  ])('%s', (_, before, after) => {
    expect(toml.remove(before, path)).toBe(after)
  })
})

test('values and keys are written as TOML wants them', () => {
  expect(toml.show(['a b', 'c'], { 'd"': ['\u007f\n', 1, true], e: {} })).toBe(
    String.raw`"a b".c = { "d\"" = ["\u007f\n", 1, true], e = {} }`,
  )
})

describe('a text that cannot be edited', () => {
  test.each([
    ['[otel\n', 'line 2, column 1: not valid TOML (Unterminated table-key)'],
    ['[otel]\na = 1\na = 2\n', 'line 3, column 1: not valid TOML (Defining a key multiple times'],
    ['a = 1\n[[otel]]\nb = 1\n', 'line 2, column 1: otel is an array of tables'],
    ['\notel = 3\n', 'line 2, column 1: is not a table'],
    ['\notel = [{ a = 1 }]\n', 'line 2, column 1: is not a table'],
  ])('%j', (text, message) => {
    expect(() => toml.set(text, path, value)).toThrow(message)
  })
})
