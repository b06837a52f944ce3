// What the person is being asked within a turn, and what answers it.

import type { HappeningOf } from '../event.ts'
import { SAME_MOMENT_MS } from '../session.ts'
import { type Asked, expectReply, type Turn } from '../turn.ts'
import { replyNeedsDecision } from './decisions.ts'
import { isDecidedSince } from './tools.ts'

/** A bound for broken exporters; real turns stay far below. */
const MAX_ASKED = 64

/** Accounts of one question (a hook, its log record, a session file) are this close. */
const SAME_QUESTION_MS = 2_000
/** What a session file calls a question about a tool it does not name. */
const unnamed = 'permission'

/** @returns false for a question that is known to be answered */
export function askPerson(
  turn: Turn,
  { what, questionId }: HappeningOf<'blocked'>,
  timeMs: number,
): boolean {
  // An account that comes late: a hook told of the tool's end ahead of the record of the question.
  if (timeMs <= turn.answeredMs || isDecidedSince(turn.tools, what, timeMs)) return false
  const question = { what, sinceMs: timeMs, questionId }
  const same = turn.asked.findIndex((asked) => areOne(asked, question))
  if (same === -1) turn.asked.push(question)
  else turn.asked[same] = toOne(turn.asked[same]!, question)
  if (turn.asked.length > MAX_ASKED) turn.asked.shift()
  return true
}

const toOne = (one: Asked, { what, questionId }: Asked): Asked => ({
  what: what === unnamed ? one.what : what,
  sinceMs: one.sinceMs,
  questionId: one.questionId ?? questionId,
})

function areOne(one: Asked, other: Asked): boolean {
  const haveIds = one.questionId !== undefined && other.questionId !== undefined
  if (haveIds && one.questionId !== other.questionId) return false
  if (Math.abs(one.sinceMs - other.sinceMs) >= SAME_QUESTION_MS) return false
  return one.what === other.what || one.what === unnamed || other.what === unnamed
}

/** A new call shows that all questions asked before it were answered; with `byAnswer`, only those without an id. */
export function dropAsked(turn: Turn, callMs: number, byAnswer: boolean): void {
  turn.asked = turn.asked.filter(
    ({ sinceMs, questionId }) => sinceMs > callMs || (byAnswer && questionId !== undefined),
  )
}

/** @returns whether that was not known: an old account of an answer is no sign of life */
export function noteAnswer(turn: Turn, answer: HappeningOf<'unblocked'>, timeMs: number): boolean {
  const wasOpen = answerPerson(turn, answer, timeMs) || replyNeedsDecision(turn)
  if (replyNeedsDecision(turn)) expectReply(turn)
  return wasOpen || timeMs >= turn.lastMs
}

/**
 * What was asked since then may be told ahead of the answer, and stays.
 *
 * @returns whether something was still open that it answers
 */
function answerPerson(
  turn: Turn,
  { startedMs, all }: HappeningOf<'unblocked'>,
  timeMs: number,
): boolean {
  const open = turn.asked
  const first = open.find((asked) => wasAskedAt(asked, startedMs) && asked.sinceMs <= timeMs)
  const isAnswered = (asked: Asked): boolean =>
    startedMs === undefined ? all === true || asked.questionId === undefined : asked === first
  turn.answeredMs = Math.max(turn.answeredMs, timeMs)
  turn.asked = open.filter((asked) => asked.sinceMs > timeMs || !isAnswered(asked))
  return turn.asked.length < open.length
}

const wasAskedAt = ({ sinceMs }: Asked, askedMs: number | undefined): boolean =>
  askedMs !== undefined && sinceMs >= askedMs - SAME_MOMENT_MS

/** A question older than this reply was answered: the agent went on. */
export function dropAnswered(turn: Turn): void {
  const beganMs = turn.reply.startedMs
  if (beganMs !== undefined) turn.asked = turn.asked.filter((ask) => ask.sinceMs >= beganMs)
}

/**
 * A decision about a tool answers the question about it. One made by the person
 * answers some question even where the names differ (MCP tools are renamed in logs).
 */
export function dropDecided(turn: Turn, tool: string, byUser: boolean, timeMs: number): void {
  const named = turn.asked.findIndex((ask) => ask.what === tool)
  // Told late, it is no answer to what was asked since.
  const at = named === -1 && byUser ? turn.asked.findIndex((ask) => ask.sinceMs <= timeMs) : named
  if (at !== -1) turn.asked.splice(at, 1)
}
