// What facts mean, one by one.

import { describe, expect, test } from 'vitest'
import { checkDaemon, type DaemonFacts } from '../../../src/commands/doctor/daemon-checks.ts'
import { checkDesktop } from '../../../src/commands/doctor/desktop-checks.ts'
import { type DesktopFacts, NO_BUS } from '../../../src/commands/doctor/desktop-facts.ts'
import { type Finding, toVerdict } from '../../../src/commands/doctor/finding.ts'
import { toReport } from '../../../src/commands/doctor/report.ts'
import { controlsIn, HOSTILE } from '../support.ts'

const health = { status: 'ok', version: '1.0.0', pid: 7, uptime_seconds: 65, receiver: {} } as const
const well: DaemonFacts = {
  endpoint: 'http://127.0.0.1:4318',
  port: { kind: 'daemon', health },
  holder: undefined,
  controlSocket: '/run/x.sock',
  controlSocketEnabled: true,
  control: { health, sessions: [] },
  version: '1.0.0',
}
const desktop: DesktopFacts = {
  pipe: { isEnabled: true, path: '/run/x.pipe', kind: 'pipe' },
  notifications: { isEnabled: true, server: 'dunst', problem: undefined },
  compositor: { name: 'sway', needs: '' },
  tmux: 'tmux 3.5',
  missingVariables: [],
}
const toFiles = (bad: number) => ({
  session_files: { sessions: 1, bad },
  journals: { sessions: 1 },
})
const levels = (findings: readonly Finding[]) =>
  Object.fromEntries(findings.map(({ id, level }) => [id, level]))

describe('the daemon', () => {
  test('is well', () => {
    expect(levels(checkDaemon(well))).toEqual({ receiver: 'ok', 'control-socket': 'ok' })
    expect(checkDaemon(well)[0]?.message).toContain('for 1m 05s')
  })

  test.each<[string, Partial<DaemonFacts>, object]>([
    ['another version', { version: '2.0.0' }, { version: 'warning' }],
    ['no control socket', { control: undefined }, { 'control-socket': 'warning' }],
    [
      'a control socket that is off',
      { control: undefined, controlSocketEnabled: false },
      { 'control-socket': 'note' },
    ],
    ["another user's", { port: { kind: 'refused', status: 403 } }, { receiver: 'error' }],
    ['a port that changes', { endpoint: undefined, port: undefined }, { receiver: 'warning' }],
    [
      'refused requests',
      { port: { kind: 'daemon', health: { ...health, receiver: { logs: { bad: 2 } } } } },
      { 'refused-requests': 'note' },
    ],
    [
      'files that it follows',
      { port: { kind: 'daemon', health: { ...health, files: toFiles(0) } } },
      { 'session-files': 'ok' },
    ],
    [
      'files that it does not understand',
      { port: undefined, control: { health: { ...health, files: toFiles(2) }, sessions: [] } },
      { 'session-files': 'note' },
    ],
  ])('with %s', (_, facts, expected) => {
    expect(levels(checkDaemon({ ...well, ...facts }))).toMatchObject(expected)
  })

  test('is down only where nobody receives', () => {
    const down = checkDaemon({ ...well, port: { kind: 'nobody' }, control: undefined })
    expect(toVerdict(down)).toBe('down')
    expect(toVerdict(checkDaemon({ ...well, version: '2.0.0' }))).toBe('warning')
    expect(toVerdict(checkDaemon(well))).toBe('ok')
  })
})

describe('the desktop', () => {
  test('is well', () => {
    const found = levels(checkDesktop(desktop, true))
    expect(found).toEqual({ pipe: 'ok', notifications: 'ok', focus: 'ok', tmux: 'ok' })
  })

  test.each<[string, Partial<DesktopFacts>, object]>([
    ['no pipe', { pipe: { ...desktop.pipe, kind: 'missing' } }, { pipe: 'warning' }],
    ['a file instead of a pipe', { pipe: { ...desktop.pipe, kind: 'other' } }, { pipe: 'error' }],
    ['no pipe wanted', { pipe: { ...desktop.pipe, isEnabled: false } }, { pipe: 'note' }],
    [
      'no bus',
      { notifications: { isEnabled: true, server: undefined, problem: NO_BUS } },
      { notifications: 'warning' },
    ],
    [
      'no notifications wanted',
      { notifications: { isEnabled: false, server: undefined, problem: NO_BUS } },
      { notifications: 'note' },
    ],
    ['no compositor', { compositor: undefined, tmux: undefined }, { focus: 'note', tmux: 'note' }],
    ['a daemon without display', { missingVariables: ['DISPLAY'] }, { environment: 'warning' }],
  ])('with %s', (_, facts, expected) => {
    expect(levels(checkDesktop({ ...desktop, ...facts }, true))).toMatchObject(expected)
  })

  test('has no pipe yet where the daemon is down', () => {
    const facts = { ...desktop, pipe: { ...desktop.pipe, kind: 'missing' } } as const
    expect(levels(checkDesktop(facts, false))).toMatchObject({ pipe: 'note' })
  })
})

test('hostile texts do not drive the terminal', () => {
  const text = toReport(
    [{ area: 'agents', id: 'x', level: 'error', message: HOSTILE, fix: HOSTILE }],
    false,
  )
  expect(controlsIn(text)).toEqual([])
})
