// What Gemini CLI brought and its descendants kept.

/** The person stopped the turn, as a tool or a call tells. */
export const cancelled = {
  kind: 'turn_ended',
  evidence: 'cancelled',
  outcome: 'interrupted',
  sure: true,
  alone: true,
} as const

/** The reply that was told of just before was empty or broken: another one is asked for in some seconds. */
export const askedAgain = { kind: 'model_output', tool: false } as const

/** None came that was any better, and the turn is over. */
export const gaveUp = {
  kind: 'turn_ended',
  evidence: 'no_reply',
  outcome: 'error',
  sure: true,
  alone: true,
} as const

/**
 * How long a failed call may wait to be made again: they try after some seconds, and up to
 * 30 s and a third later (`retryWithBackoff` in their code).
 */
export const RETRY_MS = 45_000
