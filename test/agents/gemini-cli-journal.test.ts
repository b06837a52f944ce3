// What Gemini CLI's file of a conversation says of it.

import { describe, expect, test } from 'vitest'
import { geminiCliJournals } from '../../src/agents/live/gemini-cli-journal.ts'

const timestamp = '2026-11-26T22:57:12.945Z'

function read(type: string, content: unknown, more: object = {}) {
  const line = JSON.stringify({ id: 'm1', timestamp, type, content, ...more })
  expect(line).toMatch(geminiCliJournals.head)
  return geminiCliJournals.createReader()(JSON.parse(line), Date.parse(timestamp))
}

/** Reads records as they come, each with what those before left for it. */
function converse() {
  const readRecord = geminiCliJournals.createReader()
  return (timeMs: number, type: string, content: unknown, more: object = {}) =>
    readRecord({ type, content, ...more }, timeMs)
}

const tool = (status: string, response: unknown) => ({
  toolCalls: [
    { id: 't0', name: 'read_file', status: 'success', result: [] },
    {
      id: 't1',
      name: 'run_shell_command',
      status,
      result: [{ functionResponse: { id: 't1', name: 'run_shell_command', response } }],
    },
  ],
})

const refused = { error: '[Operation Cancelled] Reason: User denied execution.' }

describe('a record', () => {
  test('of a person’s words is a prompt, which a hook may have told of', () => {
    const prompt = { kind: 'prompt', again: true, endsLast: true }
    expect(read('user', [{ text: 'mend it' }])).toEqual(prompt)
    expect(read('user', 'mend it')).toEqual(prompt)
  })

  test('of a hook’s words, which make the agent go on, is a prompt of its own', () => {
    const say = converse()
    const prompt = { kind: 'prompt', again: true, endsLast: true }
    const block = 'Agent execution blocked: There is more to be done.'
    expect(say(1_000, 'warning', 'Something else.')).toBeUndefined()
    expect(say(1_000, 'user', [{ text: 'mend it' }])).toEqual(prompt)
    expect(say(2_000, 'warning', block)).toBeUndefined()
    expect(say(2_001, 'info', 'This request failed.')).toBeUndefined()
    expect(say(2_001, 'user', [{ text: 'There is more to be done.' }])).toEqual({
      kind: 'prompt',
      byItself: true,
    })
    expect(say(9_000, 'user', [{ text: 'mend that too' }])).toEqual(prompt)
  })

  test('of words for the turn that runs ends no turn', () => {
    const words = 'User steering update:\n<user_input>\nbe quick\n</user_input>'
    expect(read('user', [{ text: words }])).toEqual({
      kind: 'prompt',
      again: true,
      endsLast: false,
    })
  })

  test.each([
    ['what a tool found', [{ functionResponse: { id: 't1', response: {} } }]],
    ['what the program says of the place', [{ text: '<session_context>\nThis is …' }]],
    ['the program’s own words', [{ text: 'Please continue.' }]],
    [
      'a command that the person ran',
      [{ text: 'I ran the following shell command:\n```sh\nls\n```\n' }],
    ],
    ['nothing', []],
    ['none of them', null],
  ])('of %s is no prompt', (_, content) => {
    expect(read('user', content)).toBeUndefined()
  })

  test('of words that are told once more, behind those of the place, is no prompt', () => {
    const tell = converse()
    const old = [{ text: 'mend it' }]
    expect(tell(1_000, 'info', 'Request cancelled.')).toMatchObject({ outcome: 'interrupted' })
    expect([
      tell(1_000, 'user', [{ text: '<session_context>\nThis is …' }]),
      tell(1_001, 'user', old),
      tell(1_001, 'gemini', [{ text: 'mended' }]),
      tell(1_020, 'user', [{ functionResponse: { id: 't1', response: {} } }]),
      tell(1_040, 'user', old),
    ]).toEqual([undefined, undefined, undefined, undefined, undefined])
    expect(tell(1_100, 'user', old)).toMatchObject({ kind: 'prompt' })
    expect(tell(1_101, 'info', 'Request cancelled.')).toMatchObject({ kind: 'turn_ended' })
  })

  test('of an end right behind a refusal is that of the refusal', () => {
    const tell = converse()
    tell(1_000, 'gemini', '', tool('cancelled', refused))
    expect(tell(9_000, 'info', 'Request cancelled.')).toMatchObject({ outcome: 'denied' })
    tell(10_000, 'gemini', '', tool('cancelled', refused))
    tell(10_100, 'user', [{ functionResponse: { id: 't1', response: {} } }])
    expect(tell(11_000, 'info', 'Request cancelled.')).toMatchObject({ outcome: 'interrupted' })
  })

  test.each(['Request cancelled.', 'User cancelled the request.'])(
    'that says “%s” ends',
    (words) => {
      expect(read('info', words)).toMatchObject({
        kind: 'turn_ended',
        evidence: 'session_file',
        outcome: 'interrupted',
      })
    },
  )

  test('of a failed call ends the turn; of anything else that is shown, nothing', () => {
    expect(read('error', '[API Error: {"error":{"code":400}}]')).toMatchObject({
      kind: 'turn_ended',
      outcome: 'error',
    })
    expect(read('error', 'Unknown command: /nope')).toBeUndefined()
    expect(read('error', [{ text: '[API Error: ' }])).toBeUndefined()
    expect(read('info', 'This request failed.')).toBeUndefined()
  })

  test('of a tool that was not allowed is a refusal', () => {
    expect(read('gemini', '', tool('cancelled', refused))).toEqual({
      kind: 'tool_refused',
      toolId: 't1',
      tool: 'run_shell_command',
      byUser: true,
      // The other one ran.
      ends: 'not',
    })
  })

  test('of one that was not allowed ends the turn where nothing else ran but the model’s word on it', () => {
    const calls = tool('cancelled', refused).toolCalls
    const alone = [{ ...calls[0], name: 'update_topic' }, calls[1]]
    expect(read('gemini', '', { toolCalls: alone })).toMatchObject({ ends: undefined })
    const failed = [{ ...calls[0], status: 'error' }, calls[1]]
    expect(read('gemini', '', { toolCalls: failed })).toMatchObject({ ends: 'not' })
  })

  test.each([
    ['was stopped', tool('cancelled', { error: '[Operation Cancelled] Reason: else' })],
    ['failed with such words', tool('error', refused)],
    ['has no result', tool('cancelled', null)],
    ['is malformed', { toolCalls: [null, 1, { status: 'cancelled', result: 'x' }] }],
    ['is none', {}],
  ])('of a reply whose tool %s says nothing', (_, more) => {
    expect(read('gemini', 'I will.', more)).toBeUndefined()
  })

  test('of another type is not read', () => {
    const line = JSON.stringify({ $set: { lastUpdated: timestamp } })
    expect(line).not.toMatch(geminiCliJournals.head)
    const record = { type: 'constructor' }
    expect(geminiCliJournals.createReader()(record, 0)).toBeUndefined()
  })
})

test('the first line tells whose conversation it is, and that of a sub-agent nothing', () => {
  const first = { sessionId: 's', projectHash: 'h', startTime: timestamp, kind: 'main' }
  expect(geminiCliJournals.readMeta(first)).toMatchObject({ sessionId: 's' })
  expect(geminiCliJournals.readMeta({ ...first, kind: 'subagent' })).toBeUndefined()
})
