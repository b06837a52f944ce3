// Which prompts begin a turn, and which are another account of one that is known.

import type { AgentEvent, HappeningOf } from '../event.ts'
import { type Rest, SAME_MOMENT_MS, type Session } from '../session.ts'
import { REACTION_MS } from '../tuning.ts'
import { expectReply, type Turn } from '../turn.ts'
import { forgetDelegated } from './tools.ts'

/** Whether a prompt is the one of a turn that was heard of first by what followed it. */
export const isMissingPrompt = ({ turn, rest }: Session, { timeMs }: AgentEvent): boolean =>
  turn?.implicit === true && timeMs < turn.startedMs && timeMs > rest.timeMs + SAME_MOMENT_MS

/** Whether a prompt is a new one, not another account of a turn that is known. */
export function startsTurn(
  session: Session,
  event: AgentEvent,
  promptId: string | undefined,
): boolean {
  const { turn, rest } = session
  if (event.timeMs <= rest.timeMs + SAME_MOMENT_MS && !wasQueued(rest, event.timeMs, promptId))
    return false
  if (!turn) return true
  return event.timeMs >= turn.startedMs && !isSamePrompt(turn, event, promptId)
}

/** Whether what is told names the turn, and so is part of it: what is typed while it runs, or its prompt, told late. */
export const isOfSame = (turn: Turn, { turnId }: { turnId?: string | undefined }): boolean =>
  turnId !== undefined && turnId === turn.turnId

/** Whether it comes too soon after the last reply for a person to have done it: that was no answer. */
export const isRightBehind = ({ phase, reply }: Turn, timeMs: number): boolean =>
  phase === 'answered' && timeMs < reply.endedMs + REACTION_MS

/** The agent may compact the conversation first, by a call that is told ahead of the turn's prompt. */
const isOwnPrompt = (turn: Turn, timeMs: number): boolean =>
  turn.implicit && isRightBehind(turn, timeMs)

/** A prompt and a hook about it are told within this time of each other. */
const SAME_TURN_MS = 1_000

/** The second account of a prompt may be the one that knows its id (a log record behind a hook), when it was, or that tells of its end. */
export function addToPrompt(
  session: Session,
  { timeMs }: AgentEvent,
  { promptId, endTold = false }: HappeningOf<'prompt'>,
): void {
  const { turn } = session
  if (!turn || Math.abs(timeMs - turn.roundMs) >= SAME_TURN_MS) return
  turn.promptId ??= promptId
  turn.endTold ||= endTold
  const isOther = promptId !== undefined && promptId !== turn.promptId
  if (!isOther && timeMs > lastBeginMs(session)) beginBy(turn, timeMs)
}

/** With what is typed while a turn runs, or told late, that goes on. @returns whether it does */
export function joinTurn(turn: Turn, event: AgentEvent, prompt: HappeningOf<'prompt'>): boolean {
  const { timeMs, arrivalMs } = event
  if (turn.phase !== 'answered' || timeMs < turn.reply.endedMs) return false
  if (!isOfSame(turn, prompt) && !isOwnPrompt(turn, timeMs)) return false
  expectReply(turn)
  turn.lastMs = Math.max(turn.lastMs, timeMs)
  turn.lastArrivalMs = Math.max(turn.lastArrivalMs, arrivalMs)
  return true
}

/** The agent prompts itself: once sub-agents that it left in the background are done, or sent on by a hook or a goal. */
export function comeBack(
  turn: Turn,
  { promptId, turnId, byItself }: HappeningOf<'prompt'>,
  timeMs: number,
): boolean {
  // What goes on by itself may keep its name; else another account of the prompt may know the new one.
  turn.promptId = promptId ?? (byItself ? turn.promptId : undefined)
  turn.turnId = turnId ?? (byItself ? turn.turnId : undefined)
  turn.roundMs = timeMs
  forgetDelegated(turn.tools)
  expectReply(turn)
  return true
}

/** What is no later than this may be of an earlier turn. */
const lastBeginMs = ({ rest, overtaken }: Session): number =>
  Math.max(rest.timeMs + SAME_MOMENT_MS, overtaken?.startedMs ?? 0)

/** A hook has to be started first, and is dated by that: meanwhile a call may have failed. */
function beginBy(turn: Turn, timeMs: number): void {
  if (timeMs >= turn.startedMs) return
  if (turn.lastMs === turn.startedMs) turn.lastMs = timeMs
  if (turn.roundMs === turn.startedMs) turn.roundMs = timeMs
  turn.startedMs = timeMs
}

/** Only one of two accounts of a prompt may know its id; where neither does, `again` marks the second. */
function isSamePrompt(
  turn: Turn,
  { happening, timeMs }: AgentEvent,
  promptId: string | undefined,
): boolean {
  if (happening.kind === 'prompt' && isOfSame(turn, happening)) return true
  if (promptId !== undefined && turn.promptId !== undefined) return turn.promptId === promptId
  if (isOwnPrompt(turn, timeMs)) return true
  if (timeMs >= turn.roundMs + SAME_TURN_MS) return false
  const isAgain = happening.kind === 'prompt' && happening.again === true
  return isAgain || promptId !== undefined || turn.promptId !== undefined
}

/**
 * A prompt that was waiting begins its turn the moment the last one ends, but a
 * program that tells of that end only does so when it has been started.
 */
function wasQueued(rest: Rest, timeMs: number, promptId: string | undefined): boolean {
  const isAnother = promptId !== undefined && rest.promptId !== undefined
  if (isAnother && promptId === rest.promptId) return false
  if (rest.lingerMs === 0) return isAnother && timeMs > rest.timeMs
  return timeMs > rest.lastMs + (isAnother ? 0 : SAME_TURN_MS)
}
