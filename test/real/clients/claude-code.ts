// The real Claude Code: its files in an empty HOME, its command line and its environment.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client, Context, Knowledge, Variant } from '../types.ts'
import { openAnthropicMessages } from '../models/anthropic-messages.ts'
import { endHookFor } from './end-hook.ts'
import { allExact } from './knowledge.ts'

const key = 'sk-dummy'

/** Answers beforehand what it asks at its first start. */
const known = ({ mcpServer, projects }: Context): object => ({
  hasCompletedOnboarding: true,
  lastOnboardingVersion: '99.0.0',
  theme: 'dark',
  customApiKeyResponses: { approved: [key], rejected: [] },
  bypassPermissionsModeAccepted: true,
  // Asked a moment after it is ready, by newer versions.
  hasSeenAutoDefaultNudge: true,
  ...(mcpServer && { mcpServers: { slow: { command: mcpServer[0], args: [mcpServer[1]] } } }),
  projects: Object.fromEntries(
    projects.map((project) => [
      project,
      { hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true },
    ]),
  ),
})

/** The package holds a launcher; the program itself is in the platform's own package. */
const programOf = (modules: string): string =>
  join(modules, '@anthropic-ai', `claude-code-${process.platform}-${process.arch}`, 'claude')

/** What `setup` wrote, changed to the variant. */
function vary(settings: string, { variant }: Context): void {
  const whole = JSON.parse(readFileSync(settings, 'utf8')) as { env: Record<string, string> }
  const { env } = whole
  if (!variant.traces) {
    delete env['CLAUDE_CODE_ENHANCED_TELEMETRY_BETA']
    delete env['OTEL_TRACES_EXPORTER']
  }
  if (!variant.shortInterval) {
    delete env['OTEL_LOGS_EXPORT_INTERVAL']
    delete env['OTEL_TRACES_EXPORT_INTERVAL']
  }
  if (variant.protocol === 'json') env['OTEL_EXPORTER_OTLP_PROTOCOL'] = 'http/json'
  writeFileSync(settings, JSON.stringify(whole))
}

/** facts: files, spans and hooks tell ends; Esc fires no hook, and leaves nothing in the logs. */
function knows({ traces, hooks, sessionFiles, shortInterval }: Variant): Knowledge {
  if (sessionFiles) return everything
  // Half of it is for a machine that has too much to do.
  const batchMs = (shortInterval ? 1_000 : 5_000) + 2_000
  if (hooks) return { ...everything, interrupted: 'unknown', denied: 'inferred' }
  if (traces) return { ...everything, waiting: 'inferred', withinMs: batchMs }
  // The quiet period comes on top.
  return { ...everything, ...fromLogs, withinMs: batchMs + 3_000 }
}

const everything: Knowledge = {
  ...allExact,
  withinMs: 2_500,
}

const fromLogs = {
  waiting: 'inferred',
  ok: 'inferred',
  error: 'inferred',
  interrupted: 'unknown',
  denied: 'inferred',
} as const

export const claudeCode: Client = {
  id: 'claude-code',
  package: '@anthropic-ai/claude-code',
  openModel: openAnthropicMessages,
  terminal: {
    ready: /^❯/m,
    asks: /Do you want to|Esc to cancel|Enter to select/,
    approve: ['Enter'],
    reject: ['Escape'],
    interrupt: ['Escape'],
    empty: ['C-u'],
    commands: { quit: '/exit', clear: '/clear', new: '/new', compact: '/compact', init: '/init' },
    back: [['Escape', 'Escape'], ['Up', 'Enter'], ['Enter']],
    // Newer versions, where something runs in the background.
    confirms: { quit: { asks: /Background work is running/, with: ['Enter'], isRare: true } },
  },
  editor: {
    words: [
      '-p',
      '--verbose',
      '--input-format',
      'stream-json',
      '--output-format',
      'stream-json',
      '--permission-prompt-tool',
      'stdio',
    ],
    protocol: 'stream-json',
  },
  knows,
  plays: ({ mode }) => mode === undefined,
  spared: [
    // It tells of these tools as of all others.
    ...['mcp-tool', 'approved-beside'].flatMap((id) =>
      ['spans', 'logs', 'hooks'].map((variant) => `${id}/${variant}`),
    ),
    'plain/files',
    'sigkill/files',
  ],
  async prepare(context) {
    const folder = join(context.home, '.claude')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(context.home, '.claude.json'), JSON.stringify(known(context)))
    const settings = join(folder, 'settings.json')
    const allow = ['Bash(sleep:*)', 'Bash(exit:*)', 'mcp__slow']
    const permissions = { allow, deny: ['Bash(rmdir:*)'], defaultMode: 'default' }
    writeFileSync(settings, JSON.stringify({ permissions, ...endHookFor('Stop', context.endHook) }))
    if (context.otlpUrl !== undefined) {
      await context.setUp()
      vary(settings, context)
    }
    const headless = context.prompt === undefined ? [] : ['-p', context.prompt]
    return {
      command: [programOf(context.modules), ...headless],
      resume: ['--continue'],
      env: {
        ANTHROPIC_BASE_URL: context.modelUrl,
        ANTHROPIC_API_KEY: key,
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        DISABLE_AUTOUPDATER: '1',
        // Newer versions offer the tools of MCP servers only to who searches for them.
        ENABLE_TOOL_SEARCH: 'false',
        IS_SANDBOX: '1',
      },
    }
  },
}
