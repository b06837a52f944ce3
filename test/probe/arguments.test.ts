// Words that may be told, and secrets that may not.

import { expect, test } from 'vitest'
import { toProgramName, toToldWords } from '../../src/probe/arguments.ts'

test.each([
  ['git', ['git', 'commit', '-m', 'words'], ['commit']],
  ['npm', ['/usr/bin/npm', 'run', 'build', '--', 'x'], ['run', 'build']],
  ['git', ['git', 'ls-remote', 'origin', 'main', 'further'], ['ls-remote', 'origin', 'main']],
  ['gemini', ['node', '/usr/bin/gemini', 'mcp', 'list'], ['mcp', 'list']],
  ['gemini', ['env', 'node', '/usr/bin/gemini', 'mcp'], ['mcp']],
  ['sh', ['sh', '-c', 'curl secret'], []],
  ['mysql', ['mysql', '-p', 'hunter'], []],
  ['curl', ['curl', '--header=Authorization: x', 'y'], []],
  ['tool', ['tool', 'login', 'sk-ant-api03-abc', 'x'], ['login']],
  ['tool', ['tool', 'token', 'ghp', '0123456789abcdef'], ['token', 'ghp']],
  ['tool', ['tool', 'abcdefghijklmnopqrstuvwxyz'], []],
  ['tool', ['tool', 'DEADBEEF'], []],
  ['tool', ['tool', ''], []],
  // Of what it has become since.
  ['sh', ['/usr/bin/ssh', 'sh'], []],
  ['other', ['tool', 'a', 'b', 'c', 'other', 'd'], []],
])('%s %j → %j', (name, argv, words) => {
  expect(toToldWords(name, argv)).toEqual(words)
})

test('a name is without its directory, and short', () => {
  expect(toProgramName('/usr/bin/git')).toBe('git')
  expect(toProgramName('a'.repeat(300))).toHaveLength(128)
})
