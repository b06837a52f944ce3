// How a turn's tools begin and end: those of the main thread, and those of its sub-agents.

import type { HappeningOf } from '../event.ts'
import { forgetOldest } from '../forget-oldest.ts'
import { STOPPED_BESIDE_MS } from '../tuning.ts'
import { expectReply, noReply, type Turn } from '../turn.ts'
import { dropDecided } from './questions.ts'
import {
  addTool,
  backgroundAgent,
  endBackground,
  isDelegating,
  isRefusedAt,
  runningTool,
  type Tool,
} from './tools.ts'

/** @returns false where the turn knows of it already, and learns no more */
export function startTool(
  turn: Turn,
  started: HappeningOf<'tool_started'>,
  timeMs: number,
): boolean {
  const { toolId, tool: name, delegates = false, endIsTold = false } = started
  const known = turn.tools.get(toolId)
  // A hook may have told this call's end already: only the record of its start says that it delegates.
  if (known && (known.delegates || !endIsTold)) return false
  dropDecided(turn, name, started.byUser === true, timeMs)
  addTool(turn.tools, toolId, {
    ...createTool(name, timeMs),
    delegates,
    endIsTold,
    running: true,
    owner: ownerOf(started.sub),
  })
  return true
}

/** @returns false where the end was known, or was a sub-agent's that the turn waits for no longer */
export function endTool(turn: Turn, ended: HappeningOf<'tool_ended'>, timeMs: number): boolean {
  const { toolId, tool: name } = ended
  const known = turn.tools.get(toolId)
  if (known && !known.running) return false
  dropDecided(turn, name, false, timeMs)
  if (!known) addTool(turn.tools, toolId, createTool(name, timeMs))
  else if (ended.ok && isLeftBehind(turn, known)) known.backgroundMs = timeMs
  else known.running = false
  if (ended.sub === true || known?.owner === 'sub')
    return isDelegating(turn.tools) || runningTool(turn.tools) !== undefined
  if (wentOnSince(turn, timeMs)) return true
  turn.toolFailed = !ended.ok && !ended.byItself
  turn.toolEnded = true
  goOn(turn)
  if (turn.toolFailed && isStoppedByRefusal(turn, timeMs)) turn.phase = 'refused'
  if (ended.answers) answerBy(turn, timeMs)
  return true
}

function answerBy(turn: Turn, timeMs: number): void {
  turn.phase = 'answered'
  turn.reply = { ...noReply(), endedMs: timeMs, tools: false }
}

/** The person's refusal of a tool stops those that run beside it. */
const isStoppedByRefusal = ({ phase, tools, refusedMs }: Turn, timeMs: number): boolean =>
  phase === 'model' && runningTool(tools) === undefined && timeMs - refusedMs <= STOPPED_BESIDE_MS

/** A sub-agent whose call returns before its first model call works on in the background; a model call that began earlier is another's. */
const isLeftBehind = ({ sub }: Turn, { endIsTold, decidedMs }: Tool): boolean =>
  endIsTold && (sub?.reply.startedMs ?? sub?.reply.endedMs ?? 0) < decidedMs

/** Which one it was is not told; they are alike. */
export function endSubAgent(turn: Turn, timeMs: number): boolean {
  const tool = backgroundAgent(turn.tools, timeMs)
  if (tool) tool.running = false
  return tool !== undefined
}

/** A bound for broken exporters; real turns stay far below. */
const MAX_FORETOLD = 64

/** No more than that is known until the call's own records come. */
export function foretellAgent({ foretoldAgents }: Turn, toolId: string, timeMs: number): false {
  foretoldAgents.set(toolId, timeMs)
  forgetOldest(foretoldAgents, MAX_FORETOLD)
  return false
}

/** Whether sub-agents may have been left at work by calls of which only second accounts have told. */
export function isAgentUntold({ foretoldAgents, roundMs, tools }: Turn): boolean {
  for (const [id, timeMs] of foretoldAgents)
    if (timeMs >= roundMs && isUntold(tools.get(id))) return true
  return false
}

const isUntold = (call: Tool | undefined): boolean =>
  call === undefined || (call.running && call.backgroundMs === undefined)

/** Sub-agents are told to be at work, whatever is known of their calls: one stands for all of them. */
export function showSubAgents({ tools, startedMs }: Turn, timeMs: number): void {
  endBackground(tools)
  addTool(tools, 'sub-agent', {
    ...createTool('Agent', startedMs),
    delegates: true,
    backgroundMs: timeMs,
    running: true,
    owner: 'main',
  })
}

/** Two records of one refusal are this close, on one agent's clock: 1 ms was measured. */
const SAME_REFUSAL_MS = 5

/** The agent goes on after a refusal by the rules; one by the person usually ends the turn. */
export function refuseTool(
  turn: Turn,
  refused: HappeningOf<'tool_refused'>,
  timeMs: number,
): boolean {
  const { toolId, tool: name, byUser, ends, sub, secondary = false } = refused
  const known = turn.tools.get(toolId)
  if (known && !known.running) return false
  if (secondary && isRefusedAt(turn.tools, timeMs, SAME_REFUSAL_MS)) return false
  dropDecided(turn, name, byUser, timeMs)
  addTool(turn.tools, toolId, { ...createTool(name, timeMs), owner: ownerOf(sub) })
  if (sub && !byUser) return isDelegating(turn.tools)
  // It is no sign of life.
  if (wentOnSince(turn, timeMs)) return false
  if (ends === 'not') turn.toolEnded = true
  if (byUser) {
    turn.refusedMs = timeMs
    // An answer that is told from now on comes after it: the person said what to do instead.
    turn.foretold.clear()
  }
  const isEnd = byUser && !(ends && turn.toolEnded)
  if (isEnd && runningTool(turn.tools) === undefined) turn.phase = 'refused'
  else goOn(turn)
  return true
}

/** A second account, or one behind the second account of a later call, may come when that has been told of already. */
const wentOnSince = ({ phase, reply, lastMs, calledMs }: Turn, timeMs: number): boolean =>
  timeMs < calledMs ||
  (phase === 'answered' && reply.startedMs !== undefined && timeMs < reply.startedMs) ||
  (phase === 'failed' && timeMs < lastMs)

const ownerOf = (sub: boolean | undefined): Tool['owner'] =>
  sub === undefined ? 'unknown' : sub ? 'sub' : 'main'

const createTool = (name: string, decidedMs: number): Tool => ({
  name,
  decidedMs,
  delegates: false,
  endIsTold: false,
  backgroundMs: undefined,
  running: false,
  owner: 'unknown',
})

/** With its last tool ended, the agent's next model call is pending. */
export function goOn(turn: Turn): void {
  const busy = turn.phase === 'model' || turn.asked.length > 0
  if (!busy && runningTool(turn.tools) === undefined) expectReply(turn)
}
