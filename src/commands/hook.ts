// `hook`: what an agent runs for its hooks; passes them on to the daemon, and never holds the agent up.

import { z } from 'zod'
import { claudeCodeHooks } from '../agents/live/claude-code.ts'
import { codexHooks } from '../agents/live/codex.ts'
import { copilotHooks } from '../agents/live/copilot-hooks.ts'
import { geminiCliHooks } from '../agents/live/gemini-cli.ts'
import { qwenCodeHooks } from '../agents/live/qwen-code.ts'
import { parseHook } from '../sources/hooks/parse-hook.ts'
import type { Command, CommandIo } from './command.ts'
import { postHook } from './hook/post-hook.ts'
import { readJson } from './hook/read-json.ts'

const kinds = {
  'claude-code': claudeCodeHooks,
  codex: codexHooks,
  copilot: copilotHooks,
  'gemini-cli': geminiCliHooks,
  'qwen-code': qwenCodeHooks,
}

const options = z.strictObject({
  agent: z
    .enum(['claude-code', 'codex', 'copilot', 'gemini-cli', 'qwen-code'])
    .describe('agent whose hook this is')
    .meta({ placeholder: 'AGENT' }),
  json: z
    .string()
    .optional()
    .describe('what the hook says [standard input]')
    .meta({ placeholder: 'JSON' }),
})

/** With a daemon that hangs. `setup` has it run beside the agent; who runs it otherwise may wait for it. */
const LIMIT_MS = 2_000

/**
 * Prints nothing, since an agent would take it for a decision, and succeeds
 * whatever happens: the daemon is not there, the settings are wrong, the JSON is
 * none, or never ends.
 */
export const hookCommand = {
  name: 'hook',
  summary: "Pass an agent's hook on to the daemon",
  options,
  positionals: ['agent', 'json'],
  settings: ['host', 'port'],
  async run(given, io) {
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(), LIMIT_MS)
    await pass(given, io, limit.signal).catch(() => undefined)
    clearTimeout(timer)
    // Whoever started us may never close it.
    io.stdin.destroy()
    return 0
  },
} satisfies Command<typeof options>

async function pass(
  { agent, json }: z.output<typeof options>,
  io: CommandIo,
  signal: AbortSignal,
): Promise<void> {
  const kind = kinds[agent]
  const fields = parseHook(json ?? (await readJson(io.stdin, signal)), kind.fields)
  if (!fields || !kind.read(fields)) return
  // Prompts and answers stay where they are. Where nothing is told of the time, it is that of our start.
  const timed = { timestamp: Math.round(performance.timeOrigin), ...fields }
  await postHook(agent, timed, io.loadSettings(), signal)
}
