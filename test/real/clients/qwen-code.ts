// The real Qwen Code, in its terminal and headless.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client, Context, Knowledge } from '../types.ts'
import { openOpenaiChat } from '../models/openai-chat.ts'
import { endHookFor } from './end-hook.ts'
import { allExact, byHooks } from './knowledge.ts'

/** Answers beforehand what it asks at its first start. */
const settings = {
  security: { auth: { selectedType: 'openai' }, folderTrust: { enabled: false } },
  general: { disableAutoUpdate: true, enableAutoUpdate: false },
  privacy: { usageStatisticsEnabled: false },
  tools: { approvalMode: 'default' },
  permissions: { allow: ['Bash(sleep *)', 'Bash(exit *)', 'Agent'], deny: ['Bash(rmdir *)'] },
}

const serversOf = (command: Context['mcpServer']): object =>
  command ? { mcpServers: { slow: { command: command[0], args: [command[1]], trust: true } } } : {}

const knowledge: Knowledge = {
  ...allExact,
  // A tool that runs and one that waits for the person look the same until they are over.
  waiting: 'unknown',
  // Logs leave within a second, spans within five.
  withinMs: 6_500,
}

export const qwenCode: Client = {
  id: 'qwen-code',
  package: '@qwen-code/qwen-code',
  openModel: openOpenaiChat,
  terminal: {
    ready: /Type your message/,
    asks: /Allow execution|Apply this change|Yes, allow|Enter: Select/i,
    approve: ['Enter'],
    reject: ['Escape'],
    interrupt: ['Escape'],
    empty: ['C-u'],
    commands: { quit: '/quit', clear: '/clear', compact: '/compress', init: '/init' },
  },
  editor: { words: ['--acp'], protocol: 'acp' },
  knows: ({ hooks }) => (hooks ? { ...knowledge, ...byHooks } : knowledge),
  // It sends JSON alone, always the same, and has no files that are followed.
  plays: ({ id }) => ['recommended', 'hooks'].includes(id),
  spared: ['approved-after-text/hooks', 'background/hooks', 'clear/hooks'],
  async prepare({ endHook, home, mcpServer, modules, modelUrl, otlpUrl, prompt, setUp }) {
    const folder = join(home, '.qwen')
    mkdirSync(folder, { recursive: true })
    writeFileSync(
      join(folder, 'settings.json'),
      JSON.stringify({ ...settings, ...serversOf(mcpServer), ...endHookFor('Stop', endHook) }),
    )
    if (otlpUrl !== undefined) await setUp()
    const words = prompt === undefined ? [] : ['--yolo', '-p', prompt]
    return {
      command: [process.execPath, join(modules, '.bin', 'qwen'), ...words],
      resume: ['--continue'],
      env: {
        OPENAI_API_KEY: 'dummy',
        OPENAI_BASE_URL: `${modelUrl}/v1`,
        OPENAI_MODEL: 'mock-model',
      },
    }
  },
}
