// The agents that are known. A new one is one file and one line here.

import type { AgentDefinition } from './definition.ts'
import { claudeCode } from './claude-code.ts'
import { codex } from './codex.ts'
import { copilot } from './copilot.ts'
import { geminiCli } from './gemini-cli.ts'
import { genAi } from './gen-ai.ts'
import { opencode } from './opencode.ts'
import { qwenCode } from './qwen-code.ts'

export const agents: readonly AgentDefinition[] = [
  claudeCode,
  codex,
  geminiCli,
  qwenCode,
  copilot,
  opencode,
]

/** Names of all agents' programs. */
export const programNames: readonly string[] = agents.flatMap(({ program }) => program?.names ?? [])

/** The agent whose telemetry carries this service.name; a generic one where none is known. */
export function agentFor(serviceName: string): AgentDefinition {
  const known = agents.find((agent) => agent.service.test(serviceName))
  if (known) return known
  const id = serviceName
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .slice(0, 64)
  return id === '' ? genAi : { ...genAi, id }
}
