// Scenarios with several agents, or with a daemon that is not there all the time.

import {
  approve,
  by,
  daemon,
  ended,
  model,
  pause,
  prompt,
  quit,
  screen,
  waiting,
} from '../harness/steps.ts'
import type { Scenario } from '../scenarios.ts'

const asked = [model('tool_requested', waiting), screen('asks')]

export const several: readonly Scenario[] = [
  {
    id: 'side-by-side',
    title: 'Two sessions side by side in one project',
    projects: ['shop', 'shop'],
    steps: [
      prompt('MOCK:bash 6'),
      by(1, prompt('MOCK:plain')),
      by(1, model('text_done', ended.ok)),
      model('text_done', ended.ok),
      ...quit,
      ...quit.map((step) => by(1, step)),
    ],
    variants: ['spans'],
    representative: true,
  },
  {
    id: 'two-projects',
    title: 'Two sessions in two projects',
    projects: ['shop', 'api'],
    steps: [
      prompt('MOCK:touch'),
      ...asked,
      by(1, prompt('MOCK:plain')),
      by(1, model('text_done', ended.ok)),
      approve,
      model('text_done', ended.ok),
      ...quit,
      ...quit.map((step) => by(1, step)),
    ],
  },
  {
    id: 'receiver-down',
    title: 'The daemon comes later than the agent',
    // What was sent before is lost, and a tool that runs sends nothing.
    knowledge: { 'claude-code/spans': { working: 'unknown' } },
    without: { opencode: 'it sends nothing for a minute where nobody listened' },
    startsWithout: 'daemon',
    steps: [
      prompt('MOCK:bash 14'),
      model('tool_requested'),
      pause(4_000),
      daemon('start'),
      model('text_done', ended.ok),
      ...quit,
    ],
    variants: ['spans'],
  },
  {
    id: 'receiver-restarted',
    title: 'The daemon restarted in the middle of a turn',
    steps: [
      prompt('MOCK:bash 14'),
      model('tool_requested'),
      pause(3_000),
      daemon('stop'),
      daemon('start'),
      model('text_done', ended.ok),
      ...quit,
    ],
    variants: ['spans'],
  },
  {
    id: 'receiver-hung',
    title: 'The daemon hung for 6 s',
    steps: [
      prompt('MOCK:bash 12'),
      model('tool_requested'),
      daemon('hang'),
      pause(6_000),
      daemon('resume'),
      model('text_done', ended.ok),
      ...quit,
    ],
    variants: ['spans'],
    representative: true,
  },
]
