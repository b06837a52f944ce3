// How one event of a running turn adds to the turn's evidence.

import type { AgentEvent, Happening } from './event.ts'
import { burstMs } from './tuning.ts'
import { expectReply, type Turn } from './turn.ts'

/** A second account of a call may be this much older than what is known by now. */
const jitterMs = 5

/** @returns whether the event is evidence for this turn, not an old or repeated account */
export function applyToTurn(turn: Turn, event: AgentEvent): boolean {
  if (!apply(turn, event.happening, event.timeMs)) return false
  turn.silentSinceMs = null
  turn.lastMs = Math.max(turn.lastMs, event.timeMs)
  turn.lastArrivalMs = Math.max(turn.lastArrivalMs, event.arrivalMs)
  return true
}

function apply(turn: Turn, happening: Happening, timeMs: number): boolean {
  switch (happening.kind) {
    case 'model_call_started':
      return timeMs >= turn.lastMs - jitterMs && beginReply(turn)
    case 'model_output':
      return streamReply(turn, happening.tool, timeMs)
    case 'first_token':
      return firstToken(turn, timeMs)
    case 'model_call_ended':
      return endReply(turn, happening, timeMs)
    case 'model_text':
      return noteText(turn, happening.callId)
    case 'model_call_failed':
      return failReply(turn, happening.final, timeMs)
    case 'tool_started':
      return startTool(turn, happening)
    case 'tool_ended':
      return endTool(turn, happening.toolId, happening.tool)
    case 'tool_refused':
      return refuseTool(turn, happening)
    case 'hook_started':
      turn.hooks.add(happening.hook)
      return true
    case 'hook_ended':
      return turn.hooks.delete(happening.hook)
    case 'blocked':
      turn.asked.push(happening.what)
      return true
    case 'unblocked':
      turn.asked = []
      return true
    default:
      return false
  }
}

/** A new call answers whatever the person was asked. */
function beginReply(turn: Turn): boolean {
  turn.asked = []
  if (turn.phase !== 'model') expectReply(turn)
  return true
}

function streamReply(turn: Turn, tool: boolean, timeMs: number): boolean {
  if (timeMs < turn.lastMs - jitterMs) return false
  beginReply(turn)
  turn.reply.streamed = true
  if (tool) turn.reply.streamedTool = true
  return true
}

/** The record may follow the end of a reply that came in one burst. */
function firstToken(turn: Turn, timeMs: number): boolean {
  const late = turn.phase === 'answered' && timeMs - turn.reply.endedMs <= burstMs
  if (!late && turn.phase !== 'model') expectReply(turn)
  turn.reply.firstTokenMs = timeMs
  return true
}

function endReply(
  turn: Turn,
  ended: Extract<Happening, { kind: 'model_call_ended' }>,
  timeMs: number,
): boolean {
  const { reply } = turn
  if (ended.callId !== undefined && turn.calls.has(ended.callId)) return mergeReply(turn, ended)
  if (timeMs < turn.lastMs - jitterMs && timeMs < reply.endedMs) return false
  if (ended.callId !== undefined) turn.calls.add(ended.callId)
  if (turn.phase !== 'model') expectReply(turn)
  turn.failure = 'none'
  turn.asked = []
  Object.assign(turn.reply, {
    callId: ended.callId,
    endedMs: timeMs,
    tools: ended.tools ?? turn.foretold.get(ended.callId ?? ''),
    textFollows: ended.text === 'follows',
    visibleTokens: ended.visibleTokens,
    decisionsTold: ended.decisionsTold === true,
  })
  turn.phase = 'answered'
  if (turn.toolsSinceReply > 0 && turn.open.size === 0) expectReply(turn)
  return true
}

/** Adds what a second account of a reply knows, whether it comes after the first or before. */
export function mergeReply(
  turn: Turn,
  ended: Extract<Happening, { kind: 'model_call_ended' }>,
): boolean {
  const { reply } = turn
  if (ended.callId === undefined || ended.tools === undefined) return false
  if (!turn.calls.has(ended.callId)) {
    turn.foretold.set(ended.callId, ended.tools)
    return false
  }
  if (reply.callId !== ended.callId || turn.phase !== 'answered') return false
  reply.tools = ended.tools
  if (ended.decisionsTold) reply.decisionsTold = true
  if (ended.text === 'follows') reply.textFollows = true
  return true
}

function noteText(turn: Turn, callId: string | undefined): boolean {
  if (turn.reply.callId !== callId) return false
  turn.reply.text = true
  return true
}

function failReply(turn: Turn, final: boolean, timeMs: number): boolean {
  if (timeMs < turn.lastMs - jitterMs) return false
  expectReply(turn)
  turn.phase = 'failed'
  turn.failure = final ? 'final' : 'retrying'
  return true
}

function startTool(turn: Turn, started: Extract<Happening, { kind: 'tool_started' }>): boolean {
  const { toolId, tool } = started
  if (turn.done.has(toolId) || turn.open.has(toolId)) return false
  answered(turn, tool, started.byUser === true)
  turn.open.set(toolId, tool)
  turn.toolsSinceReply++
  return true
}

function endTool(turn: Turn, toolId: string, tool: string): boolean {
  if (turn.done.has(toolId)) return false
  answered(turn, tool, false)
  if (!turn.open.delete(toolId)) turn.toolsSinceReply++
  turn.done.add(toolId)
  if (turn.open.size === 0 && turn.asked.length === 0 && turn.phase !== 'model') expectReply(turn)
  return true
}

/** The agent goes on after a refusal by the rules; one by the person usually ends the turn. */
function refuseTool(turn: Turn, refused: Extract<Happening, { kind: 'tool_refused' }>): boolean {
  if (turn.done.has(refused.toolId)) return false
  answered(turn, refused.tool, refused.byUser)
  turn.open.delete(refused.toolId)
  turn.done.add(refused.toolId)
  if (refused.byUser) {
    turn.refused = true
    if (turn.open.size === 0) turn.phase = 'refused'
  } else if (turn.open.size === 0 && turn.phase !== 'model') expectReply(turn)
  else turn.toolsSinceReply++
  return true
}

/**
 * A decision about a tool answers the question about it. One made by the person
 * answers some question even where the names differ (MCP tools are renamed in logs).
 */
function answered(turn: Turn, tool: string, byUser: boolean): void {
  const at = turn.asked.indexOf(tool)
  if (at !== -1) turn.asked.splice(at, 1)
  else if (byUser) turn.asked.shift()
}
