// What the person is being asked within a turn, and what answers it.

import { isDecidedSince } from './tools.ts'
import type { Turn } from './turn.ts'

/** A bound for broken exporters; real turns stay far below. */
const maxAsked = 64

/** Accounts of one question (a hook, its log record, a session file) are this close. */
const sameQuestionMs = 2_000
/** What a session file calls a question about a tool it does not name. */
const unnamed = 'permission'

export function askPerson(turn: Turn, what: string, timeMs: number): boolean {
  // An account that comes late: a hook told of the tool's end ahead of the record of the question.
  if (timeMs <= turn.answeredMs || isDecidedSince(turn.tools, what, timeMs)) return false
  const same = turn.asked.findIndex(
    (asked) =>
      Math.abs(asked.sinceMs - timeMs) < sameQuestionMs &&
      (asked.what === what || asked.what === unnamed || what === unnamed),
  )
  if (same === -1) turn.asked.push({ what, sinceMs: timeMs })
  else if (what !== unnamed) turn.asked[same] = { what, sinceMs: turn.asked[same]!.sinceMs }
  if (turn.asked.length > maxAsked) turn.asked.shift()
  return true
}

/** A question older than this reply was answered: the agent went on. */
export function dropAnswered(turn: Turn): void {
  const beganMs = turn.reply.startedMs
  if (beganMs !== undefined) turn.asked = turn.asked.filter((ask) => ask.sinceMs >= beganMs)
}

/**
 * A decision about a tool answers the question about it. One made by the person
 * answers some question even where the names differ (MCP tools are renamed in logs).
 */
export function answered(turn: Turn, tool: string, byUser: boolean): void {
  const at = turn.asked.findIndex((ask) => ask.what === tool)
  if (at !== -1) turn.asked.splice(at, 1)
  else if (byUser) turn.asked.shift()
}
