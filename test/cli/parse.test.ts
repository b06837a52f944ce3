import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { toProblemLine } from '../../src/config/errors.ts'
import { parseCommandLine } from '../../src/cli/parse.ts'
import type { Command } from '../../src/commands/command.ts'

const options = z.strictObject({
  files: z.array(z.string()).min(1).meta({ placeholder: 'FILE' }),
  format: z.enum(['long', 'short']).default('long'),
  waitMs: z.number().nonnegative().default(1000),
  tag: z.array(z.string()).default([]),
  color: z.boolean().default(true),
  json: z.boolean().default(false).meta({ short: 'j' }),
})

const command: Command<typeof options> = {
  name: 'sample',
  summary: 'Sample',
  options,
  positionals: ['files'],
  settings: ['port', 'pipe'],
  run: async () => 0,
}

const parse = (text: string) => parseCommandLine(command, text.split(' '))
const linesOf = (text: string) => parse(text).problems.map(toProblemLine)

describe('a command line', () => {
  test('fills in the defaults', () => {
    expect(parse('a').options).toEqual({
      files: ['a'],
      format: 'long',
      waitMs: 1000,
      tag: [],
      color: true,
      json: false,
    })
  })

  test('takes flags before, between and after the words', () => {
    expect(parse('--wait 2.5 a -j --format=short b --no-color').options).toMatchObject({
      files: ['a', 'b'],
      format: 'short',
      waitMs: 2500,
      color: false,
      json: true,
    })
  })

  test('repeats a flag with a list, and lets the last of another win', () => {
    expect(parse('a --tag x --tag y --wait 1 --wait 2').options).toMatchObject({
      tag: ['x', 'y'],
      waitMs: 2000,
    })
  })

  test('takes all as words after --, and - as a word', () => {
    expect(parse('- -- --format').options).toMatchObject({ files: ['-', '--format'] })
  })

  test('hands on the settings that the command accepts', () => {
    const { settings } = parse('a --port 1 --no-pipe')
    expect(settings.map(({ name, text }) => [name, text])).toEqual([
      ['--port', '1'],
      ['--no-pipe', 'false'],
    ])
    expect(linesOf('a --host x')).toEqual(['--host: unknown flag'])
  })

  test('switches on what it gives a path to', () => {
    const { settings } = parse('a --pipe /p')
    expect(settings.map(({ field, text }) => [field.path.join('.'), text])).toEqual([
      ['pipe.path', '/p'],
      ['pipe.enabled', 'true'],
    ])
  })

  test('takes a path from where it was written', () => {
    const { settings } = parse('a --pipe p')
    expect(settings[0]?.text).toBe(join(process.cwd(), 'p'))
  })

  test('knows help, version and the settings file everywhere', () => {
    expect(parse('-h')).toMatchObject({ help: true, version: false })
    expect(parse('a -V --config c.json')).toMatchObject({ version: true, configFile: 'c.json' })
  })
})

describe('problems', () => {
  test.each([
    ['--json', ['FILE: is missing']],
    ['a --wait -1', ['--wait: must be at least 0, not -1']],
    [
      'a --wait= --wait',
      ['--wait: needs a value: --wait SECONDS', '--wait: needs a value: --wait SECONDS'],
    ],
    ['a --wait soon', ["--wait: must be a number of seconds, not 'soon'"]],
    ['a --format shrt', ["--format: must be one of long, short, not 'shrt'; did you mean short?"]],
    ['a --jsn 5 --json=1', ['--jsn: unknown flag; did you mean --json?', '--json: takes no value']],
    ['a --no-json', []],
    ['a --no-help', ['--no-help: unknown flag']],
  ])('of %j', (text, expected) => {
    expect(linesOf(text)).toEqual(expected)
  })
})
