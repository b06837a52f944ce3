// The scenarios: what a person and a model do, and what is true at each step.

import {
  approve,
  by,
  closeTerminal,
  compact,
  daemon,
  ended,
  exit,
  helper,
  interrupt,
  kill,
  model,
  pause,
  prompt,
  quit,
  reject,
  renew,
  screen,
  settle,
  turn,
  start,
  waiting,
  working,
  type Step,
} from './harness/steps.ts'
import type { Knowledge } from './types.ts'
import type { VariantId } from './variants.ts'

export interface Scenario {
  readonly id: string
  /** As the results table has it. */
  readonly title: string
  /** The folders in which its clients run; one client in one folder where it is left out. */
  readonly projects?: readonly string[]
  /** Without a terminal; the first step is the prompt it is started with. */
  readonly headless?: true
  /** Whether the daemon runs from the start. */
  readonly startsWithout?: 'daemon'
  readonly steps: readonly Step[]
  /** Signals beside the recommended ones with which it is played. */
  readonly variants?: readonly VariantId[]
  /** Clients that cannot play it, and why. */
  readonly without?: Readonly<Record<string, string>>
  /** What can be known here and not elsewhere, or the other way round: by client, or by client and signals. */
  readonly knowledge?: Readonly<Record<string, Partial<Knowledge>>>
  /** Part of the short run. */
  readonly representative?: true
}

const asked = [model('tool_requested', waiting), screen('asks')]
/** Long enough for every wrong guess to be made: the quiet period is 3 s. */
const thinking = pause(5_000)
/** Textless questions are inferred from logs; after a text they look like an answer. */
const afterText = { 'claude-code/logs': { waiting: 'unknown' } } as const

export const scenarios: readonly Scenario[] = [
  {
    id: 'plain',
    title: 'Plain answer',
    steps: [...turn('MOCK:plain'), settle, ...turn('MOCK:plain 2'), ...quit],
    variants: ['spans', 'logs', 'hooks', 'json', 'slow'],
    representative: true,
  },
  {
    id: 'headless',
    title: 'Headless run with a tool',
    headless: true,
    steps: [start('MOCK:bash 2'), model('request', working), model('text_done', ended.ok), exit],
    variants: ['spans', 'logs', 'json'],
    representative: true,
  },
  {
    id: 'tool',
    title: 'Text, then a tool of 15 s',
    steps: [prompt('MOCK:bash 15'), model('tool_requested'), model('text_done', ended.ok), ...quit],
    variants: ['spans', 'logs', 'slow'],
  },
  {
    id: 'two-tools',
    title: 'Two tools at once',
    steps: [...turn('MOCK:two 2'), ...quit],
  },
  {
    id: 'approved',
    title: 'Permission asked, approved',
    steps: [
      prompt('MOCK:touch'),
      ...asked,
      thinking,
      approve,
      model('text_done', ended.ok),
      ...quit,
    ],
    variants: ['spans', 'logs', 'hooks'],
    representative: true,
  },
  {
    id: 'approved-after-text',
    title: 'Text, then permission asked, approved',
    steps: [
      prompt('MOCK:ttouch'),
      ...asked,
      thinking,
      approve,
      model('text_done', ended.ok),
      ...quit,
    ],
    variants: ['spans', 'logs', 'hooks', 'slow'],
    knowledge: afterText,
  },
  {
    id: 'rejected',
    title: 'Permission asked, rejected',
    steps: [prompt('MOCK:ttouch'), ...asked, thinking, reject, ...quit],
    variants: ['spans', 'logs', 'hooks'],
    knowledge: afterText,
  },
  {
    id: 'question',
    title: 'The agent asks a question',
    steps: [prompt('MOCK:ask'), ...asked, thinking, approve, model('text_done', ended.ok), ...quit],
    variants: ['spans'],
  },
  {
    id: 'slow',
    title: 'First byte after 12 s',
    steps: [...turn('MOCK:slow 12'), ...quit],
    variants: ['spans', 'logs'],
  },
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
    variants: ['spans', 'logs', 'hooks'],
    representative: true,
  },
  {
    id: 'esc-tool',
    title: 'Esc while a tool runs',
    steps: [prompt('MOCK:bash 30'), model('tool_requested'), pause(3_000), interrupt, ...quit],
    variants: ['spans', 'logs'],
  },
  {
    id: 'retries',
    title: 'Overloaded twice, then an answer',
    steps: [...turn('MOCK:error 529 x2'), ...quit],
    variants: ['spans', 'logs'],
  },
  {
    id: 'error',
    title: 'A hard error',
    steps: [prompt('MOCK:error 400'), model('error', ended.error), ...quit],
    // It comes back before anything is exported.
    knowledge: { 'claude-code': { working: 'unknown' } },
    variants: ['spans', 'logs', 'hooks'],
  },
  {
    id: 'subagent',
    title: 'A sub-agent with a tool of its own',
    steps: [
      prompt('MOCK:subagent bash 4'),
      model('tool_requested'),
      helper('text_done'),
      model('text_done', ended.ok),
      ...quit,
    ],
    variants: ['spans', 'logs'],
  },
  {
    id: 'background',
    title: 'A command in the background',
    steps: [...turn('MOCK:bg 8'), model('request', working), model('text_done', ended.ok), ...quit],
    variants: ['spans'],
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
    variants: ['spans'],
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
    variants: ['spans', 'logs'],
  },
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
    id: 'sigkill',
    title: 'Killed in the middle of a turn',
    steps: [prompt('MOCK:slow 60'), model('request'), pause(2_500), kill],
    variants: ['spans'],
    representative: true,
  },
  {
    id: 'closed-terminal',
    title: 'Its terminal closed in the middle of a turn',
    steps: [prompt('MOCK:bash 60'), model('tool_requested'), pause(2_500), closeTerminal, exit],
    variants: ['spans'],
  },
  {
    id: 'receiver-down',
    title: 'The daemon comes later than the agent',
    // What was sent before is lost, and a tool that runs sends nothing.
    knowledge: { 'claude-code/spans': { working: 'unknown' } },
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
