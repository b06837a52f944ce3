// The real Copilot CLI, in its terminal and headless, with a model of one's own instead of GitHub's.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client, Knowledge, Variant } from '../types.ts'
import { openOpenaiChat } from '../models/openai-chat.ts'
import { allExact, byHooks } from './knowledge.ts'

/** Its events file tells all; the spans of a turn leave after its end. */
function knows({ sessionFiles, hooks }: Variant): Knowledge {
  if (sessionFiles) return { ...allExact, withinMs: 3_000 }
  const bySpans = { working: 'unknown', waiting: 'unknown', withinMs: 6_500 } as const
  return { ...allExact, ...bySpans, ...(hooks ? byHooks : {}) }
}

export const copilot: Client = {
  id: 'copilot',
  package: '@github/copilot',
  openModel: openOpenaiChat,
  terminal: {
    ready: /^❯ *$/m,
    asks: /Do you want to/,
    approve: ['Enter'],
    reject: ['Escape'],
    interrupt: ['Escape'],
    commands: { quit: '/exit', clear: '/clear', init: '/init' },
    confirms: {
      interrupt: { asks: /esc again to interrupt/, with: ['Escape'], done: /cancelled by user/ },
    },
  },
  editor: { words: ['--acp'], protocol: 'acp' },
  knows,
  // It has two spellings of the same. What it sends tells of a turn once that is over, and little else.
  plays: ({ id }, isRepresentative) =>
    ['recommended', 'files', 'hooks'].includes(id) || (id === 'spans' && isRepresentative),
  spared: [
    'approved-after-text/hooks',
    'clear/files',
    'error/files',
    'esc-tool/files',
    'headless/hooks',
    'receiver-hung/spans',
    'side-by-side/spans',
    'subagent/hooks',
  ],
  async prepare({ endHook, home, mcpServer, projects, modules, modelUrl, otlpUrl, prompt, setUp }) {
    const folder = join(home, '.copilot')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ trustedFolders: projects }))
    if (mcpServer) {
      const slow = { type: 'local', command: mcpServer[0], args: [mcpServer[1]], tools: ['*'] }
      writeFileSync(join(folder, 'mcp-config.json'), JSON.stringify({ mcpServers: { slow } }))
    }
    if (endHook) {
      mkdirSync(join(folder, 'hooks'), { recursive: true })
      const hooks = { Stop: [{ type: 'command', bash: endHook }] }
      writeFileSync(join(folder, 'hooks', 'own.json'), JSON.stringify({ version: 1, hooks }))
    }
    if (otlpUrl !== undefined) await setUp()
    const words = prompt === undefined ? [] : ['--allow-all-tools', '-p', prompt]
    // These run without a question, as in the other clients.
    const allowed = ['sleep', 'echo', 'exit'].flatMap((name) => ['--allow-tool', `shell(${name})`])
    return {
      command: [
        join(modules, '.bin', `copilot-${process.platform}-${process.arch}`),
        ...allowed,
        '--allow-tool',
        'slow',
        '--deny-tool',
        'shell(rmdir)',
        ...words,
      ],
      resume: ['--continue'],
      env: {
        // What `setup` wrote for the shell, which is not asked here.
        ...(otlpUrl === undefined ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: otlpUrl }),
        COPILOT_OFFLINE: 'true',
        COPILOT_AUTO_UPDATE: 'false',
        COPILOT_PROVIDER_BASE_URL: `${modelUrl}/v1`,
        COPILOT_PROVIDER_API_KEY: 'dummy',
        COPILOT_MODEL: 'mock-model',
      },
    }
  },
}
