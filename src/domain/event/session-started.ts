// How a session begins, and what that tells of whose it is.

/** The session exists. */
export interface SessionStarted {
  readonly kind: 'session_started'
  /** It may be the program's own conversation about a prompt just given, as for a title. */
  readonly mayServePrompt?: boolean
  /** It may be one about a turn that is under way, such as whether a tool may run. */
  readonly mayServeTurn?: boolean
  /**
   * It may carry out a turn of a session at rest (errands.ts): of the one `held` by its process, or of
   * the `only` one, where a process holds several. Its prompt then comes with its begin.
   */
  readonly mayTakeTurn?: 'held' | 'only' | undefined
  /** It may be a sub-agent's: the call that spawned it tells, perhaps a batch later. */
  readonly mayBeSpawned?: boolean
  /** The session this one works for, as a sub-agent that may ask the same person. */
  readonly parentId?: string | undefined
  /** A mere mention: it shows a session that is not known, but revives none that ended. */
  readonly mention?: boolean
  /** When the process that holds it began, on the agent's clock: it revives none that ended since. */
  readonly heldSinceMs?: number
  /** The program holds one conversation at a time: this one ends the one before. */
  readonly replaces?: boolean
  /** It has tools about which nothing is told until they have ended, unless the person is asked. */
  readonly mayRunUntold?: boolean
  /** Whoever shows it tells of every end of a turn that is not a good one, so that silence is none. */
  readonly badEndsTold?: boolean
  /** Nothing tells of it but its processes. */
  readonly byProcess?: boolean
}
