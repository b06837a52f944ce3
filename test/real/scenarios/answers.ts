// Scenarios in which the agent works by itself until its turn is over.

import {
  ended,
  exit,
  init,
  model,
  pause,
  prompt,
  quit,
  settle,
  turn,
  typed,
  working,
} from '../harness/steps.ts'
import type { Scenario } from '../scenarios.ts'

export const answers: readonly Scenario[] = [
  {
    id: 'plain',
    title: 'Plain answer',
    steps: [...turn('MOCK:plain'), settle, ...turn('MOCK:plain 2'), ...quit],
    variants: ['files', 'spans', 'logs', 'hooks', 'json', 'slow', 'alone', 'websocket', 'code'],
    representative: true,
  },
  {
    id: 'headless',
    title: 'Headless run with a tool',
    headless: true,
    steps: [typed('MOCK:bash 2'), model('request', working), model('text_done', ended.ok), exit],
    without: { 'claude-code/files': 'its file tells no status' },
    variants: ['files', 'spans', 'logs', 'json', 'hooks'],
    // These end before the record of the turn's end has left (Codex on a busy machine, one run in
    // twenty, and before its `notify` has run), Gemini CLI before its process is found, opencode
    // every time.
    knowledge: {
      'codex/spans': { ok: 'inferred' },
      'codex/logs': { ok: 'inferred' },
      'codex/json': { ok: 'inferred' },
      'codex/hooks': { ok: 'inferred' },
      'qwen-code': { ok: 'inferred' },
      'gemini-cli': { ok: 'inferred', gone: 'unknown' },
      opencode: { ok: 'unknown' },
    },
    representative: true,
  },
  {
    id: 'tool',
    title: 'Text, then a tool of 15 s',
    steps: [prompt('MOCK:bash 15'), model('tool_requested'), model('text_done', ended.ok), ...quit],
    variants: ['spans', 'logs', 'slow'],
  },
  {
    id: 'long-tool',
    title: 'A tool of 12 s that the agent lets go of, and waits for',
    steps: [...turn('MOCK:long 12'), ...quit],
    variants: ['spans', 'logs', 'hooks', 'code'],
    without: {
      'claude-code': 'its tools are awaited',
      'gemini-cli': 'its tools are awaited',
      'qwen-code': 'its tools are awaited',
      copilot: 'its tools are awaited',
      opencode: 'its tools are awaited',
    },
  },
  {
    id: 'mcp-tool',
    title: 'A tool of an MCP server, of 6 s',
    mcpServer: true,
    steps: [...turn('MOCK:ponder 6'), ...quit],
    without: {
      'qwen-code': 'it does not offer the tool at once',
      copilot: 'it does not offer the tool at once',
    },
    variants: ['spans', 'logs', 'hooks', 'code'],
  },
  {
    id: 'two-tools',
    title: 'Two tools at once',
    steps: [...turn('MOCK:two 2'), ...quit],
  },
  {
    id: 'slow',
    title: 'First byte after 12 s',
    steps: [...turn('MOCK:slow 12'), ...quit],
    variants: ['spans', 'logs'],
  },
  {
    id: 'outlasting',
    title: 'First byte after 20 s, where a call that nothing tells of is given up after 6 s',
    settings: { OTEL_AI_MONITOR_PENDING_TIMEOUT: '6' },
    steps: [...turn('MOCK:slow 20'), ...quit],
    variants: ['spans'],
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
    without: { 'claude-code/files': 'it fails sooner than its file is read on a busy machine' },
    variants: ['files', 'spans', 'logs', 'hooks'],
  },
  {
    id: 'wrong-tool',
    title: 'A tool that the agent refuses by itself, then a slow answer',
    steps: [
      prompt('MOCK:wrongtool then slow 6'),
      model('tool_requested'),
      model('text_done', ended.ok),
      ...quit,
    ],
  },
  {
    id: 'forbidden-tool',
    title: 'A tool that the rules forbid, then a slow answer',
    steps: [
      prompt('MOCK:forbidden then slow 6'),
      model('tool_requested'),
      model('text_done', ended.ok),
      ...quit,
    ],
    without: {
      codex: 'it has no such rules',
    },
    variants: ['spans', 'logs'],
  },
  {
    id: 'background',
    title: 'A command in the background',
    steps: [...turn('MOCK:bg 8'), model('request', working), model('text_done', ended.ok), ...quit],
    variants: ['spans', 'hooks'],
    without: {
      codex: 'it does not answer to the end of such a command',
      'gemini-cli': 'it does not answer to the end of such a command',
      copilot: 'it does not answer to the end of such a command',
      opencode: 'it has no such commands',
    },
  },
  {
    id: 'command',
    title: 'A command of its own that is a prompt (/init)',
    steps: [...turn('MOCK:plain'), settle, init, model('text_done', ended.ok), ...quit],
    variants: ['spans', 'logs'],
  },
  {
    id: 'compacts',
    title: 'A prompt for which the agent compacts the conversation first',
    steps: [
      ...turn('MOCK:full'),
      settle,
      prompt('MOCK:plain'),
      // The summary.
      model('text_done'),
      model('text_done', ended.ok),
      ...quit,
    ],
    variants: ['spans', 'logs'],
    without: {
      'gemini-cli': 'the summary is no call of the conversation there',
      'qwen-code': 'the summary is no call of the conversation there',
      copilot: 'it does not go by what its model tells',
      opencode: 'it does so after the answer',
    },
  },
  {
    id: 'sent-on',
    title: 'A hook of the person’s makes the agent go on where its turn would end',
    endHook: true,
    steps: [
      prompt('MOCK:bash 2'),
      model('text_done'),
      model('text_done', ended.ok),
      settle,
      ...turn('MOCK:plain'),
      ...quit,
    ],
    variants: ['files', 'spans', 'logs', 'hooks', 'everything'],
    without: {
      'codex/spans': 'a hook that takes long is nothing but silence',
      'codex/logs': 'a hook that takes long is nothing but silence',
      'codex/hooks': 'a hook that takes long is nothing but silence',
      'gemini-cli/everything': 'of two hooks none knows what the other one says',
      'qwen-code/hooks': 'of two hooks none knows what the other one says',
      'copilot/hooks': 'of two hooks none knows what the other one says',
      opencode: 'it has no such hooks',
    },
  },
  {
    id: 'typed-in-tool',
    title: 'Words typed while a tool runs, which join the turn',
    steps: [
      prompt('MOCK:bash 8'),
      model('tool_requested'),
      pause(3_000),
      typed('MOCK:plain 2'),
      model('text_done', ended.ok),
      ...quit,
    ],
    without: {
      'gemini-cli': 'they are the next turn',
      copilot: 'it leaves the tool in the background for them',
    },
    variants: ['spans', 'logs'],
  },
  {
    id: 'typed-in-reply',
    title: 'Words typed while a reply is awaited, which are the next turn',
    steps: [
      prompt('MOCK:slow 6'),
      model('request'),
      pause(2_500),
      typed('MOCK:plain 2'),
      model('text_done', ended.ok),
      model('request', working),
      model('text_done', ended.ok),
      ...quit,
    ],
    without: {
      codex: 'they join the turn',
      'qwen-code': 'they join the turn',
      opencode: 'they join the turn',
    },
    variants: ['spans', 'logs'],
  },
]
