// The real Codex: in its terminal alone, with the app-server that its terminals share, and headless; over HTTP and over WebSocket.

import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Client, Context, Knowledge, Variant } from '../types.ts'
import { openOpenaiResponses } from '../models/openai-responses.ts'
import { endHookFor } from './end-hook.ts'
import { allExact } from './knowledge.ts'

const platform = `${process.platform}-${process.arch}`
const triple = `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-unknown-linux-musl`

/** The package holds a launcher; the program itself is in the platform's own package, in older ones under its name. */
function programOf(modules: string): string {
  const vendor = join(modules, '@openai', `codex-${platform}`, 'vendor', triple)
  const older = join(vendor, 'codex', 'codex')
  return existsSync(older) ? older : join(vendor, 'bin', 'codex')
}

const toConfig = ({ mcpServer, modelUrl, projects, variant }: Context): string => `
model = "${variant.mode === 'code' ? 'gpt-6.1-sol' : 'gpt-5.1-codex'}"
model_provider = "mock"
approval_policy = "on-request"
sandbox_mode = "workspace-write"
check_for_update_on_startup = false

[model_providers.mock]
name = "mock"
base_url = "${modelUrl}/v1"
env_key = "MOCK_KEY"
wire_api = "responses"
request_max_retries = 2
stream_max_retries = 2
supports_websockets = ${variant.mode === 'websocket'}

[analytics]
enabled = false
${mcpServer ? `\n[mcp_servers.slow]\ncommand = "${mcpServer[0]}"\nargs = ["${mcpServer[1]}"]\n` : ''}
${[...new Set(projects)].map((project) => `\n[projects."${project}"]\ntrust_level = "trusted"\n`).join('')}`

/** What `setup` wrote, changed to the variant. */
function vary(file: string, { traces, protocol }: Variant): void {
  const written = readFileSync(file, 'utf8')
  const kept = traces ? written : written.replace(/^trace_exporter = .*\n/m, '')
  writeFileSync(file, protocol === 'json' ? kept.replaceAll('"binary"', '"json"') : kept)
}

/** Under a temporary folder it makes no links of its own, and looks for this one on the search path. */
function linkSandbox(home: string, program: string): string {
  const bin = join(home, 'bin')
  mkdirSync(bin, { recursive: true })
  for (const name of ['codex', 'codex-linux-sandbox'])
    if (!existsSync(join(bin, name))) symlinkSync(program, join(bin, name))
  return bin
}

/**
 * facts: its rollout file tells turns, and only telemetry what the person is asked;
 * spans and `notify` tell ends; with logs alone a refusal leaves nothing.
 */
function knows({ telemetry, traces, hooks, sessionFiles }: Variant): Knowledge {
  if (!telemetry) return { ...allExact, waiting: 'unknown', withinMs: 2_500 }
  if (sessionFiles) return { ...allExact, waiting: 'inferred', withinMs: 3_500 }
  const inferred = { ...everything, waiting: 'inferred' } as const
  if (traces) return inferred
  const fromLogs = {
    ...inferred,
    error: 'inferred',
    denied: 'unknown',
    interrupted: 'unknown',
  } as const
  return hooks ? fromLogs : { ...fromLogs, ok: 'inferred' }
}

const everything: Knowledge = {
  ...allExact,
  // Logs leave within a second, spans within five.
  withinMs: 6_500,
}

/** Hooks are run once a person has agreed to each. */
const trusting = '--dangerously-bypass-hook-trust'

export const codex: Client = {
  id: 'codex',
  package: '@openai/codex',
  openModel: openOpenaiResponses,
  terminal: {
    ready: /^› (?!\d)/m,
    asks: /Would you like to/,
    approve: ['y'],
    reject: ['Escape'],
    interrupt: ['Escape'],
    commands: {
      quit: '/quit',
      clear: '/clear',
      new: '/new',
      compact: '/compact',
      init: '/init',
      review: '/review MOCK:slow 4',
    },
    back: [['Escape', 'Escape'], ['Enter']],
    confirms: { new: { asks: /Where should the new conversation run/, with: ['Enter'] } },
  },
  editor: { words: ['app-server'], protocol: 'app-server' },
  knows,
  // It has no interval among its settings.
  plays: ({ id }) => id !== 'slow',
  async prepare(context) {
    const { endHook, home, modelUrl, modules, otlpUrl, prompt, variant } = context
    const folder = join(home, '.codex')
    const file = join(folder, 'config.toml')
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, toConfig(context))
    if (endHook)
      writeFileSync(join(folder, 'hooks.json'), JSON.stringify(endHookFor('Stop', endHook)))
    if (otlpUrl !== undefined) {
      await context.setUp()
      vary(file, variant)
    }
    const program = programOf(modules)
    const bin = linkSandbox(home, program)
    // One home may have several clients, each with a model of its own.
    const model = ['-c', `model_providers.mock.base_url="${modelUrl}/v1"`]
    // By itself it hands its sessions to a process that outlives it.
    const alone = ['alone', 'websocket'].includes(variant.mode ?? '') ? ['--no-daemon'] : []
    const words = prompt === undefined ? alone : ['exec', '--skip-git-repo-check', prompt]
    return {
      command: [program, ...model, ...(endHook ? [trusting] : []), ...words],
      resume: ['resume', '--last'],
      env: { MOCK_KEY: 'dummy', PATH: [bin, process.env['PATH']].join(delimiter) },
    }
  },
}
