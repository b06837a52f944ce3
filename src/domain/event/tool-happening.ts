// What happens to the tools of a turn.

export type ToolHappening =
  /** A tool was allowed to run: by the person (`byUser`) or by the rules. */
  | {
      readonly kind: 'tool_started'
      readonly toolId: string
      readonly tool: string
      readonly byUser?: boolean
      /** True where a hook has decided in the person's place. */
      readonly byHook?: boolean | undefined
      /** True for a tool that hands the work to a sub-agent. */
      readonly delegates?: boolean
      /** True where that one may work on when its call is answered; `sub_agent_ended` tells when it is done. */
      readonly endIsTold?: boolean
      /** Whether a sub-agent asked for it, or the main thread did; undefined where that is not told. */
      readonly sub?: boolean | undefined
      /** True where it is told ahead of the records of the replies around it. */
      readonly ahead?: boolean
    }
  /** The reply asks for a tool; `decided` where every use of it is decided on, by the rules or the person, and told. */
  | {
      readonly kind: 'tool_requested'
      readonly toolId: string
      readonly tool: string
      readonly decided: boolean
      /** True where it may run beside others, so that no decision about it waits for their end. */
      readonly beside?: boolean
    }
  | {
      readonly kind: 'tool_ended'
      readonly toolId: string
      readonly tool: string
      readonly ok: boolean
      /** True for a failed one where the person's stopping one is told as such. */
      readonly byItself?: boolean | undefined
      /** True where its result is the agent's last word. */
      readonly answers?: boolean
      /** Commands that it left at work, for which a later tool may wait without a decision. */
      readonly leaves?: readonly string[]
      /** Those that are not at work any more. */
      readonly collects?: readonly string[]
      /** The session of the sub-agent that it began; or how long it took to begin one that it does not name. */
      readonly spawned?: string | { readonly forMs: number } | undefined
      /** True where it is told ahead of the records of the replies around it. */
      readonly ahead?: boolean
      /** True where a sub-agent is known to have asked for it. */
      readonly sub?: boolean
    }
  /** A sub-agent that worked in the background is done, and the agent goes on with what it found. */
  | { readonly kind: 'sub_agent_ended' }
  /** A second account of a call that may have left a sub-agent at work, as its own records tell. */
  | { readonly kind: 'sub_agent_foretold'; readonly toolId: string }
  | {
      readonly kind: 'tool_refused'
      readonly toolId: string
      readonly tool: string
      readonly byUser: boolean
      readonly byHook?: boolean | undefined
      /** Whether the turn ends with one by the person: not where another tool of the reply ran (`if_alone`). */
      readonly ends?: 'if_alone' | 'not' | undefined
      /** Whether a sub-agent asked for it, or the main thread did; undefined where that is not told. */
      readonly sub?: boolean | undefined
      /** True where another record tells of the same refusal under the tool's own id. */
      readonly secondary?: boolean
    }
