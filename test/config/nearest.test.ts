import { expect, test } from 'vitest'
import { didYouMean, nearest } from '../../src/config/nearest.ts'

const words = ['port', 'pipe', 'host', 'quiet-period', 'no-pipe']

test.each([
  ['prot', 'port'],
  ['por', 'port'],
  ['PORT', 'port'],
  ['quiet-preiod', 'quiet-period'],
  ['quietperiod', 'quiet-period'],
  ['nopipe', 'no-pipe'],
  ['quiet', 'quiet-period'],
  ['ho', undefined],
  ['banana', undefined],
  ['', undefined],
])('%s is taken for %s', (word, expected) => {
  expect(nearest(word, words)).toBe(expected)
})

test('a beginning that all have makes none of them nearer', () => {
  const names = ['OTEL_AI_MONITOR_HOST', 'OTEL_AI_MONITOR_PROBE_ENABLED']
  expect(nearest('OTEL_AI_MONITOR_TYPO', names)).toBeUndefined()
  expect(nearest('OTEL_AI_MONITOR_HOTS', names)).toBe('OTEL_AI_MONITOR_HOST')
})

test('a beginning that several have means none of them', () => {
  expect(nearest('claude', ['claude-code', 'codex'])).toBe('claude-code')
  expect(nearest('claude', ['claude-code', 'claude-desktop'])).toBeUndefined()
})

test('a suggestion is a part of a sentence, or nothing', () => {
  expect(didYouMean('prot', words, '--')).toBe('; did you mean --port?')
  expect(didYouMean('banana', words)).toBe('')
})
