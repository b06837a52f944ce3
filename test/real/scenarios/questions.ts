// Scenarios in which the agent asks the person.

import {
  approve,
  approveFirst,
  decline,
  ended,
  model,
  pause,
  prompt,
  quit,
  reject,
  screen,
  settle,
  turn,
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
    variants: ['files', 'spans', 'logs', 'hooks', 'alone', 'websocket', 'code'],
    representative: true,
  },
  {
    id: 'edited',
    title: 'A file to be written, asked for and approved',
    steps: [
      prompt('MOCK:write'),
      ...asked,
      thinking,
      approve,
      model('text_done', ended.ok),
      ...quit,
    ],
    variants: ['spans', 'logs', 'hooks'],
    without: { 'qwen-code': 'it wants to be given the whole path' },
  },
  {
    id: 'approved-late',
    title: 'Permission asked, approved after 25 s, where what is stuck is given up after 15 s',
    settings: { OTEL_AI_MONITOR_STUCK_TIMEOUT: '15' },
    steps: [
      prompt('MOCK:touch'),
      ...asked,
      pause(25_000),
      approve,
      model('text_done', ended.ok),
      ...quit,
    ],
    variants: ['spans'],
    without: { opencode: 'on a busy machine it calls its model later than that' },
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
    id: 'approved-beside',
    title: 'A command runs on, and permission is asked, approved',
    steps: [
      prompt('MOCK:bg 25 then touch'),
      model('tool_requested'),
      ...asked,
      pause(12_000),
      approve,
      model('text_done', ended.ok),
      ...quit,
    ],
    variants: ['spans', 'logs', 'hooks', 'code'],
    without: {
      'gemini-cli': 'it tells of every command',
      'qwen-code': 'it tells of every command',
      copilot: 'it waits for the command',
      opencode: 'it waits for the command',
    },
    knowledge: {
      // Nothing tells it from a tool that waits for that command, but for a span that is late.
      'codex/spans': { promptlyMs: 10_000 },
      'codex/logs': { waiting: 'unknown' },
      'codex/hooks': { waiting: 'unknown' },
      // What its code asks for is not told.
      'codex/code': { waiting: 'unknown' },
    },
  },
  {
    id: 'approved-twice',
    title: 'Permission asked for two commands of one reply, approved',
    steps: [
      prompt('MOCK:touches'),
      ...asked,
      thinking,
      approveFirst,
      // The first question is on the screen for a moment yet.
      pause(1_500),
      screen('asks', waiting),
      thinking,
      approve,
      model('text_done', ended.ok),
      ...quit,
    ],
    variants: ['hooks'],
    // Without its files, nothing tells how many there are.
    without: {
      'codex/hooks': 'nothing tells of the second one',
      'copilot/hooks': 'its hooks tell the same of both',
    },
  },
  {
    id: 'question',
    title: 'The agent asks a question',
    steps: [prompt('MOCK:ask'), ...asked, thinking, approve, model('text_done', ended.ok), ...quit],
    variants: ['spans'],
    without: { codex: 'it asks only while it plans', copilot: 'it has no such tool' },
  },
  {
    id: 'inquired',
    title: 'A tool of an MCP server asks the person, who declines',
    mcpServer: true,
    steps: [
      // On a busy machine the server is not there at once.
      ...turn('MOCK:plain'),
      settle,
      prompt('MOCK:inquire'),
      ...asked,
      thinking,
      decline,
      model('text_done', ended.ok),
      ...quit,
    ],
    variants: ['hooks'],
    without: {
      codex: 'nothing tells of it',
      'gemini-cli': 'it lets no server ask',
      'qwen-code': 'it does not offer the tool at once',
      copilot: 'it does not offer the tool at once',
      opencode: 'it lets no server ask',
    },
  },
]
