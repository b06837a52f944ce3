// What makes an agent busy for a moment, and whether it is told.

import { describe, expect, onTestFinished, test } from 'vitest'
import { claudeCodeSessions } from '../../../src/agents/live/claude-code.ts'
import { createProc } from '../../../src/host/proc.ts'
import { openProcessWatch } from '../../../src/host/process-watch.ts'
import { createVirtualClock, systemClock } from '../../../src/runtime/clock.ts'
import { createHolders } from '../../../src/sources/session-files/holders.ts'
import type { Status } from '../../../src/sources/session-files/session-file.ts'
import { identify, isLinux, start, unless } from '../../host/children.ts'
import { makeHome } from './support.ts'

const startMs = 1_795_000_000_000

/** A living process whose file says one thing after another, on a clock that stands still. */
function follow(first: Status = 'idle') {
  const clock = createVirtualClock(startMs)
  const proc = createProc()
  const watch = openProcessWatch({ clock: systemClock, proc })
  const told: string[] = []
  const holders = createHolders({
    clock,
    proc,
    watch,
    directoryOf: makeHome,
    give: (events) =>
      told.push(...events.map(({ happening }) => `${clock.now() - startMs} ${happening.kind}`)),
  })
  onTestFinished(() => {
    holders[Symbol.dispose]()
    watch[Symbol.dispose]()
  })
  const { pid } = start(['sleep', '600'])
  const { startTime } = identify(pid)
  const says = (atMs: number, status: Status, sessionId = 'one', isOld = false) => {
    clock.advanceTo(startMs + atMs)
    const about = { pid, startTime, cwd: undefined, version: undefined, what: '' }
    const file = { ...about, sessionId, status, timeMs: startMs + atMs }
    holders.take(claudeCodeSessions, `${pid}.json`, file, isOld)
  }
  says(0, first, 'one', true)
  const before = told.splice(0)
  return { before, told, says, holders, at: (ms: number) => clock.advanceTo(startMs + ms) }
}

describe.runIf(isLinux)(`a turn${unless(isLinux, 'needs /proc')}`, () => {
  test('is told of a moment after it began', () => {
    const { told, says, at } = follow()
    says(1000, 'busy')
    says(1100, 'busy')
    expect(told).toEqual([])
    at(1150)
    says(9000, 'idle')
    expect(told).toEqual(['1150 prompt', '9000 turn_ended'])
  })

  test.each(['idle', 'dialog'] as const)(
    'is not told of where a moment later it is %s: the person is there',
    (next) => {
      const { told, says } = follow()
      says(1000, 'busy')
      says(1040, next)
      says(9000, 'idle')
      expect(told).toEqual(['1040 input'])
    },
  )

  test('is none in the end where a command takes longer', () => {
    const { told, says, at } = follow()
    says(1000, 'busy')
    at(1150)
    says(1200, 'idle')
    expect(told).toEqual(['1150 prompt', '1200 turn_ended'])
  })

  test('is told of ahead of its question', () => {
    const { told, says } = follow()
    says(1000, 'busy')
    says(1050, 'waiting')
    expect(told).toEqual(['1050 prompt', '1050 blocked'])
  })

  test('is not told of where the session gives way to another', () => {
    const { told, says, at } = follow()
    says(1000, 'busy')
    says(1050, 'idle', 'two')
    at(2000)
    expect(told).toEqual(['1050 session_ended', '1050 session_started', '1050 process_found'])
  })

  test('that runs when the daemon starts is told of at once, and one that is held when it stops', () => {
    const { before, told, says, holders } = follow('busy')
    expect(before).toContain('0 prompt')
    says(2000, 'idle')
    says(3000, 'busy')
    holders[Symbol.dispose]()
    expect(told).toEqual(['2000 turn_ended', '3000 prompt'])
  })
})
