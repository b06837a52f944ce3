// Whether the tools that a reply asks for were decided on, or the person is being asked.

import { BATCH_DELAY_LIMIT_MS, NEXT_BATCH_MS, REPLY_SLACK_MS, SETTLE_MS } from '../tuning.ts'
import { type Reply, replyHasTools, type Turn } from '../turn.ts'
import { lastDecisionMs, runningTool } from './tools.ts'

/**
 * Whether the last reply leaves the agent asking the person: it needs a tool, and
 * nothing was decided about one. A reply that always comes with text, but had
 * none, holds nothing but tool calls.
 */
export function replyNeedsDecision(turn: Turn): boolean {
  if (turn.phase !== 'answered' || decidedSinceReplyBegan(turn)) return false
  const tools = replyHasTools(turn.reply)
  return (
    tools ?? (isOfReply(turn, turn.requestedMs) || (turn.reply.textFollows && !turn.reply.text))
  )
}

/** Whether a request is one of the last reply, not of one before, nor of the next, which is told ahead of it. */
export const isOfReply = ({ reply }: Turn, requestedMs: number): boolean =>
  requestedMs >= (reply.startedMs ?? reply.endedMs - REPLY_SLACK_MS) &&
  requestedMs <= reply.endedMs + SETTLE_MS

/** Rules decide about a tool while the reply is still coming in, or right after it. */
export const decidedSinceReplyBegan = ({ tools, reply }: Turn): boolean =>
  lastDecisionMs(tools, 'main') >= (reply.startedMs ?? reply.endedMs)

/** What an undecided tool may be doing instead of being asked about; undefined where it is known to be decided on. */
export const unsureOf = (turn: Turn): Reply['unsure'] =>
  isOfReply(turn, turn.decidableMs) ? undefined : turn.reply.unsure

/** The same for a sub-agent's last reply. */
export function subNeedsDecision({ tools, sub }: Turn): boolean {
  if (!sub || !sub.reply.textFollows || sub.reply.text) return false
  return lastDecisionMs(tools, 'any') < (sub.reply.startedMs ?? sub.reply.endedMs)
}

/**
 * When an undecided tool call counts as a question to the person, on this machine's clock.
 *
 * @param arrivalMs when the last evidence came
 * @param delayMs how long it took to come
 */
export function decisionDueMs(arrivalMs: number, delayMs: number): number {
  const settled = delayMs >= SETTLE_MS && delayMs <= BATCH_DELAY_LIMIT_MS
  return arrivalMs + (settled ? 0 : NEXT_BATCH_MS)
}

/** Whether nothing known is left to happen in the turn, so that a next one shows it ended. */
export const mayBeOver = (turn: Turn): boolean =>
  turn.phase !== 'model' &&
  turn.failure !== 'retrying' &&
  runningTool(turn.tools) === undefined &&
  turn.asked.length === 0 &&
  !replyNeedsDecision(turn)
