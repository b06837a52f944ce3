// What people are told to paste is what `setup` would write.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { greeting } from '../../../src/commands/run/greeting.ts'
import { formats } from '../../../src/setup/formats/index.ts'
import { agentSetups } from '../../../src/setup/index.ts'
import { toPlaces } from '../../../src/setup/places.ts'

const endpoint = 'http://127.0.0.1:4318'
const shown = greeting({ address: '127.0.0.1', port: 4318 }, '/run/pipe')
const page = readFileSync(new URL('../../../docs/agents.md', import.meta.url), 'utf8')

/** A line for each value that `setup` would set. */
const linesOf = (agent: string): readonly string[] =>
  agentSetups
    .filter(({ id }) => id === agent)
    .flatMap((setup) => setup.files(toPlaces({ HOME: '/home/me' })))
    .flatMap((file) => file.entries(endpoint).map((entry) => ({ format: file.format, ...entry })))
    .filter(({ value }) => value !== undefined)
    .map(({ format, path, value }) => {
      const key = path.slice(-1)
      return format === 'toml'
        ? formats.toml.show(key, value)
        : `${JSON.stringify(key[0])}: ${JSON.stringify(value)}`
    })

test.each([
  ['claude-code', 'the greeting', shown],
  ['codex', 'the greeting', shown],
  ['claude-code', 'docs/agents.md', page],
  ['codex', 'docs/agents.md', page],
  ['gemini-cli', 'docs/agents.md', page],
])('for %s, in %s', (agent, _place, text) => {
  const lines = linesOf(agent)
  expect(lines.length).toBeGreaterThan(1)
  expect(lines.filter((line) => !text.includes(line))).toEqual([])
})

test('it says where the daemon listens, and where the lines go', () => {
  expect(shown).toContain(`listens on ${endpoint}`)
  expect(shown).toContain('/run/pipe')
  expect(greeting({ address: '::1', port: 1 }, undefined)).toContain('http://[::1]:1')
})
