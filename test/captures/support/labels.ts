// What is known to be true of a capture: when each session really was in which state.

export type TrueState = 'idle' | 'working' | 'waiting' | 'completed' | 'gone'

export interface Transition {
  readonly t_ms: number
  readonly state: TrueState
  readonly outcome: string | null
  /** Arrival of the first request that reveals it; null or absent where nothing does. */
  readonly evidence_t_ms?: number | null
}

export interface Labels {
  /** True where `record` has taken out texts and put in stand-ins already. */
  readonly cleaned?: boolean
  readonly sessions: readonly {
    readonly session_id: string
    readonly hidden: boolean
    readonly timeline: readonly Transition[]
  }[]
}

/** A state as told at that time on the capture's clock. */
export interface Prediction {
  readonly t_ms: number
  readonly session_id: string
  readonly state: TrueState
  readonly outcome?: string | null
}
