import { expect, test } from 'vitest'
import { parseBoard } from '../../../src/commands/client/board.ts'
import { type FormatName, formats } from '../../../src/commands/watch/formats.ts'
import { controlsIn, HOSTILE, toList, toUpdateLine } from '../support.ts'
import { toSession } from '../../wire-session.ts'

/** What the format prints for these lines, one after another. */
function print(name: FormatName, ...lines: string[]): string {
  const format = formats[name]()
  const toText = (line: string) => {
    const board = parseBoard(line)
    return board === undefined ? '' : format.onLine(line, board)
  }
  return lines.map(toText).join('')
}

const list = (...sessions: object[]) => `${JSON.stringify(toList(sessions))}\n`

test.each([
  ['nothing', [], { text: '', class: 'none', tooltip: '' }],
  ['work', [toSession()], { text: '▶ nixos-config', class: 'working', alt: 'working' }],
  [
    'the most urgent first',
    [
      toSession({ state: 'idle' }),
      toSession({ session_id: 'b', project: 'other' }),
      toSession({ session_id: 'c', project: 'blocked', state: 'waiting' }),
    ],
    { text: '! blocked +1', class: 'waiting' },
  ],
  [
    'a failure',
    [toSession({ state: 'completed', outcome: 'error' })],
    { text: '✗ nixos-config', class: 'failed' },
  ],
  ['no project', [toSession({ project: null })], { text: '▶ claude-code' }],
])('waybar shows %s', (_name, sessions, expected) => {
  expect(JSON.parse(print('waybar', list(...sessions)))).toMatchObject(expected)
})

test("waybar's tooltip lists the sessions and stays short", () => {
  const many = Array.from({ length: 30 }, (_, i) => toSession({ session_id: `s${i}` }))
  const lines = JSON.parse(print('waybar', list(...many))).tooltip.split('\n')
  expect(lines).toHaveLength(21)
  expect(lines[0]).toMatch(
    /^nixos-config · claude-code: working, tool running: Bash since \d\d:\d\d:\d\d$/,
  )
  expect(lines.at(-1)).toBe('… and 10 more')
})

test('waybar escapes markup and keeps controls out', () => {
  const line = print('waybar', list(toSession({ project: HOSTILE, tool: '<i>', reason: 'a:<u>&' })))
  const { text, tooltip } = JSON.parse(line)
  expect(text).toBe('▶ &lt;b&gt;&amp;&quot;&#39;%{A1:xterm:}red nextgnp')
  expect(tooltip).not.toMatch(/[<>]/)
  expect(tooltip.split('\n')).toHaveLength(1)
})

test('polybar colours the text and lets no tag through', () => {
  expect(print('polybar', list(toSession()))).toBe('%{F#3f8fd2}▶ nixos-config%{F-}\n')
  const line = print('polybar', list(toSession({ project: '100%%{A1:xterm:}%' })))
  expect(line.match(/%\{[^}]*\}?/g)).toEqual(['%{F#3f8fd2}', '%{F-}'])
  expect(print('polybar', list())).toBe('\n')
})

test('i3blocks gets a full and a short text', () => {
  const many = [toSession(), toSession({ session_id: 'b' })]
  expect(JSON.parse(print('i3blocks', list(...many)))).toEqual({
    full_text: '▶ nixos-config +1',
    short_text: '▶ +1',
    color: '#3f8fd2',
    markup: 'none',
  })
})

test.each(['waybar', 'polybar', 'i3blocks'] as const)(
  '%s prints a line only when it differs',
  (name) => {
    const working = list(toSession())
    const usage = toUpdateLine([toSession({ metrics: null })])
    const text = print(name, working, usage, working, list(), working)
    expect(text.match(/\n/g)).toHaveLength(3)
  },
)

test('a bar gets the same line again now and then, which tells whether it is still there', () => {
  const format = formats.i3blocks()
  const seen = [0, 2, 119, 120, 121].map((seconds) => format.onLost(seconds * 1000) !== '')
  expect(seen).toEqual([true, false, false, true, false])
})

test('plain prints each change of a session once', () => {
  const done = toSession({
    state: 'completed',
    outcome: 'interrupted',
    reason: 'quiet_period',
    confidence: 'inferred',
  })
  const gone = toSession({ state: 'expired', reason: 'exited' })
  const text = print(
    'plain',
    list(toSession()),
    toUpdateLine([toSession({ metrics: null })]),
    toUpdateLine([done]),
    list(done),
    toUpdateLine([], gone),
    list(),
  )
  expect(text.replaceAll(/^\d\d:\d\d:\d\d {2}/gm, '')).toBe(
    [
      'claude-code  nixos-config  working  tool running: Bash\n',
      'claude-code  nixos-config  completed (interrupted)  quiet period  (inferred)\n',
      'claude-code  nixos-config  expired  exited\n',
    ].join(''),
  )
})

test('plain prints a line once where two agents gave a session the same id', () => {
  const both = list(toSession(), toSession({ tool: 'codex', state: 'waiting' }))
  const gone = toSession({ state: 'expired', reason: 'exited' })
  const rest = toSession({ tool: 'codex', state: 'waiting' })
  const text = print('plain', both, both, toUpdateLine([rest], gone), list(rest))
  expect(text.match(/claude-code|codex|expired/g)).toEqual([
    'codex',
    'claude-code',
    'claude-code',
    'expired',
  ])
})

test('plain says once that the daemon is gone', () => {
  const format = formats.plain()
  expect(format.onLost(0)).toMatch(/disconnected/)
  expect(format.onLost(0)).toBe('')
})

test.each(['waybar', 'i3blocks', 'polybar', 'plain'] as const)(
  '%s: one line for a hostile name',
  (name) => {
    const hostile = ['session_id', 'project', 'tool', 'reason', 'outcome'].map((key) => [
      key,
      HOSTILE,
    ])
    const session = toSession({ ...Object.fromEntries(hostile), state: 'completed' })
    const text = print(name, list(session))
    expect(text.indexOf('\n')).toBe(text.length - 1)
    expect(controlsIn(text)).toEqual([])
  },
)

test('lines of a newer daemon are understood as far as they go', () => {
  expect(
    parseBoard(
      '{"type":"session_list","sessions":[{"odd":1},{"session_id":"a","tool":"b","state":"new"}]}',
    ),
  ).toMatchObject({
    timestamp: 0,
    sessions: [{ session_id: 'a', state: 'idle', metrics: null }],
  })
  for (const line of ['', 'null', '[]', '{"type":"other"}'])
    expect(parseBoard(line)).toBeUndefined()
})
