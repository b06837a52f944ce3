// The tools of one turn: which are running, when they were decided on, and whose they are.

import type { HappeningOf } from '../event.ts'
import { forgetOldest } from '../forget-oldest.ts'
import { SETTLE_MS } from '../tuning.ts'

/** Tools remembered per turn; the oldest ended ones are forgotten first. */
const MAX_TOOLS = 256

export interface Tool {
  readonly name: string
  readonly decidedMs: number
  /** True where the tool is a sub-agent at work. */
  readonly delegates: boolean
  /** True where such a one may work on when its call is answered. */
  readonly endIsTold: boolean
  /** Since when it does, on the agent's clock: the main thread goes on, and comes back to it at its end. */
  backgroundMs: number | undefined
  running: boolean
  /** Whose reply asked for it; 'unknown' until a reply that can have done so has ended. */
  owner: 'unknown' | 'main' | 'sub'
}

export type Tools = Map<string, Tool>

/** A bound for what is never collected. */
const MAX_LEFT = 64

/** Notes what a tool that has ended left at work, and what is over by now. */
export function noteLeft(
  left: Set<string>,
  { leaves = [], collects = [] }: HappeningOf<'tool_ended'>,
): void {
  for (const name of leaves) left.add(name)
  for (const name of collects) left.delete(name)
  forgetOldest(left, MAX_LEFT)
}

/** A tool that runs holds up the main thread, unless it is a background sub-agent or one of those asked for it. */
const holdsTurn = (tool: Tool): boolean =>
  tool.running && tool.owner !== 'sub' && tool.backgroundMs === undefined

/** The first tool that holds the turn open, one that does the work itself before one that delegates it. */
export function runningTool(tools: Tools): Tool | undefined {
  let delegate: Tool | undefined
  for (const tool of tools.values()) {
    if (!holdsTurn(tool)) continue
    if (!tool.delegates) return tool
    delegate ??= tool
  }
  return delegate
}

/** Whether a sub-agent's work is part of the turn. */
export function isDelegating(tools: Tools): boolean {
  for (const tool of tools.values())
    if (tool.delegates && tool.running && tool.owner !== 'sub') return true
  return false
}

/** The first sub-agent at work in the background, of those that were by then. */
export function backgroundAgent(tools: Tools, byMs = Infinity): Tool | undefined {
  for (const tool of tools.values())
    if (tool.running && tool.backgroundMs !== undefined && tool.backgroundMs <= byMs) return tool
  return undefined
}

/** Whether the main thread has not yet come back to a sub-agent that it left in the background. */
export function hasDelegated(tools: Tools): boolean {
  for (const tool of tools.values()) if (tool.backgroundMs !== undefined) return true
  return false
}

/** Whether one of them is done, so that the agent's next prompt is its own. */
export function isComingBack(tools: Tools): boolean {
  for (const tool of tools.values())
    if (tool.backgroundMs !== undefined && !tool.running) return true
  return false
}

/** None of them is at work any more. */
export function endBackground(tools: Tools): void {
  for (const tool of tools.values()) if (tool.backgroundMs !== undefined) tool.running = false
}

/** The main thread was told of all background sub-agents that are done. */
export function forgetDelegated(tools: Tools): void {
  for (const [id, tool] of tools)
    if (tool.backgroundMs !== undefined && !tool.running) tools.delete(id)
}

/** Whether a background sub-agent runs a tool of its own. */
export function isSubAtWork(tools: Tools): boolean {
  for (const tool of tools.values()) if (tool.running && tool.owner === 'sub') return true
  return false
}

/** When a tool was last decided on, on the agent's clock; 0 before the first. */
export function lastDecisionMs(tools: Tools, owner: 'main' | 'any'): number {
  let lastMs = 0
  for (const tool of tools.values())
    if (owner === 'any' || tool.owner !== 'sub') lastMs = Math.max(lastMs, tool.decidedMs)
  return lastMs
}

/** Whether a tool of that name was decided on after that time. */
export function isDecidedSince(tools: Tools, name: string, timeMs: number): boolean {
  for (const tool of tools.values()) if (tool.name === name && tool.decidedMs > timeMs) return true
  return false
}

/** Whether the turn knows of a tool that was refused within `slackMs` of that time. */
export function isRefusedAt(tools: Tools, timeMs: number, slackMs: number): boolean {
  for (const { running, decidedMs } of tools.values())
    if (!running && Math.abs(decidedMs - timeMs) <= slackMs) return true
  return false
}

/**
 * Gives the tools decided on while a reply came in, or right after, to whoever made it.
 * A tool that the rules allow is told just before the reply that asked for it, so the
 * first such reply told after it is its own.
 */
export function claimTools(
  tools: Tools,
  startedMs: number | undefined,
  endedMs: number,
  owner: 'main' | 'sub',
): void {
  if (startedMs === undefined) return
  for (const tool of tools.values()) {
    const isOfReply = tool.decidedMs >= startedMs && tool.decidedMs <= endedMs + SETTLE_MS
    if (tool.owner === 'unknown' && isOfReply) tool.owner = owner
  }
}

/** An agent waits for its tools before it calls the model again: the ends of earlier ones were lost. */
export function endEarlier(tools: Tools, callMs: number | undefined): void {
  if (callMs === undefined) return
  for (const tool of tools.values())
    if (tool.decidedMs < callMs && holdsTurn(tool)) tool.running = false
}

/** Makes room for it where there are too many. */
export function addTool(tools: Tools, id: string, tool: Tool): void {
  tools.set(id, tool)
  if (tools.size <= MAX_TOOLS) return
  for (const [oldId, old] of tools) if (!old.running) return void tools.delete(oldId)
  // A hostile or broken exporter: none of them ever ends.
  forgetOldest(tools, MAX_TOOLS)
}
