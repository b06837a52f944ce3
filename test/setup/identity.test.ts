// Whatever a file holds, applying and undoing gives the same bytes; with edits between, the same values.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Entry } from '../../src/setup/agent-setup.ts'
import { claudeCode } from '../../src/setup/claude-code.ts'
import { codex } from '../../src/setup/codex.ts'
import { type FormatId, formats } from '../../src/setup/formats/index.ts'
import { diffLines, revertHunks } from '../../src/setup/line-diff.ts'
import { planFile } from '../../src/setup/plan.ts'
import { toRecord } from '../../src/setup/to-record.ts'
import { revertFile } from '../../src/setup/revert-file.ts'

const places = { home: '/h', configHome: '/h/.config', env: {}, shell: 'bash' }
const target = { endpoint: 'http://e:1', program: ['p'], needsToken: false }
const entriesOf = (agent: typeof codex) => agent.files(places)[0]?.entries(target.endpoint) ?? []
const hooksOf = (agent: typeof codex) => agent.files(places)[0]?.hooks?.(target) ?? []

function applyAndUndo(format: FormatId, text: string, entries: readonly Entry[]) {
  const plan = planFile(formats[format], text, entries)
  const file = { path: '/f', realPath: '/f', exists: true, text, bom: '' }
  const whole = { ...plan, file, format, record: undefined, obstacle: undefined }
  const record = toRecord('x', whole, false)
  const again = planFile(formats[format], plan.text, entries)
  return {
    applied: plan.text,
    again: again.text,
    exact: revertFile(formats[format], plan.text, record).text,
    byValue: revertFile(formats[format], plan.text, { ...record, hunks: null }).text,
  }
}

function check(format: FormatId, text: string, entries: readonly Entry[]): void {
  const { applied, again, exact, byValue } = applyAndUndo(format, text, entries)
  expect(applied).not.toBe(text)
  expect(again).toBe(applied)
  expect(exact).toBe(text)
  expect(formats[format].parse(byValue)).toEqual(formats[format].parse(text))
}

const eol = fc.constantFrom('\n', '\r\n')
const ending = fc.constantFrom('', '\n', '\n\n', ' ')

const jsonText = fc
  .record({
    value: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { noNullPrototype: true }),
    env: fc.option(fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true })),
    hooks: fc.option(
      fc.dictionary(
        fc.constantFrom('Stop', 'SessionStart', 'PreToolUse'),
        fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 3 }),
        { noNullPrototype: true },
      ),
    ),
    indent: fc.constantFrom(0, 1, 2, 4, '\t'),
    isTrailing: fc.boolean(),
    comment: fc.constantFrom('', ' // c', ' /* c */', ' // "a": {'),
    eol,
    ending,
  })
  .map(({ value, env, hooks, indent, isTrailing, comment, eol: lineEnd, ending: end }) => {
    const whole = {
      ...value,
      ...(env === null ? {} : { env }),
      ...(hooks === null ? {} : { hooks }),
    }
    const plain = JSON.stringify(whole, null, indent)
    const text = isTrailing ? plain.replaceAll(/([^,{[\s])(?=\n[ \t]*[}\]])/g, '$1,') : plain
    const commented = indent === 0 ? text : text.replaceAll(/([,{[])\n/g, `$1${comment}\n`)
    return commented.replaceAll('\n', lineEnd) + end.replaceAll('\n', lineEnd)
  })

const tomlValue = fc.oneof(
  fc.integer().map(String),
  fc.string().map((text) => JSON.stringify(text).replaceAll('\u007f', '')),
  fc.constantFrom(
    '"""\n[otel]\nexporter = 1\n"""',
    "'''a'''",
    "'#'",
    '[1, # c\n 2]',
    '{ a = 1, b.c = "x" }',
    '1979-05-27T07:32:00Z',
    'inf',
  ),
)
const tomlBlock = fc.record({
  comment: fc.constantFrom('', '# c\n', '\n\n', '# [otel]\n'),
  header: fc.constantFrom('', '[t#]\n', '[t#.otel] # c\n', '[[t#]]\n', '["t #"]\n'),
  values: fc.array(tomlValue, { maxLength: 3 }),
  indent: fc.constantFrom('', '  '),
})
const OTEL_BEFORE = ['', 'otel.a = 1\n', 'otel = { a = 1 }\n', 'otel = {}\n']
const OTEL_AFTER = ['', '[otel]\n', '[otel]\na = 1 # c\n', '[otel.a]\nb = 1\n']
const otel = fc.oneof(
  fc.constantFrom(...OTEL_BEFORE).map((before) => ({ before, after: '' })),
  fc.constantFrom(...OTEL_AFTER).map((after) => ({ before: '', after })),
)

const tomlText = fc
  .record({ blocks: fc.array(tomlBlock, { maxLength: 4 }), otel, eol, ending })
  .map(({ blocks, otel: { before, after }, eol: lineEnd, ending: end }) => {
    const text = blocks.map(({ comment, header, values, indent }, block) => {
      const lines = values.map((value, index) => `${indent}k${block}_${index} = ${value} # v\n`)
      return comment + header.replace('#', String(block)) + lines.join('')
    })
    const whole = before + text.join('') + after
    return whole.replaceAll('\n', lineEnd) + end.replaceAll('\n', lineEnd)
  })

test('JSON', () => {
  fc.assert(fc.property(jsonText, (text) => check('json', text, entriesOf(claudeCode))))
  fc.assert(fc.property(jsonText, (text) => check('json', text, hooksOf(claudeCode))))
})

test('TOML', () => {
  fc.assert(fc.property(tomlText, (text) => check('toml', text, entriesOf(codex))))
  const all = [...hooksOf(codex), ...entriesOf(codex)]
  fc.assert(fc.property(tomlText, (text) => check('toml', text, all)))
})

test('shell', () => {
  const entries: readonly Entry[] = [{ path: ['A'], value: 'x y' }]
  const line = fc.constantFrom('alias a=b', '', '# c', 'export B=1', 'if x; then', '\t')
  const text = fc.tuple(fc.array(line), eol, ending)
  fc.assert(
    fc.property(text, ([lines, lineEnd, end]) => check('sh', lines.join(lineEnd) + end, entries)),
  )
})

test('the difference of two texts leads back to the first', () => {
  const text = fc
    .array(fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n', 'd'), { maxLength: 12 })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, text, (older, newer) => {
      expect(revertHunks(newer, diffLines(older, newer))).toBe(older)
    }),
    { numRuns: 1000 },
  )
})
