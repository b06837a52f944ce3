// Variables in start-up files: written for the real shells, and recognised in what people write.

import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { fish, sh } from '../../../src/setup/formats/shell.ts'

const MARK = '# added by otel-ai-monitor'

describe('a variable is recognised', () => {
  test.each([
    ['export A=1', '1'],
    ['  export A="x y" # why', 'x y'],
    ["A='x;y';", 'x;y'],
    ['export A=$B', '$B'],
    ['export A=', ''],
    ['export A=1\r', '1'],
    ['export A=1\nexport A=2', '2'],
    ['A=1 command', undefined],
    ['# export A=1', undefined],
    ['export BA=1', undefined],
    ['echo A=1', undefined],
  ])('in %j', (text, value) => {
    expect((sh.parse(text) as Record<string, string>).A).toBe(value)
  })

  test.each([
    ['set -gx A 1', '1'],
    ['set --global --export A "x y" # why', 'x y'],
    ['set -l B 1', undefined],
    ['# set -gx A 1', undefined],
  ])('in %j of fish', (text, value) => {
    expect((fish.parse(text) as Record<string, string>).A).toBe(value)
  })
})

test('a new one comes last, another value stays where it was', () => {
  expect(sh.set('a', ['A'], 'x')).toBe(`a\nexport A=x ${MARK}\n`)
  expect(sh.set('export A="1" # why\nb\n', ['A'], 'x')).toBe('export A=x # why\nb\n')
  expect(sh.remove('a\nexport A=1 # x\nb\nA=2', ['A'])).toBe('a\nb\n')
  expect(fish.set('', ['A'], 'x')).toBe(`set -gx A x ${MARK}\n`)
})

test.each(['http://x:1/a', `a'b"c $HOME \`id\` ; # \\`, ''])('bash reads %j back', (value) => {
  const text = `${sh.set('', ['A'], value)}printf %s "$A"`
  expect(execFileSync('bash', ['-c', text], { encoding: 'utf8' })).toBe(value)
})
