// Scenarios in which sub-agents do the work.

import {
  approve,
  ended,
  helper,
  model,
  pause,
  prompt,
  quit,
  screen,
  waiting,
} from '../harness/steps.ts'
import type { Scenario } from '../scenarios.ts'

/** A turn that began sub-agents ends its span with them, when the program ends. */
export const endsLate = {
  'codex/spans': { ok: 'inferred' },
  // There the end of such an agent's turn is known from its span, five seconds late.
  'codex/websocket': { ok: 'inferred', withinMs: 15_000 },
} as const

const others = {
  'gemini-cli': 'its agents are others',
  'qwen-code': 'its agents work on when the turn is over',
} as const

export const agents: readonly Scenario[] = [
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
    without: others,
    variants: ['spans', 'logs', 'hooks', 'code'],
    knowledge: endsLate,
  },
  {
    id: 'left-agent',
    title: 'A sub-agent that is left behind when the turn ends',
    steps: [
      prompt('MOCK:bgagent bash 6'),
      model('tool_requested'),
      model('text_done', ended.ok),
      helper('text_done'),
      ...quit,
    ],
    without: {
      'claude-code': 'it comes back to what its agents found',
      ...others,
      copilot: 'not tried',
      opencode: 'it has no such agents',
    },
    variants: ['spans', 'logs', 'hooks', 'code'],
    knowledge: endsLate,
  },
  {
    id: 'background-agent',
    title: 'A sub-agent that works on after the answer',
    steps: [
      prompt('MOCK:bgagent bash 6'),
      model('tool_requested'),
      helper('text_done'),
      model('text_done', ended.ok),
      ...quit,
    ],
    without: {
      codex: 'it does not come back',
      ...others,
      copilot: 'not tried',
      opencode: 'it has no such agents',
    },
    variants: ['spans', 'logs', 'hooks', 'code'],
  },
  {
    id: 'agent-asks',
    title: 'A sub-agent asks for permission, approved',
    steps: [
      prompt('MOCK:subagent touch'),
      model('tool_requested'),
      helper('tool_requested', waiting),
      screen('asks'),
      pause(5_000),
      approve,
      helper('text_done'),
      model('text_done', ended.ok),
      ...quit,
    ],
    without: others,
    variants: ['spans', 'logs', 'hooks', 'code'],
    knowledge: endsLate,
  },
]
