// Which of an agent's processes are the tools that its turn waits for.

import type { Session } from '../session.ts'
import { lastEndMs, runningFrom, type Span } from '../session/processes.ts'
import { REPLY_SLACK_MS, type Tuning } from '../tuning.ts'
import { replyHasTools, type Turn } from '../turn.ts'

/** @returns the name of one that runs */
export function toolAtWork({ processes }: Session, turn: Turn, tuning: Tuning): string | undefined {
  const span = spanOfTools(turn, tuning)
  return span && runningFrom(processes, span)
}

/** When the last one ended, on this machine's clock; 0 without one. */
export function lastToolEndMs({ processes }: Session, turn: Turn, tuning: Tuning): number {
  const span = spanOfTools(turn, tuning)
  return span ? lastEndMs(processes, span) : 0
}

const replyBeganMs = ({ reply }: Turn): number => reply.startedMs ?? reply.endedMs - REPLY_SLACK_MS

/**
 * An agent waits for its tools before it calls the model again. So what began
 * since the last reply began is a tool of that reply, and what is older is not: a
 * server for its tools, or a command left behind in the background.
 *
 * @returns undefined where the turn waits for no tool
 */
function spanOfTools(turn: Turn, { pendingTimeoutMs }: Tuning): Span | undefined {
  // Some agents run a helper every few seconds, for ever: it must not keep a turn open.
  const toMs = turn.lastMs + pendingTimeoutMs
  if (turn.phase === 'model') return { fromMs: turn.lastMs, toMs }
  const mayRun = turn.phase === 'answered' && turn.silentSinceMs === null
  if (!mayRun || replyHasTools(turn.reply) === false) return undefined
  return { fromMs: replyBeganMs(turn), toMs }
}
