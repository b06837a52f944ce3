// The filter that turns a line into what eww shows, in real jq: eww's own jq is another one that agrees with it here.

import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { lacking } from '../desktop/support.ts'
import { toNthSession, yuck } from './support.ts'

const filter = /defvar agents-filter `([^`]*)`/.exec(yuck)?.[1] ?? ''

interface View {
  readonly connected: boolean
  readonly total: number
  readonly more: number
  readonly rows: readonly Record<string, unknown>[]
  readonly today: Record<string, unknown>
}

function view(sessions: readonly object[], limit = 40, rest: object = {}): View {
  const line = JSON.stringify({ type: 'session_list', sessions, ...rest })
  const { stdout, stderr, status } = spawnSync('jq', [`${filter} view(${limit})`], {
    input: line,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as View
}

const skipped = lacking(['jq'])

describe.skipIf(skipped !== '')(`what eww shows${skipped}`, () => {
  test('a session in words', () => {
    const { rows, connected } = view([toNthSession(1)])
    expect(connected).toBe(true)
    expect(rows).toEqual([
      {
        id: 'id-1',
        look: 'working',
        mark: 'Cl',
        class: 'claude-code',
        name: 'project-1',
        state: 'working',
        since: '1734355201',
        started: 1_734_355_101,
        title: 'project-1 · Claude Code',
        reason: 'tool running: Bash',
        details: 'Claude Code · tool running: Bash · some-model',
        tokens: { input: '1.5k', output: '500', cached: '12.3M', cost: '$0.25' },
      },
    ])
  })

  test('no session, and no daemon', () => {
    expect(view([])).toMatchObject({ connected: true, total: 0, more: 0, rows: [] })
    expect(view([], 8, { connected: false })).toMatchObject({ connected: false, total: 0 })
  })

  test('lines of the contract before this project, without its fields', () => {
    const session = { session_id: 'a', tool: 'codex', state: 'completed', project: null }
    expect(view([session, { ...session, metrics: null }]).rows[1]).toMatchObject({
      name: 'Codex',
      look: 'completed',
      reason: '',
      since: '0',
      tokens: { input: '0', output: '0', cached: '0', cost: '' },
    })
  })

  test('of thirty, the most urgent are shown', () => {
    const states = ['idle', 'completed', 'working', 'waiting', 'working']
    const sessions = Array.from({ length: 30 }, (_, i) => toNthSession(i, { state: states[i % 5] }))
    const { rows, total, more } = view(sessions, 8)
    expect([total, more, rows.length]).toEqual([30, 22, 8])
    expect(rows.map(({ look }) => look)).toEqual([
      ...Array.from({ length: 6 }, () => 'waiting'),
      'working',
      'working',
    ])
  })

  test('what was used today, where the daemon tells', () => {
    const used = { input_tokens: 45_000, output_tokens: 15_000, cache_tokens: 370_370_340 }
    const today = { date: '2026-11-26', ...used, cost_usd: 7.5, turns: 14 }
    expect(view([], 8, { today }).today).toEqual({
      turns: '14 turns',
      tokens: { input: '45k', output: '15k', cached: '370.4M', cost: '$7.50' },
    })
    expect(view([], 8, { today: { ...today, cost_usd: null, turns: 1 } }).today).toMatchObject({
      turns: '1 turn',
      tokens: { cost: '' },
    })
    expect(view([]).today).toMatchObject({ turns: '' })
  })

  test('a turn that failed has a look of its own, and what is over is not shown', () => {
    const failed = toNthSession(1, { state: 'completed', outcome: 'error' })
    expect(view([failed, toNthSession(2, { state: 'expired' })]).rows).toMatchObject([
      { look: 'failed', state: 'completed (error)' },
    ])
  })

  test.each([
    ['0198b7c4-3f2a-7abc-8def-0123456789ab', true],
    ['claude-code-1734355200.123', true],
    ['a:b@c+d_e', true],
    ['', false],
    ['--help', false],
    ['$(touch pwned)', false],
    ["x'; touch pwned; '", false],
    ['a b', false],
    ['a\nb', false],
    ['a\n', false],
    ['`id`', false],
    ['a&b', false],
    ['~root', false],
    ['x'.repeat(201), false],
  ])('only a plain id can be clicked: %j', (session_id, isClickable) => {
    expect(view([toNthSession(1, { session_id })]).rows[0]?.['id']).toBe(
      isClickable ? session_id : '',
    )
  })

  test('texts hold nothing that breaks, reverses or escapes a line', () => {
    const nasty = 'a\nb\t\u0000c\u202Ed\u2066e\u200Bf\u2028g\\n<b>&"\'$(x)\u007F\uFEFF'
    const session = toNthSession(1, { project: nasty, tool: nasty, model: nasty, reason: nasty })
    const shown = 'a b  c d e f g∖n<b>&"\'$(x)  '
    expect(view([session]).rows).toMatchObject([
      {
        class: 'other',
        mark: 'a ',
        name: shown,
        title: `${shown} · ${shown}`,
        details: `${shown} · ${shown} · ${shown}`,
      },
    ])
  })

  test.each([
    [999, '999'],
    [1000, '1k'],
    [999_949_999, '999.9M'],
    [999_950_000, '1B'],
    [123_456_789_012, '123.5B'],
  ])('tokens: %d', (input_tokens, text) => {
    const [row] = view([toNthSession(1, { metrics: { input_tokens } })]).rows
    expect(row?.['tokens']).toMatchObject({ input: text })
  })

  test.each([
    [0, '$0.00'],
    [0.0048, '$0.00'],
    [0.05, '$0.05'],
    [3.271, '$3.27'],
    [1234.5, '$1234.50'],
  ])('money: %d', (cost_usd, text) => {
    const [row] = view([toNthSession(1, { metrics: { cost_usd } })]).rows
    expect(row?.['tokens']).toMatchObject({ cost: text })
  })

  test('what is inferred is called so, and an agent nobody knows has its own name', () => {
    const session = toNthSession(1, { tool: 'my-agent', confidence: 'inferred', model: null })
    expect(view([session]).rows).toMatchObject([
      { mark: 'my', class: 'other', details: 'my-agent · tool running: Bash (inferred)' },
    ])
  })

  test('a name without end is cut', () => {
    const [row] = view([toNthSession(1, { project: 'é'.repeat(5000) })]).rows
    expect(row?.['name']).toBe('é'.repeat(120))
  })
})
