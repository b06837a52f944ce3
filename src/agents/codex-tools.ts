// Codex's own tools: about which somebody decides, and what they leave at work. Checked: 0.169.0.

import type { Clean } from './definition.ts'

/** A decision about each use of these is told: by the rules at once, by the person when they have decided. */
export const decidedTools: ReadonlySet<string> = new Set([
  'apply_patch',
  'exec_command',
  'local_shell',
  'shell',
  'shell_command',
])

/**
 * These wait for what others left at work, for minutes. No decision about them is
 * told, nor that they were begun.
 */
export const waitingTools: ReadonlySet<string> = new Set(['wait', 'wait_agent', 'write_stdin'])

interface Left {
  readonly leaves?: readonly string[]
  readonly collects?: readonly string[]
  readonly spawned?: string
}

const terminalAsked = /"(?:session|cell)_id":\s*"?([\w-]{1,64})/
const terminalLeft = /running with (?:session|cell) ID ([\w-]{1,64})/
const agentBegun = /^\{"agent_id":"([\w-]{1,64})"/
/** One in the list of those that were waited for, or were closed. */
const agentDone = /"([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})":(?!"(?:running|pending_init)")/g

/**
 * What a tool left at work, and what it found to be over: a command that runs on
 * in its terminal (told after `yield_time_ms`), a sub-agent.
 *
 * @param input as `arguments` of the tool's record has it
 * @param output as its `output`
 */
export function leftBy(input: string, output: string): Left {
  const [, begun] = agentBegun.exec(output) ?? []
  if (begun !== undefined) return { leaves: [begun], spawned: begun }
  const [, running] = terminalLeft.exec(output) ?? []
  if (running !== undefined) return { leaves: [`terminal ${running}`] }
  const [, asked] = terminalAsked.exec(input) ?? []
  if (asked !== undefined) return { collects: [`terminal ${asked}`] }
  const done = Array.from(output.matchAll(agentDone), ([, id]) => id!)
  return done.length > 0 ? { collects: done } : {}
}

/** Of the arguments only which terminal they are about. */
export function keptOfArguments(input: string): string {
  const [kept] = terminalAsked.exec(input) ?? []
  return kept === undefined ? '[removed]' : `{${kept}}`
}

/** Of the output only what it says of things left at work. */
export function keptOfOutput(output: string, clean: Clean): string {
  const { spawned, leaves = [], collects = [] } = leftBy('', output)
  const id = (raw: string) => clean('conversation.id', raw)
  if (spawned !== undefined) return `{"agent_id":"${id(spawned)}"}`
  if (leaves.length > 0) return terminalLeft.exec(output)![0]
  if (collects.length === 0) return '[removed]'
  return `{"status":{${collects.map((raw) => `"${id(raw)}":{}`).join(',')}}}`
}
