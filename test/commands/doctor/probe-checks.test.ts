// What the doctor makes of the probe's state.

import { describe, expect, test } from 'vitest'
import type { ProbeHealth } from '../../../src/commands/client/probe-words.ts'
import { checkProbe, type ProbeFacts } from '../../../src/commands/doctor/probe-checks.ts'

const running: ProbeHealth = {
  state: 'running',
  message: undefined,
  version: '1.0.0',
  agents: 2,
  lost: 0,
}
const facts: ProbeFacts = {
  health: running,
  isEnabled: true,
  isInstalled: true,
  isLinux: true,
}
const check = (more: Partial<ProbeFacts>) =>
  checkProbe({ ...facts, ...more }).map(({ level, message }) => `${level}: ${message}`)
const of = (state: string, message?: string) => ({ ...running, state, message })

describe('the probe', () => {
  test.each<[string, Partial<ProbeFacts>, string[]]>([
    ['watches', {}, ['ok: the probe watches 2 agents']],
    [
      'is not installed',
      { health: of('absent'), isInstalled: false },
      ['note: the probe is not installed'],
    ],
    ['does not come', { health: of('absent') }, ['warning: the probe is not connected']],
    [
      'was refused',
      { health: of('absent', 'it speaks another protocol'), isInstalled: false },
      ['warning: the probe is not connected: it speaks another protocol'],
    ],
    ['starts', { health: of('starting') }, ['note: the probe is starting']],
    [
      'fails',
      { health: of('failed', 'bpftrace is missing') },
      ['warning: the probe has failed: bpftrace is missing'],
    ],
    [
      'starts anew',
      { health: of('restarting', 'bpftrace ended') },
      ['warning: the probe starts anew: bpftrace ended'],
    ],
    ['is silent', { health: of('stale', 'it says nothing') }, ['warning: it says nothing']],
    ['is in a state of a later version', { health: of('odd') }, ['warning: the probe is odd']],
    ['is switched off', { isEnabled: false }, ['note: listening for the probe is switched off']],
    ['is switched off and not there', { isEnabled: false, isInstalled: false }, []],
    ['is unknown to the daemon', { health: undefined }, []],
    ['cannot be', { isLinux: false }, []],
  ])('%s', (_, more, expected) => {
    expect(check(more)).toEqual(expected)
  })

  test('lost something', () => {
    expect(check({ health: { ...running, agents: 1, lost: 1 } })).toEqual([
      'ok: the probe watches 1 agent',
      'note: the probe could not tell of 1 event: too much happened at once',
    ])
  })

  test('is one command away', () => {
    const [finding] = checkProbe({ ...facts, health: of('absent'), isInstalled: false })
    expect(finding?.fix).toBe('sudo otel-ai-monitor probe install --user "$USER"')
  })
})
