// Variables in start-up files: written for the real shells, and recognised in what people write.

import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { fish, sh } from '../../../src/setup/formats/shell.ts'

const MARK = '# added by otel-ai-monitor'

describe('a variable is recognised', () => {
  test.each([
    ['export A=1', '1'],
    ['  export A="x y" # why', 'x y'],
    ["export A='x;y';", 'x;y'],
    ['export A=1\nA=2', '2'],
    ['export A=1 B=2', '1'],
    ['export B="1 A=3" A=\'2\' # why', '2'],
    ['if true; then\n  echo\nfi\nexport A=1', '1'],
    ['work() {\n  echo "{ (" # {\n}\nexport A=1', '1'],
    ['case $- in\n  *i*) ;;\n  *) return ;;\nesac\nexport A=1', '1'],
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
    "A='x;y';",
    'export A=1; export B=2',
    'export A=1 && echo',
    '[ -t 0 ] && export A=1',
    'declare -x A=1',
    'unset A',
    ': ${A:=1}',
    "eval 'export A=1'",
    'A=1 export A',
  ])('is not clear in %j', (line) => {
    expect(sh.parse(line)).toMatchObject({ A: { line } })
    expect(sh.set(`${line}\n`, ['A'], 'x')).toBe(`${line}\nexport A=x ${MARK}\n`)
    expect(sh.parse(sh.set(line, ['A'], 'x'))).toMatchObject({ A: 'x' })
    expect(sh.set(sh.set(`${line}\n`, ['A'], 'x'), ['A'], { line })).toBe(`${line}\n`)
  })

  test.each([
    ['work() {\n  export A=1\n}', 'export A=1'],
    ['if work\nthen\nexport A=1\nfi', 'export A=1'],
    ['export B=1 \\\n  A=2', 'A=2'],
  ])('is not clear in %j', (text, line) => {
    expect(sh.parse(text)).toMatchObject({ A: { line } })
  })

  test.each(['set -g A 1', 'set -l A 1', 'set -e A', 'set -gx A 1 2', 'export A=1'])(
    'is not clear in %j of fish',
    (line) => {
      expect(fish.parse(line)).toMatchObject({ A: { line } })
      expect(fish.parse(fish.set(line, ['A'], 'x'))).toMatchObject({ A: 'x' })
    },
  )

  test('nor in what fish may never run', () => {
    const line = 'set -gx A 1'
    expect(fish.parse(`function work\n  ${line}\nend`)).toMatchObject({ A: { line } })
    expect(fish.parse(`if status is-login\n  echo\nend\n${line}`)).toMatchObject({ A: '1' })
  })

  test('and where it is only read, it is not', () => {
    expect(sh.parse('echo; echo "$A ${A}"')).not.toHaveProperty('A')
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
  expect(sh.remove('export A=1 B=2\nexport B=2 A=1 # x\n', ['A'])).toBe(
    'export B=2\nexport B=2 # x\n',
  )
  expect(fish.set('', ['A'], 'x')).toBe(`set -gx A x ${MARK}\n`)
})

test.each(['http://x:1/a', `a'b"c $HOME \`id\` ; # \\`, ''])('bash reads %j back', (value) => {
  const text = `${sh.set('', ['A'], value)}printf %s "$A"`
  expect(execFileSync('bash', ['-c', text], { encoding: 'utf8' })).toBe(value)
})
