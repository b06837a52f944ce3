// Scenarios in which the person stops the agent, or begins anew.

import {
  back,
  closeTerminal,
  compact,
  ended,
  exit,
  interrupt,
  kill,
  model,
  pause,
  prompt,
  quit,
  renew,
  resume,
  settle,
  turn,
} from '../harness/steps.ts'
import type { Scenario } from '../scenarios.ts'

export const stops: readonly Scenario[] = [
  {
    id: 'esc-streaming',
    title: 'Esc while the answer streams',
    steps: [
      prompt('MOCK:stream 20'),
      model('first_byte'),
      pause(1_500),
      interrupt,
      model('aborted'),
      ...quit,
    ],
    variants: ['files', 'spans', 'logs', 'hooks', 'websocket'],
    representative: true,
  },
  {
    id: 'esc-tool',
    title: 'Esc while a tool runs',
    steps: [prompt('MOCK:bash 30'), model('tool_requested'), pause(3_000), interrupt, ...quit],
    variants: ['files', 'spans', 'logs'],
  },
  {
    id: 'clear',
    title: '/clear between two prompts',
    steps: [
      ...turn('MOCK:plain'),
      settle,
      renew('clear'),
      pause(1_500),
      ...turn('MOCK:plain'),
      ...quit,
    ],
    variants: ['files', 'spans', 'alone', 'hooks'],
  },
  {
    id: 'new',
    title: '/new between two prompts',
    steps: [
      ...turn('MOCK:plain'),
      settle,
      renew('new'),
      pause(1_500),
      ...turn('MOCK:plain'),
      ...quit,
    ],
    // The one before goes on when the person goes back to it.
    knowledge: { opencode: { gone: 'unknown' } },
  },
  {
    id: 'taken-back',
    title: 'The conversation taken back to its prompt, which is another one then',
    steps: [
      ...turn('MOCK:plain'),
      settle,
      pause(4_000),
      back,
      // Some put the words back into the line.
      prompt(' MOCK:plain 2'),
      model('text_done', ended.ok),
      ...quit,
    ],
    variants: ['spans'],
  },
  {
    id: 'resumed',
    title: 'Ended, and gone on with by another process',
    steps: [...turn('MOCK:plain'), ...quit, resume, pause(3_000), ...turn('MOCK:bash 3'), ...quit],
    variants: ['files', 'spans'],
    without: { opencode: 'it does not show when it takes a prompt again' },
  },
  {
    id: 'compact',
    title: '/compact',
    steps: [
      ...turn('MOCK:plain'),
      settle,
      ...turn('MOCK:plain'),
      settle,
      compact,
      model('text_done', ended.ok),
      ...quit,
    ],
    without: {
      'qwen-code': 'it tells of no turn: what it asks its model is a helper there',
      'gemini-cli': 'the same',
    },
    variants: ['spans', 'logs'],
  },
  {
    id: 'sigkill',
    title: 'Killed in the middle of a turn',
    steps: [prompt('MOCK:slow 60'), model('request'), pause(7_000), kill],
    without: { 'copilot/spans': 'it has sent nothing by then' },
    variants: ['spans'],
    representative: true,
  },
  {
    id: 'closed-terminal',
    title: 'Its terminal closed in the middle of a turn',
    steps: [prompt('MOCK:bash 60'), model('tool_requested'), pause(7_000), closeTerminal, exit],
    variants: ['spans'],
    // The process that its terminals share goes on with the turn.
    knowledge: {
      codex: { interrupted: 'unknown' },
      // What it was at may be on its way to the daemon yet.
      'qwen-code': { interrupted: 'unknown' },
      'gemini-cli': { interrupted: 'unknown' },
      opencode: { interrupted: 'unknown' },
    },
  },
]
