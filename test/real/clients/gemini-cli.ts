// The real Gemini CLI, in its terminal and headless.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client, Context, Knowledge } from '../types.ts'
import { openGemini } from '../models/gemini.ts'
import { endHookFor } from './end-hook.ts'
import { allExact, byHooks } from './knowledge.ts'

/** Answers beforehand what it asks at its first start. */
const settings = {
  security: { auth: { selectedType: 'gemini-api-key' }, folderTrust: { enabled: false } },
  general: { disableAutoUpdate: true, enableAutoUpdate: false },
  privacy: { usageStatisticsEnabled: false },
}

/** What runs without a question, and what never does; all else asks. */
const policy = Object.entries({ sleep: 'allow', exit: 'allow', echo: 'allow', rmdir: 'deny' })
  .map(
    ([command, decision]) => `[[rule]]
toolName = "run_shell_command"
commandPrefix = "${command}"
decision = "${decision}"
priority = 100
`,
  )
  .join('\n')

const serversOf = (command: Context['mcpServer']): object =>
  command ? { mcpServers: { slow: { command: command[0], args: [command[1]], trust: true } } } : {}

const knowledge: Knowledge = {
  ...allExact,
  // A tool that runs and one that waits for the person look the same until they are over.
  waiting: 'unknown',
  error: 'inferred',
  // Everything leaves within five seconds.
  withinMs: 6_500,
}

export const geminiCli: Client = {
  id: 'gemini-cli',
  package: '@google/gemini-cli',
  openModel: openGemini,
  terminal: {
    ready: /Type your message/,
    asks: /Allow execution|Apply this change|Answer Questions|Yes, allow/i,
    approve: ['Enter'],
    reject: ['Escape'],
    interrupt: ['Escape'],
    commands: { quit: '/quit', clear: '/clear', compact: '/compress', init: '/init' },
  },
  knows: ({ hooks }) => (hooks ? { ...knowledge, ...byHooks } : knowledge),
  // It sends JSON alone, always the same, and has no files that are followed.
  plays: ({ id }) => ['recommended', 'everything'].includes(id),
  // Its hooks alone do not tell an error from an answer.
  instead: { hooks: 'everything' },
  spared: ['mcp-tool/everything'],
  async prepare({ endHook, home, mcpServer, modules, modelUrl, otlpUrl, prompt, setUp }) {
    const folder = join(home, '.gemini')
    const file = join(folder, 'settings.json')
    mkdirSync(folder, { recursive: true })
    writeFileSync(
      file,
      JSON.stringify({
        ...settings,
        ...serversOf(mcpServer),
        ...endHookFor('AfterAgent', endHook),
      }),
    )
    mkdirSync(join(folder, 'policies'), { recursive: true })
    writeFileSync(join(folder, 'policies', 'test.toml'), policy)
    if (otlpUrl !== undefined) await setUp()
    const words = prompt === undefined ? [] : ['--yolo', '-p', prompt]
    return {
      command: [
        process.execPath,
        join(modules, '.bin', 'gemini'),
        '-m',
        'gemini-2.5-pro',
        ...words,
      ],
      resume: ['--resume', 'latest'],
      env: { GEMINI_API_KEY: 'dummy', GOOGLE_GEMINI_BASE_URL: modelUrl },
    }
  },
}
