// Scenarios in which the agent asks the person.

import {
  approve,
  ended,
  model,
  pause,
  prompt,
  quit,
  reject,
  screen,
  waiting,
} from '../harness/steps.ts'
import type { Scenario } from '../scenarios.ts'

const asked = [model('tool_requested', waiting), screen('asks')]
/** Long enough for every wrong guess to be made: the quiet period is 3 s. */
const thinking = pause(5_000)
/** Textless questions are inferred from logs; after a text they look like an answer. */
const afterText = { 'claude-code/logs': { waiting: 'unknown' } } as const

export const questions: readonly Scenario[] = [
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
    variants: ['files', 'spans', 'logs', 'hooks', 'alone', 'websocket'],
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
    variants: ['spans', 'logs', 'hooks', 'alone'],
    knowledge: afterText,
  },
  {
    id: 'question',
    title: 'The agent asks a question',
    steps: [prompt('MOCK:ask'), ...asked, thinking, approve, model('text_done', ended.ok), ...quit],
    variants: ['spans'],
    without: { codex: 'it asks only while it plans', copilot: 'it has no such tool' },
  },
]
