// The real opencode, in its terminal and headless, with a provider of one's own.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client, Knowledge } from '../types.ts'
import { openOpenaiChat } from '../models/openai-chat.ts'
import { allExact } from './knowledge.ts'

/** Its model, without a look at the list of all models, and what runs without a question; all else asks. */
const settings = {
  autoupdate: false,
  share: 'disabled',
  snapshot: false,
  model: 'mock/mock-model',
  small_model: 'mock/mock-model',
  provider: {
    mock: {
      npm: '@ai-sdk/openai-compatible',
      name: 'Mock',
      // Its clients share a home, and have a model each.
      options: { baseURL: '{env:MOCK_URL}', apiKey: 'dummy' },
      models: { 'mock-model': { name: 'Mock', limit: { context: 128_000, output: 8_000 } } },
    },
  },
  permission: {
    edit: 'ask',
    bash: {
      '*': 'ask',
      'sleep *': 'allow',
      'exit *': 'allow',
      'echo *': 'allow',
      'rmdir *': 'deny',
    },
  },
}

/** Keeps it from fetching its library for plugins into every new home. */
const library = { dependencies: { '@opencode-ai/plugin': '*' } }

const knowledge: Knowledge = {
  ...allExact,
  // Logs leave within a second, spans within five.
  withinMs: 6_500,
}

export const opencode: Client = {
  id: 'opencode',
  // What `opencode-ai` runs on such a machine, without its copies for others.
  package: 'opencode-linux-x64',
  openModel: openOpenaiChat,
  terminal: {
    ready: /Ask anything/,
    asks: /Permission required|esc dismiss/,
    approve: ['Enter'],
    reject: ['Escape'],
    interrupt: ['Escape'],
    commands: { quit: '/exit', new: '/new' },
    confirms: {
      interrupt: { asks: /esc again to interrupt/, with: ['Escape'] },
    },
  },
  editor: { words: ['acp'], protocol: 'acp' },
  knows: () => knowledge,
  // It sends JSON alone, always the same, and has neither hooks nor files that are followed.
  plays: ({ id }) => id === 'recommended',
  // It has no hooks.
  instead: { everything: 'recommended' },
  // A start takes some 13 s of a core.
  spared: [
    'two-tools',
    'slow',
    'approved-after-text',
    'forbidden-tool',
    'mcp-tool',
    'side-by-side',
    'wrong-tool',
  ],
  short: ['approved', 'esc-streaming'],
  async prepare({ home, mcpServer, modules, modelUrl, otlpUrl, prompt, setUp }) {
    const folder = join(home, '.config', 'opencode')
    mkdirSync(join(folder, 'node_modules'), { recursive: true })
    writeFileSync(join(folder, 'package.json'), JSON.stringify(library))
    writeFileSync(
      join(folder, 'package-lock.json'),
      JSON.stringify({ lockfileVersion: 3, packages: { '': library } }),
    )
    const mcp = mcpServer && { slow: { type: 'local', command: mcpServer, enabled: true } }
    writeFileSync(join(folder, 'opencode.json'), JSON.stringify({ ...settings, mcp }))
    if (otlpUrl !== undefined) await setUp()
    const words = prompt === undefined ? [] : ['run', prompt]
    return {
      command: [join(modules, 'opencode-linux-x64', 'bin', 'opencode'), ...words],
      env: {
        // What `setup` wrote for the shell, which is not asked here.
        ...(otlpUrl === undefined ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: otlpUrl }),
        MOCK_URL: `${modelUrl}/v1`,
        OPENCODE_DISABLE_AUTOUPDATE: '1',
        OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
        OPENCODE_DISABLE_MODELS_FETCH: '1',
      },
    }
  },
}
