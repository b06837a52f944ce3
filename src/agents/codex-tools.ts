// Codex's own tools: whose use is decided on, and what they leave running. Checked: 0.169.0 and 0.171.0.

import type { Clean } from './definition.ts'

/** A decision about each use of these is told: by the rules at once, by the person when they have decided. */
export const decidedTools: ReadonlySet<string> = new Set([
  'apply_patch',
  'exec_command',
  'local_shell',
  'shell',
  'shell_command',
])

/** The one of them that runs alone: what its reply asks for behind it is decided on when it has ended. */
export const aloneTool = 'apply_patch'

/**
 * These wait, for minutes, for what other tools left running. Neither a decision about them
 * is told nor their start.
 */
export const waitingTools: ReadonlySet<string> = new Set(['wait', 'wait_agent', 'write_stdin'])

const spawning = 'spawn_agent'

/** 0.142 tells a tool's namespace with its name: `multi_agent_v1spawn_agent` (observed). */
export const bareName = (tool: string): string => tool.replace(/^multi_agent_v\d+/, '')

interface Left {
  readonly leaves?: readonly string[]
  readonly collects?: readonly string[]
  readonly spawned?: string | true
}

const TERMINAL_ASKED = /"(?:session|cell)_id":\s*"?([\w-]{1,64})/
/** At the head of an output: below, it would be a program's own. */
const TERMINAL_LEFT =
  /^(?:Chunk ID: .*\n)?(?:Wall time: .*\n)?(?:Process|Script) running with (?:session|cell) ID ([\w-]{1,64})/
/** The id of a sub-agent's thread; where agents work in teams, only its name in the team is told. */
const AGENT_BEGUN = /^\{"agent_id":"([\w-]{1,64})"/
const MEMBER_BEGUN = /^\{"task_name":"/

/**
 * Which command a tool left running in its terminal (told after `yield_time_ms`) or asked
 * about, and whether it started a sub-agent.
 *
 * @param tool its name
 * @param input as `arguments` of the tool's record has it
 * @param output as its `output`
 */
export function leftBy(tool: string, input: string, output: string): Left {
  if (tool === spawning) return begunBy(output)
  const [, running] = TERMINAL_LEFT.exec(output) ?? []
  if (running !== undefined) return { leaves: [`terminal ${running}`] }
  const [, asked] = TERMINAL_ASKED.exec(input) ?? []
  return asked === undefined ? {} : { collects: [`terminal ${asked}`] }
}

function begunBy(output: string): Left {
  const [, begun] = AGENT_BEGUN.exec(output) ?? []
  if (begun !== undefined) return { spawned: begun }
  return MEMBER_BEGUN.test(output) ? { spawned: true } : {}
}

/** Of the arguments only which terminal they are about. */
export function keptOfArguments(input: string): string {
  const [, kept] = TERMINAL_ASKED.exec(input) ?? []
  return kept === undefined ? '[removed]' : `{"session_id":"${kept}"}`
}

/** Of the output only what it says of what was left running. */
export function keptOfOutput(output: string, clean: Clean): string {
  const { spawned } = begunBy(output)
  if (spawned === true) return '{"task_name":"[removed]"}'
  if (spawned !== undefined) return `{"agent_id":"${clean('conversation.id', spawned)}"}`
  const [, terminal] = TERMINAL_LEFT.exec(output) ?? []
  return terminal === undefined ? '[removed]' : `Process running with session ID ${terminal}`
}
