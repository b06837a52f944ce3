// The tools that a reply asks for, as far as that is told: each may have to be allowed by the person.

import type { AgentEvent, HappeningOf } from '../event.ts'
import { forgetOldest } from '../forget-oldest.ts'
import { never } from '../reading.ts'
import { NEXT_BATCH_MS } from '../tuning.ts'
import type { Request, Turn } from '../turn.ts'
import { decisionDueMs, isOfReply, replyNeedsDecision } from './decisions.ts'

/** A bound for broken exporters; real turns stay far below. */
const MAX_REQUESTS = 64

/**
 * Told by another than the replies are: their order is not known.
 *
 * @returns whether the last reply is known by that to ask for a tool
 */
export function noteRequest(
  turn: Turn,
  { toolId, decided, beside = false }: HappeningOf<'tool_requested'>,
  { timeMs, arrivalMs }: AgentEvent,
): boolean {
  const wasKnown = replyNeedsDecision(turn)
  turn.requestedMs = Math.max(turn.requestedMs, timeMs)
  if (decided) turn.decidableMs = Math.max(turn.decidableMs, timeMs)
  if (decided && beside && !turn.tools.has(toolId)) {
    const isLate = turn.phase === 'answered' && turn.reply.decisionsTold && isOfReply(turn, timeMs)
    turn.requests.set(toolId, { timeMs, dueMs: isLate ? arrivalMs + NEXT_BATCH_MS : never })
    forgetOldest(turn.requests, MAX_REQUESTS)
  }
  return !wasKnown && replyNeedsDecision(turn)
}

/** The reply is complete, and the decisions that the rules make are on their way. */
export function awaitDecisions(turn: Turn, { arrivalMs, delayMs }: AgentEvent): void {
  const dueMs = decisionDueMs(arrivalMs, delayMs)
  for (const request of turn.requests.values())
    if (isOfReply(turn, request.timeMs)) request.dueMs = dueMs
}

/**
 * Where the rules decided about one, what they decided about the others may be right behind;
 * a person who refuses one is not asked about the others.
 */
export function noteDecision(
  { requests }: Turn,
  { kind, toolId, byUser = false }: HappeningOf<'tool_started' | 'tool_refused'>,
  { arrivalMs }: AgentEvent,
): void {
  requests.delete(toolId)
  if (byUser && kind === 'tool_refused') requests.clear()
  if (byUser) return
  for (const request of requests.values())
    if (isAhead(request, arrivalMs))
      request.dueMs = Math.max(request.dueMs, arrivalMs + NEXT_BATCH_MS)
}

/** Whether it will be a question, and is none yet. */
const isAhead = ({ dueMs }: Request, nowMs: number): boolean => dueMs !== never && dueMs >= nowMs

/** The agent went on: what was asked for before was decided on. */
export function dropRequests({ requests }: Turn, beforeMs: number): void {
  for (const [toolId, { timeMs }] of requests) if (timeMs < beforeMs) requests.delete(toolId)
}

/** When a tool that nobody decided on counts as a question, though others of its reply were decided on. */
export const requestDueMs = ({ requests }: Turn): number =>
  Math.min(never, ...Array.from(requests.values(), ({ dueMs }) => dueMs))
