// AgentEvent: the only input vocabulary of the state machine. An event is evidence of what one agent session did.

import type { ProcessSign } from './event/process-sign.ts'
import type { SessionStarted } from './event/session-started.ts'
import type { ToolHappening } from './event/tool-happening.ts'

/** Tokens and money of one or more model calls. Missing fields count as 0; `costUsd` only where the agent says it. */
export interface Usage {
  /** Input tokens that were not read from a cache. */
  readonly input?: number | undefined
  readonly output?: number | undefined
  readonly cacheRead?: number | undefined
  readonly cacheWrite?: number | undefined
  /** Part of `output`, where the agent tells it apart. */
  readonly reasoning?: number | undefined
  readonly costUsd?: number | undefined
}

/** What a record says of its session besides what happened. Unknown fields are absent. */
export interface About {
  readonly project?: string | undefined
  readonly cwd?: string | undefined
  readonly pid?: number | undefined
  readonly host?: string | undefined
  readonly model?: string | undefined
  readonly version?: string | undefined
  /** The terminal program, such as `kitty`. */
  readonly terminal?: string | undefined
  /** `SOCKET PANE` of tmux, such as `/tmp/tmux-1000/default %3`. */
  readonly tmux?: string | undefined
  /** As the window system numbers it. */
  readonly windowId?: number | undefined
}

/** How a turn ended, as far as the evidence tells. */
export type Outcome = 'ok' | 'error' | 'interrupted' | 'denied'

/** Whether a record says a thing outright, or it only follows from what is and is not there. */
export type Confidence = 'exact' | 'inferred'

/** The signal an account of usage comes from. Each is counted on its own and never added to another. */
export type UsageSource = 'logs' | 'traces' | 'metrics'

/**
 * Why a session is over. The process ended: in good order, with that exit code (`failed:3`), by a
 * fault of its own (`crashed:SIGSEGV`) or by somebody's signal (`killed:SIGKILL`). Or another
 * session took its place, or nobody can tell of it any more (`probe_lost`).
 */
export type EndReason =
  | 'exited'
  | 'superseded'
  | 'probe_lost'
  | `${'failed' | 'crashed' | 'killed'}:${string}`

/** What happened. */
export type Happening =
  | ProcessSign
  | SessionStarted
  | {
      readonly kind: 'prompt'
      readonly promptId?: string | undefined
      /** True where whoever tells of the prompt tells of every question to the person as well. */
      readonly asksTold?: boolean
      /** True where the turn's end is told whatever comes, so that silence means nothing. */
      readonly endTold?: boolean
      /** True where it may be another account of a prompt that was told of a moment before. */
      readonly again?: boolean
      /** True where the last turn is over by then, and a bad end of it would have been told already. */
      readonly endsLast?: boolean
      /** Names the turn, where the records of one turn come ahead of those of the next: another one is over. */
      readonly turnId?: string | undefined
      /** True where the program prompts itself, to go on with what it was at. */
      readonly byItself?: boolean
    }
  /** `begins: false` where such a call also happens outside of turns (a connection being warmed up). */
  | {
      readonly kind: 'model_call_started'
      readonly begins?: boolean
      /** Names the turn, as a prompt does: one of another turn than the last begins that. */
      readonly turnId?: string | undefined
      /** True where the answer to one question shows it: others may be open. */
      readonly byAnswer?: boolean
      readonly promptId?: string | undefined
    }
  /** Part of a reply was seen; `tool` where that part asks for a tool. */
  | { readonly kind: 'model_output'; readonly tool: boolean }
  | { readonly kind: 'first_token' }
  | {
      readonly kind: 'model_call_ended'
      /** Joins two accounts of the same call (a log record and a span). */
      readonly callId?: string | undefined
      readonly promptId?: string | undefined
      /** When the call began, on the agent's clock. */
      readonly startedMs?: number | undefined
      /** Whether the reply asks for tools; undefined where the record does not tell. */
      readonly tools?: boolean | undefined
      /** 'follows' where a reply with text is always reported by a `model_text` of its own. */
      readonly text?: 'follows' | undefined
      /** Output tokens other than reasoning, a hint of how long the reply was. */
      readonly visibleTokens?: number | undefined
      /** True where a decision about a tool is told at once, so that its absence means a question. */
      readonly decisionsTold?: boolean
      /** True where mostly nobody is there to be asked: the absence means a question only when it lasts. */
      readonly unattended?: boolean
      /** True for a call of a sub-agent that works for this session. */
      readonly sub?: boolean
      /** True for an account that only adds to an earlier one, where such accounts flow. */
      readonly secondary?: boolean
    }
  | { readonly kind: 'model_text'; readonly callId?: string | undefined }
  /** `final` where the agent gives up; false where it will try again. */
  | {
      readonly kind: 'model_call_failed'
      readonly final: boolean
      /** How long it may wait before that, where longer than usual. */
      readonly retryMs?: number
      readonly promptId?: string | undefined
    }
  /** A second account of a call that failed for good, whoever made it: it may come ahead of the first. */
  | { readonly kind: 'failure_foretold' }
  | ToolHappening
  | { readonly kind: 'hook_started'; readonly hook: string }
  /** `goesOn` where it told the agent not to end its turn. */
  | { readonly kind: 'hook_ended'; readonly hook: string; readonly goesOn?: boolean }
  /** The agent asks the person; `what` names the tool or question. Whoever gives an id tells of its answer too. */
  | { readonly kind: 'blocked'; readonly what: string; readonly questionId?: string | undefined }
  /** The person answered the question asked at `startedMs`, on the agent's clock; without that, those that have no id, or `all`. */
  | { readonly kind: 'unblocked'; readonly startedMs?: number | undefined; readonly all?: boolean }
  | {
      readonly kind: 'turn_ended'
      /** What told of the end; the `reason` of the line. */
      readonly evidence: string
      /** True where turns that were interrupted or failed end without such a record. */
      readonly onlyGoodEnds?: boolean
      /** True where only ends of this one kind are told: that other ends are told does not follow. */
      readonly alone?: boolean
      /** True for what a hook tells that runs beside others: one of these may make the agent go on. */
      readonly amongHooks?: boolean
      /** Names the turn, as its prompt does: one of another turn tells nothing of this one. */
      readonly promptId?: string | undefined
      /** Names what may be several turns, one right behind the other. */
      readonly turnId?: string | undefined
      /** True where the program is to prompt itself at once, until it has reached a goal: the end is withheld for that. */
      readonly towardsGoal?: boolean
      /** undefined: to be worked out from the rest of the turn's evidence. 'void': there was no turn. */
      readonly outcome?: Outcome | 'void' | undefined
      /** When the turn began, on the agent's clock. */
      readonly startedMs?: number | undefined
      /** True where this record alone proves that there was a turn. */
      readonly proves?: boolean
      /** Whether it is the end of a conversation that the program held with itself; `surely` where the program said so. */
      readonly hidden?: 'surely' | 'likely' | 'perhaps' | undefined
      /** Records of the ended turn may be this much younger than its end. */
      readonly lingerMs?: number
      /**
       * A later record may know better. `shown`: it may come late, and the end is told as it is known,
       * to be corrected. `withheld`: it is due within about a second, and the end waits for it.
       */
      readonly provisional?: 'shown' | 'withheld' | undefined
      /** True where the outcome stands whatever else is known; only `interrupted` still becomes `denied`, where the person refused a tool. */
      readonly sure?: boolean
      /**
       * `only`: the turn goes on unless the person refused all the tools of the last reply;
       * `not`: it goes on if the person refused one.
       */
      readonly ifRefused?: 'only' | 'not' | undefined
      /**
       * Where the agent comes back by itself to what sub-agents in the background find:
       * `run`, they are at work; `may_run`, they may be; `over`, they are not, and it comes
       * back at once.
       */
      readonly delegated?: 'run' | 'may_run' | 'over' | undefined
    }
  /** Exact records of turn ends are known to be switched on for this session. */
  | { readonly kind: 'turn_end_promised' }
  | {
      readonly kind: 'session_ended'
      readonly reason: EndReason
      /** True where whoever tells it has told all ends of turns: one that is open was stopped by it. */
      readonly stopsTurn?: boolean
      /** True where it only comes once no turn runs: one that is open was over by then. */
      readonly betweenTurns?: boolean
      /** True where it is told ahead of the program's last records. */
      readonly ahead?: boolean
    }
  /** The session's process is known, and its end will be told: silence means nothing. */
  | { readonly kind: 'process_found' }
  /** Something the state does not depend on. */
  | { readonly kind: 'activity' }

export type HappeningOf<Kind extends Happening['kind']> = Extract<Happening, { kind: Kind }>

export type ModelCallEnded = HappeningOf<'model_call_ended'>
export type TurnEnded = HappeningOf<'turn_ended'>

/** Totals that are not tokens. */
export interface Counters {
  readonly toolCalls?: number
  readonly errors?: number
  readonly linesAdded?: number
  readonly linesRemoved?: number
  readonly activeSeconds?: number
}

export interface AgentEvent {
  readonly agent: string
  /** '' where the record names no session. */
  readonly sessionId: string
  /** Unix ms on the agent's clock; used only against other times of the same agent. */
  readonly timeMs: number
  /** Unix ms on this machine's clock. */
  readonly arrivalMs: number
  /** How long the record took to arrive, in ms; unreliable where the two clocks differ. */
  readonly delayMs: number
  /** Tells exporting processes apart: the connection it came by; '' where unknown. */
  readonly origin: string
  /** The trace it belongs to; '' where it has none. */
  readonly traceId: string
  /** The record's own id, by which a repeated one is known; '' where it has none. */
  readonly recordId: string
  /** Running number per exporting process; gaps tell of loss. */
  readonly sequence: number | undefined
  readonly about: About | undefined
  /** What this machine found out about the session; what its telemetry says wins. */
  readonly found?: About | undefined
  readonly usage: { readonly source: UsageSource; readonly amount: Usage } | undefined
  readonly counters: Counters | undefined
  /** Unix ms. Set where these are sums since then, of which no part was told before, as far as is known. */
  readonly sumSinceMs?: number | undefined
  /** Traffic the program makes for itself: counts, but moves no state. */
  readonly helper: boolean
  /** The model it names is not the session's but a sub-agent's, or a helper's. */
  readonly foreignModel?: boolean
  /** The record announces exact turn ends (it belongs to a trace whose root ends with the turn). */
  readonly promisesTurnEnd: boolean
  readonly happening: Happening
}
