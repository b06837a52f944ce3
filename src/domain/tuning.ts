// The bounds that the state machine works with; times are in milliseconds.

export interface Tuning {
  /** Silence after a reply that could be the last one, until the turn counts as completed. */
  readonly quietPeriodMs: number
  /** The same where exact turn ends are known to flow: how long to wait for one. */
  readonly exactWaitMs: number
  /** How long `completed` is shown before it turns to `idle`. */
  readonly completedTimeoutMs: number
  /** Silence after which an idle session is removed. */
  readonly sessionTimeoutMs: number
  /** Silence after which a model call without any sign of life is given up. */
  readonly pendingTimeoutMs: number
  /** Silence after which an open tool or an unanswered question is given up. */
  readonly stuckTimeoutMs: number
  readonly maxSessions: number
}

/** The wire contract's defaults, and the project's own where it has none. */
export const defaultTuning: Tuning = {
  quietPeriodMs: 3_000,
  exactWaitMs: 8_000,
  completedTimeoutMs: 30_000,
  sessionTimeoutMs: 300_000,
  pendingTimeoutMs: 180_000,
  stuckTimeoutMs: 3_600_000,
  maxSessions: 100,
}

/**
 * How long after a reply that asks for a tool the decision about it is still on
 * its way. Rules decide within some 20 ms (measured), so a batch that left
 * `SETTLE_MS` after the reply without a decision means the person is being asked;
 * where the batch left sooner, the next one (1 s later) may hold it.
 */
export const SETTLE_MS = 250
export const NEXT_BATCH_MS = 1_200
/** Logs and spans that leave together arrive as two requests, milliseconds apart; chosen with room for a busy machine. */
export const SISTER_MS = 250
/** Logs leave every five seconds unless they are told otherwise, spans perhaps sooner; chosen with room for a busy machine. */
export const LATE_LOGS_MS = 10_000
/**
 * A delay longer than this tells nothing of when the batch left: it was held up (a
 * receiver that hung, retries), and the next one is right behind it; or clocks are apart.
 */
export const BATCH_DELAY_LIMIT_MS = 2_000
/** An undecided tool that may as well run untold, or with nobody there to be asked, is a question after this long: chosen, as most run for less. */
export const UNTOLD_TOOL_MS = 10_000
/** Silence after a failed tool, until the person is taken to have stopped it: no record tells that one. */
export const STOPPED_TOOL_MS = 45_000
/** The same after a refused tool, where an exact end is known to come: chosen, as long. */
export const REFUSED_WAIT_MS = 45_000
/** Tools that the refusal of another one stops end this soon: chosen, with room for a command to be killed. */
export const STOPPED_BESIDE_MS = 500
/** Silence after a failed call that the agent would retry, until the turn counts as failed. */
export const RETRY_QUIET_MS = 15_000
/** An agent that stops at a failed call or a refused tool ends its turn this soon: chosen, with room for a hook on a busy machine. */
export const LAST_WORD_MS = 2_000
/**
 * A prompt that was over sooner than this without a model call was none for the model, such as one by which
 * the program sets up a session (10 ms seen, with Claude Code); chosen, shorter than a person takes to press Esc.
 */
export const NO_TURN_MS = 150
/** A program that has told its own end still tells of its last calls for a moment (0.3 s seen, with Copilot CLI); chosen. */
export const PARTING_MS = 2_000
/**
 * A reply whose first token came within `BURST_MS` of its end, yet holds at least
 * `BURST_TOKENS` visible tokens, was not streamed text but a tool call.
 */
export const BURST_MS = 50
export const BURST_TOKENS = 15

/**
 * A tool that the rules allow may begin while its reply is still coming in; where
 * nothing tells when the reply began, it began at least this long before its end.
 */
export const REPLY_SLACK_MS = 1_000
/** What follows an answer sooner than this, the agent does by itself: a person takes longer. Chosen; Codex goes on 60 ms after it has compacted. */
export const REACTION_MS = 300
/** A program that runs for less than this is a helper of the agent's own, such as one for its status line. */
export const HELPER_MS = 1_000
/** A key pressed this soon after a turn was shown to be over was meant for what was there before. */
export const GLANCE_MS = 500
