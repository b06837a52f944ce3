// The page of results: what a cell says, and that a run of one client leaves the others' sections alone.

import { expect, test } from 'vitest'
import type { Finding } from './harness/judge.ts'
import type { ClientResults } from './results.ts'
import { scenarios } from './scenarios.ts'
import { toPage } from './table.ts'
import type { Client } from './types.ts'
import { variants } from './variants.ts'

const finding = (more: Partial<Finding>): Finding => ({
  aspect: 'ok',
  required: 'exact',
  isBrief: false,
  ...more,
})
const told = (afterMs: number, confidence: 'exact' | 'inferred' = 'exact') => ({
  told: { afterMs, confidence, reason: 'why' },
})

function resultsOf(name: string, version: string, findings: readonly Finding[]): ClientResults {
  const client = { id: name, package: `@a/${name}` } as Client
  const job = { client, scenario: scenarios[0]!, variant: variants.recommended, modules: '' }
  const verdict = { findings, problems: [], mistaken: 0, isComplete: true, ids: [] }
  const played = { verdict, transcript: [], warnings: [] }
  return {
    id: name,
    installed: { client, modules: '', version },
    failure: undefined,
    results: [{ job, seconds: 1, played, failure: undefined }],
  }
}

test('says the least firm and the slowest of what was told', () => {
  const findings = [
    finding({ aspect: 'working', isBrief: true, required: 'unknown' }),
    finding({ aspect: 'waiting', required: 'unknown' }),
    finding(told(100)),
    finding(told(2_000, 'inferred')),
    finding({ aspect: 'denied', ...told(300) }),
  ]
  expect(toPage('', [resultsOf('one', '1.0', findings)], '2026-11-26')).toContain(
    '| Plain answer | recommended | *brief* | *cannot be known* | inferred, 2.0 s, denied: exact, 0.3 s |  | ✓ |',
  )
})

test('renews the sections of the clients that were run', () => {
  const first = [resultsOf('one', '1.0', [finding(told(100))]), resultsOf('two', '1.0', [])]
  const page = toPage('', first, '2026-11-26')
  const next = toPage(page, [resultsOf('one', '1.1', [])], '2026-12-01')
  expect(next.match(/^## .*$/gm)).toEqual(['## @a/one 1.1', '## @a/two 1.0'])
  expect(next).toContain('Run on 2026-12-01.')
  expect(toPage(next, [], '2027-01-01')).toBe(next)
})

test('tells of a client that could not be installed', () => {
  const absent = { id: 'one', installed: undefined, failure: 'no such version', results: [] }
  expect(toPage('', [absent], '2026-11-26')).toContain('Could not be installed on 2026-11-26')
})
