// How one event of a running turn adds to the turn's evidence.

import type { AgentEvent, Happening, HappeningOf, ModelCallEnded } from '../event.ts'
import { BURST_MS, REPLY_SLACK_MS, RETRY_QUIET_MS } from '../tuning.ts'
import { expectReply, goesOn, noReply, type Turn } from '../turn.ts'
import { decidedSinceReplyBegan } from './decisions.ts'
import { comeBack } from './prompts.ts'
import { askPerson, dropAnswered, dropAsked, noteAnswer } from './questions.ts'
import { awaitDecisions, dropRequests, noteDecision, noteRequest } from './requests.ts'
import { endSubAgent, endTool, foretellAgent, goOn, refuseTool, startTool } from './tool-step.ts'
import { claimTools, endEarlier, isDelegating } from './tools.ts'

/** Bounds for broken exporters; real turns stay far below. */
const MAX_OPEN = 64
const MAX_CALLS = 1_024

/** A second account of a call may be this much older than what is known by now. */
const JITTER_MS = 5

/** @returns whether the event is evidence for this turn, not an old or repeated account */
export function applyToTurn(turn: Turn, event: AgentEvent): boolean {
  if (!apply(turn, event)) return false
  turn.silentSinceMs = null
  if (!isAhead(event.happening)) {
    if (event.timeMs >= turn.lastMs) turn.lastDelayMs = event.delayMs
    turn.lastMs = Math.max(turn.lastMs, event.timeMs)
  }
  turn.lastArrivalMs = Math.max(turn.lastArrivalMs, event.arrivalMs)
  return true
}

/** Older records are still to come. */
const isAhead = (happening: Happening): boolean => 'ahead' in happening && happening.ahead

function apply(turn: Turn, event: AgentEvent): boolean {
  const { happening, timeMs } = event
  switch (happening.kind) {
    case 'prompt':
      return (happening.byItself || goesOn(turn)) && comeBack(turn, happening, timeMs)
    case 'model_call_started':
      return isOfNextReply(turn, timeMs) && beginCall(turn, happening, timeMs)
    case 'model_output':
      return streamReply(turn, happening.tool, timeMs)
    case 'first_token':
      return firstToken(turn, timeMs)
    case 'model_call_ended':
      return happening.sub ? endSubReply(turn, happening, event) : endReply(turn, happening, event)
    case 'model_text':
      return noteText(turn, happening.callId)
    case 'model_call_failed':
      return failReply(turn, happening, timeMs)
    case 'failure_foretold':
      turn.foretoldFailureMs = timeMs
      turn.foretold.clear()
      return false
    case 'sub_agent_foretold':
      return foretellAgent(turn, happening.toolId, timeMs)
    case 'tool_requested':
      return noteRequest(turn, happening, event)
    case 'tool_started':
      noteDecision(turn, happening, event)
      return startTool(turn, happening, timeMs)
    case 'tool_ended':
      turn.requests.delete(happening.toolId)
      if (happening.spawned !== undefined) beginAgent(turn)
      return endTool(turn, happening, timeMs)
    case 'sub_agent_ended':
      return endSubAgent(turn, timeMs)
    case 'tool_refused':
      noteDecision(turn, happening, event)
      return refuseTool(turn, happening, timeMs)
    case 'hook_started':
      if (turn.hooks.size < MAX_OPEN) turn.hooks.add(happening.hook)
      return true
    case 'hook_ended':
      if (happening.goesOn) expectReply(turn)
      return turn.hooks.delete(happening.hook) || happening.goesOn === true
    case 'blocked':
      return askPerson(turn, happening, timeMs)
    case 'unblocked':
      return noteAnswer(turn, happening, timeMs)
    default:
      return false
  }
}

/** A sub-agent shares the trace, and its request may have been told before it was known. */
function beginAgent(turn: Turn): void {
  turn.requestedMs = turn.decidableMs = 0
  turn.endIsLate = true
}

/** A hook may have told of the tool before it a moment ahead of the log, or of a question of its own. */
const isOfNextReply = ({ phase, reply, lastMs }: Turn, timeMs: number): boolean =>
  timeMs >= lastMs - JITTER_MS || (phase === 'model' && timeMs >= (reply.startedMs ?? 0))

/** A reply that was coming in was given up: the person stopped it, or its connection broke. */
function beginCall(
  turn: Turn,
  { byAnswer, turnId }: HappeningOf<'model_call_started'>,
  timeMs: number,
): boolean {
  turn.turnId ??= turnId
  if (turn.reply.streamedTool !== undefined) expectReply(turn)
  return beginReply(turn, timeMs, byAnswer)
}

function beginReply(turn: Turn, timeMs: number, byAnswer = false): boolean {
  dropAsked(turn, timeMs, byAnswer)
  dropRequests(turn, timeMs)
  turn.failure = 'none'
  // With a new call, the agent went on after that tool: nobody stopped it, and a refusal ended nothing.
  turn.toolFailed = false
  turn.refusedMs = 0
  turn.calledMs = Math.max(turn.calledMs, timeMs)
  if (turn.phase !== 'model') expectReply(turn)
  turn.reply.startedMs ??= timeMs
  return true
}

function streamReply(turn: Turn, tool: boolean, timeMs: number): boolean {
  if (!isOfNextReply(turn, timeMs)) return false
  // More of a reply answers nothing that was asked since it began.
  if (turn.phase !== 'model' || turn.reply.streamedTool === undefined) beginReply(turn, timeMs)
  turn.reply.streamedTool = tool || turn.reply.streamedTool === true
  return true
}

/** The record may follow the end of a reply that came in one burst. */
function firstToken(turn: Turn, timeMs: number): boolean {
  const late = turn.phase === 'answered' && timeMs - turn.reply.endedMs <= BURST_MS
  if (!late && turn.phase !== 'model') expectReply(turn)
  turn.reply.firstTokenMs = timeMs
  return true
}

function endReply(turn: Turn, ended: ModelCallEnded, event: AgentEvent): boolean {
  const { reply } = turn
  const { timeMs } = event
  if (ended.callId !== undefined && turn.calls.has(ended.callId)) return mergeReply(turn, ended)
  if (timeMs < turn.lastMs - JITTER_MS && timeMs < reply.endedMs) return false
  if (turn.calls.size >= MAX_CALLS) turn.calls.clear()
  const foretold = turn.foretold.get(ended.callId ?? '')
  if (ended.callId !== undefined) excludeCall(turn, ended.callId)
  if (turn.phase !== 'model') expectReply(turn)
  turn.phase = 'answered'
  turn.failure = 'none'
  turn.refusedMs = 0
  turn.toolFailed = false
  turn.toolEnded = false
  Object.assign(turn.reply, {
    callId: ended.callId,
    startedMs: ended.startedMs ?? turn.reply.startedMs,
    endedMs: timeMs,
    tools: ended.tools ?? foretold,
    textFollows: ended.text === 'follows',
    visibleTokens: ended.visibleTokens,
    decisionsTold: ended.decisionsTold === true,
  })
  dropAnswered(turn)
  dropRequests(turn, turn.reply.startedMs ?? timeMs - REPLY_SLACK_MS)
  if (turn.reply.decisionsTold) awaitDecisions(turn, event)
  claimTools(turn.tools, turn.reply.startedMs, timeMs, 'main')
  endEarlier(turn.tools, turn.reply.startedMs)
  if (decidedSinceReplyBegan(turn) || turn.answeredMs >= timeMs) goOn(turn)
  return true
}

/** Nothing more is to be learnt of that call. */
export function excludeCall(turn: Turn, callId: string): void {
  turn.calls.add(callId)
  turn.foretold.delete(callId)
}

/** A sub-agent's reply matters while the turn waits for that sub-agent. */
function endSubReply(turn: Turn, ended: ModelCallEnded, event: AgentEvent): boolean {
  const { timeMs, arrivalMs, delayMs } = event
  claimTools(turn.tools, ended.startedMs, timeMs, 'sub')
  if (!isDelegating(turn.tools)) return false
  const reply = {
    ...noReply(),
    callId: ended.callId,
    startedMs: ended.startedMs,
    endedMs: timeMs,
    textFollows: ended.text === 'follows',
  }
  turn.sub = { reply, arrivalMs, delayMs }
  return true
}

/** Adds what a second account of a reply knows, whether it comes after the first or before. */
export function mergeReply(turn: Turn, ended: ModelCallEnded): boolean {
  const { reply } = turn
  const { callId, tools } = ended
  if (callId === undefined) return false
  if (!turn.calls.has(callId)) {
    if (tools !== undefined) foretell(turn, callId, tools)
    return false
  }
  if (reply.callId !== callId || turn.phase !== 'answered') return false
  const more = {
    tools: tools ?? reply.tools,
    decisionsTold: reply.decisionsTold || ended.decisionsTold === true,
    textFollows: reply.textFollows || ended.text === 'follows',
  }
  const isNews =
    more.tools !== reply.tools ||
    more.decisionsTold !== reply.decisionsTold ||
    more.textFollows !== reply.textFollows
  Object.assign(reply, more)
  return isNews
}

function foretell({ foretold }: Turn, callId: string, tools: boolean): void {
  if (foretold.size >= MAX_CALLS) foretold.clear()
  foretold.set(callId, tools)
}

function noteText(turn: Turn, callId: string | undefined): boolean {
  const reply = [turn.reply, turn.sub?.reply].find((told) => told && told.callId === callId)
  if (reply) reply.text = true
  return reply === turn.reply
}

function failReply(
  turn: Turn,
  { final, retryMs }: HappeningOf<'model_call_failed'>,
  timeMs: number,
): boolean {
  if (timeMs < turn.lastMs - JITTER_MS) return false
  expectReply(turn)
  dropRequests(turn, timeMs)
  turn.phase = 'failed'
  turn.refusedMs = 0
  turn.failure = final ? 'final' : 'retrying'
  turn.retryQuietMs = retryMs ?? RETRY_QUIET_MS
  return true
}
