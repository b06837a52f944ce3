// Scenarios in which an editor holds the client, without a terminal.

import {
  approve,
  ended,
  exit,
  interrupt,
  leave,
  model,
  pause,
  prompt,
  screen,
  settle,
  turn,
  waiting,
} from '../harness/steps.ts'
import type { Scenario } from '../scenarios.ts'

export const editors: readonly Scenario[] = [
  {
    id: 'editor',
    title: 'In an editor: an answer, permission asked and approved, a turn stopped',
    editor: true,
    steps: [
      ...turn('MOCK:plain 3'),
      settle,
      prompt('MOCK:touch'),
      model('tool_requested', waiting),
      screen('asks'),
      pause(5_000),
      approve,
      model('text_done', ended.ok),
      settle,
      prompt('MOCK:slow 40'),
      pause(8_000),
      interrupt,
      settle,
      leave,
      exit,
    ],
    without: { 'gemini-cli': 'its program tells of a session of its own for a moment' },
  },
]
