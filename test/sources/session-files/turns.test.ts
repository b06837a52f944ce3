// What follows from one status after another, without any file.

import { describe, expect, test } from 'vitest'
import type { SessionFile } from '../../../src/sources/session-files/session-file.ts'
import { nothingKnown, stepTurn } from '../../../src/sources/session-files/turns.ts'

type Told = readonly [timeMs: number, status: SessionFile['status'], what?: string]

/** The kinds of what happened, each with what tells it from others of its kind. */
function happenings(...told: readonly Told[]): string[] {
  let known = nothingKnown
  return told.flatMap(([timeMs, status, what = '']) => {
    const step = stepTurn(known, { timeMs, status, what })
    known = step.known
    return step.happenings.map((happening) => {
      if (happening.kind === 'blocked') return `blocked:${happening.what}`
      return happening.kind === 'turn_ended' ? `ended:${happening.outcome ?? '?'}` : happening.kind
    })
  })
}

describe('the status of a session', () => {
  test('makes turns', () => {
    expect(happenings([1, 'idle'], [1000, 'busy'], [3000, 'idle'])).toEqual(['prompt', 'ended:?'])
  })

  test('makes no turn of an idle session', () => {
    expect(happenings([1, undefined], [2, 'idle'], [3, 'idle'])).toEqual([])
  })

  test('ends a turn once, also where a background command goes on', () => {
    expect(happenings([1000, 'busy'], [9000, 'idle'], [9020, 'idle'])).toEqual([
      'prompt',
      'ended:?',
    ])
  })

  test('tells of questions and answers', () => {
    const told = happenings([1000, 'busy'], [1200, 'waiting', 'permission'], [5000, 'busy'])
    expect(told).toEqual(['prompt', 'blocked:permission', 'unblocked'])
  })

  test('tells a second question from the first, though nothing was read between', () => {
    const one = [1200, 'waiting', 'permission'] as const
    const told = happenings([1000, 'busy'], one, one, [5000, 'waiting', 'sandbox'])
    expect(told).toEqual(['prompt', 'blocked:permission', 'blocked:sandbox'])
  })

  test('opens a turn where it begins with a question', () => {
    expect(happenings([1, 'idle'], [1200, 'waiting', 'input'], [4000, 'idle'])).toEqual([
      'prompt',
      'blocked:input',
      'ended:?',
    ])
  })

  test('is hidden by a dialog of the person', () => {
    expect(happenings([1, 'idle'], [50, 'dialog'], [90, 'idle'])).toEqual([])
    expect(happenings([1000, 'busy'], [2000, 'dialog'], [4000, 'idle'])).toEqual([
      'prompt',
      'ended:?',
    ])
  })

  test('is hidden by one that it does not know', () => {
    expect(happenings([1, 'idle'], [50, undefined], [90, 'idle'])).toEqual([])
    expect(happenings([1000, 'busy'], [1020, undefined], [4000, 'idle'])).toEqual([
      'prompt',
      'ended:?',
    ])
  })

  test('makes no completed turn of a command of the program itself', () => {
    expect(happenings([1, 'idle'], [1000, 'busy'], [1061, 'idle'])).toEqual([
      'prompt',
      'ended:void',
    ])
  })

  test('makes none of a command that opens a dialog, nor of closing that', () => {
    const told = happenings([1, 'idle'], [1000, 'busy'], [1023, 'dialog'], [9000, 'idle'])
    expect(told).toEqual(['prompt', 'ended:void'])
  })

  test('does not take a quick refusal for such a command', () => {
    const told = happenings([1000, 'busy'], [1050, 'waiting', 'permission'], [1200, 'idle'])
    expect(told.at(-1)).toBe('ended:?')
  })

  test('says that the end may be told better by others', () => {
    const busy = stepTurn(nothingKnown, { status: 'busy', timeMs: 1, what: '' })
    const { happenings: ended } = stepTurn(busy.known, { status: 'idle', timeMs: 9000, what: '' })
    expect(ended).toEqual([
      {
        kind: 'turn_ended',
        evidence: 'session_file',
        delegated: 'over',
        provisional: 'shown',
        lingerMs: 1000,
      },
    ])
  })
})
