// What is told beside the telemetry, of which agent. A new one is one file and one line here.

import { claudeCodeHooks, claudeCodeSessions } from './claude-code.ts'
import { codexHooks } from './codex-hooks.ts'
import { codexJournals } from './codex-journal.ts'
import { copilotJournals } from './copilot-journal.ts'
import { copilotHooks } from './copilot-hooks.ts'
import { geminiCliJournals } from './gemini-cli-journal.ts'
import { geminiCliHooks } from './gemini-cli-hooks.ts'
import { qwenCodeHooks, qwenCodeSessions } from './qwen-code.ts'

/** Agents that run a command at what happens. */
export const hookKinds = [claudeCodeHooks, codexHooks, copilotHooks, geminiCliHooks, qwenCodeHooks]

/** Agents with a small file for each session that runs, which says what it does now. */
export const sessionFileKinds = [claudeCodeSessions, qwenCodeSessions]

/** Agents with a file for each session to which they add all that happens. */
export const journalKinds = [codexJournals, copilotJournals, geminiCliJournals]

/** The variable by which an agent finds its own files; undefined where none of them are followed. */
export function placeVariableOf(id: string): string | undefined {
  const kind = [...sessionFileKinds, ...journalKinds].find(({ agent }) => agent === id)
  return kind && 'homeVariable' in kind ? kind.homeVariable : kind?.variable
}
