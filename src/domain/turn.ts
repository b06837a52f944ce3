// The evidence gathered about one turn: from the prompt to the end of the agent's answer.

import type { AgentEvent, TurnEnded } from './event.ts'
import { BURST_MS, BURST_TOKENS, NO_TURN_MS, RETRY_QUIET_MS } from './tuning.ts'
import { hasDelegated, type Tool } from './turn/tools.ts'

/** What the agent's main thread was last known to be at. */
export type Phase =
  /** A prompt or tool results went out; a model's reply is pending. */
  | 'model'
  /** A reply is complete. */
  | 'answered'
  /** A model call failed. */
  | 'failed'
  /** The person refused a tool. */
  | 'refused'

export interface Turn {
  promptId: string | undefined
  /** As whoever told of its prompt named it. */
  turnId: string | undefined
  /** Agent's clock. */
  startedMs: number
  /** When it was heard of first, on this machine's clock. */
  readonly heardMs: number
  /** As `startedMs`, of the round that began when the agent came back to what sub-agents found, or the first. */
  roundMs: number
  /** True where the turn's prompt was not seen, only what follows one. */
  readonly implicit: boolean
  /** True where its end is told whatever comes. */
  endTold: boolean
  /** True where it began sub-agents with which its span stays open, until the program ends. */
  endIsLate: boolean
  /** Whether it is among those that the session has completed already: its end was taken back. */
  isCounted: boolean
  phase: Phase
  /** Newest evidence that moved this turn, on the agent's and on this machine's clock. */
  lastMs: number
  lastArrivalMs: number
  lastDelayMs: number
  /** Tools that were decided on, by tool id. */
  readonly tools: Map<string, Tool>
  /** Hooks of the agent running right now. */
  readonly hooks: Set<string>
  /** What the person is being asked, exactly, and since when; the last one is shown. */
  asked: Asked[]
  /** When the person last answered, on the agent's clock; 0 before the first time. */
  answeredMs: number
  /** Model calls accounted for, so that a second account of one only adds to it. */
  readonly calls: Set<string>
  /** What a second account told of a call that the first has not told of yet: whether it asks for tools. */
  readonly foretold: Map<string, boolean>
  /** Calls that may have left sub-agents at work, by second accounts: their ids, and when they ended. */
  readonly foretoldAgents: Map<string, number>
  /** When a second account last told of a call that failed, on the agent's clock; 0 before the first. */
  foretoldFailureMs: number
  /** Whether the tool that ended last failed, as one does that the person stops. */
  toolFailed: boolean
  /** Whether a tool of the last reply was neither refused nor stopped. */
  toolEnded: boolean
  /** Whether the last call failed, with none begun since; `final` where the agent gave up. */
  failure: 'none' | 'retrying' | 'final'
  /** Silence after that failure, until the agent is taken to have given up. */
  retryQuietMs: number
  /** When the person last refused a tool of the last reply, on the agent's clock; 0 where none. */
  refusedMs: number
  /** When a model call was last told to begin, on the agent's clock; 0 before the first time. */
  calledMs: number
  /** When a tool was last requested, and one about which somebody decides, on the agent's clock; 0 before the first. */
  requestedMs: number
  decidableMs: number
  /** Those about which nothing was decided yet, by tool id. */
  readonly requests: Map<string, Request>
  /** A record by which the turn is over if the person refused its tools, or did not. */
  roundEnd: { readonly event: AgentEvent; readonly happening: TurnEnded } | null
  /** When silence ended the turn, on this machine's clock; null while it has not. */
  silentSinceMs: number | null
  reply: Reply
  /** The latest reply of a sub-agent's model, and when it was told on this machine's clock. */
  sub: { readonly reply: Reply; readonly arrivalMs: number; readonly delayMs: number } | null
}

/** A tool about which somebody decides, and that may run beside others: the rules decide at once. */
export interface Request {
  /** Agent's clock. */
  readonly timeMs: number
  /** When it counts as a question to the person, on this machine's clock, unless a decision is told. */
  dueMs: number
}

export interface Asked {
  readonly what: string
  /** Agent's clock. */
  readonly sinceMs: number
  readonly questionId: string | undefined
}

/** The latest reply of the model. */
export interface Reply {
  callId: string | undefined
  /** When the call began; undefined where nothing tells. */
  startedMs: number | undefined
  endedMs: number
  /** Known from the record itself, or from what was streamed. */
  tools: boolean | undefined
  /** Whether text is told separately, and whether it was told. */
  textFollows: boolean
  text: boolean
  visibleTokens: number | undefined
  firstTokenMs: number | undefined
  /** Whether what was seen of it so far asks for a tool; undefined where nothing was seen. */
  streamedTool: boolean | undefined
  decisionsTold: boolean
  /** What it may ask for that nobody decides about: to wait for what tools left at work, or a tool that runs untold. */
  unsure: 'awaits' | 'runs' | undefined
}

export const noReply = (): Reply => ({
  callId: undefined,
  startedMs: undefined,
  endedMs: 0,
  tools: undefined,
  textFollows: false,
  text: false,
  visibleTokens: undefined,
  firstTokenMs: undefined,
  streamedTool: undefined,
  decisionsTold: false,
  unsure: undefined,
})

export function createTurn(
  startedMs: number,
  arrivalMs: number,
  promptId: string | undefined,
  implicit: boolean,
): Turn {
  return {
    promptId,
    turnId: undefined,
    startedMs,
    heardMs: arrivalMs,
    roundMs: startedMs,
    implicit,
    endTold: false,
    endIsLate: false,
    isCounted: false,
    phase: 'model',
    lastMs: startedMs,
    lastArrivalMs: arrivalMs,
    lastDelayMs: 0,
    tools: new Map(),
    hooks: new Set(),
    calls: new Set(),
    foretold: new Map(),
    foretoldAgents: new Map(),
    foretoldFailureMs: 0,
    asked: [],
    answeredMs: 0,
    toolFailed: false,
    toolEnded: false,
    failure: 'none',
    retryQuietMs: RETRY_QUIET_MS,
    refusedMs: 0,
    calledMs: 0,
    requestedMs: 0,
    decidableMs: 0,
    requests: new Map(),
    roundEnd: null,
    silentSinceMs: null,
    reply: noReply(),
    sub: null,
  }
}

/** The next reply begins: what the last one said no longer counts. */
export function expectReply(turn: Turn): void {
  turn.phase = 'model'
  turn.reply = noReply()
}

/** Whether it was over at once, by its end or the next prompt, and nothing was heard of a call of the model. */
export const wasNone = (turn: Turn, endMs: number): boolean =>
  !turn.implicit && endMs - turn.startedMs < NO_TURN_MS && isUntouched(turn)

/** Whether nothing is known of it but its prompt. */
export const isUntouched = (turn: Turn): boolean =>
  turn.phase === 'model' &&
  turn.calledMs + turn.foretoldFailureMs === 0 &&
  turn.calls.size + turn.foretold.size + turn.tools.size + turn.hooks.size === 0

/** Whether the agent goes on by itself: sub-agents that it left in the background bring its next prompt. */
export const goesOn = ({ tools, silentSinceMs }: Turn): boolean =>
  silentSinceMs === null && hasDelegated(tools)

/** Whether the last call that is known of by its second account alone ended with an answer. */
export const isAnswerForetold = ({ foretold }: Turn): boolean =>
  Array.from(foretold.values()).at(-1) === false

/**
 * Whether the last reply asks for a tool: told outright, seen in the stream, or
 * evident from a burst of tokens at its very end. undefined where it may or may not.
 */
export function replyHasTools(reply: Reply): boolean | undefined {
  const told = reply.tools ?? reply.streamedTool
  if (told !== undefined) return told
  const { firstTokenMs, endedMs, visibleTokens } = reply
  if (firstTokenMs === undefined || visibleTokens === undefined) return undefined
  const burst = Math.abs(endedMs - firstTokenMs) < BURST_MS && visibleTokens >= BURST_TOKENS
  return burst ? true : undefined
}
