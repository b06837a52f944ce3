// Which session a trace belongs to, for records that do not say so themselves.

const maxTraces = 1_024

export interface Traces {
  learn(traceId: string, sessionId: string): void
  /** A trace that several sessions share tells of none. */
  sessionOf(traceId: string): string | undefined
  /** The session that a trace named first, whichever it named since. */
  firstOf(traceId: string): string | undefined
  /** Learns whether its turn is one that the program asked itself for. */
  hide(traceId: string, isHidden: boolean): void
  /** undefined where nothing told. */
  isHidden(traceId: string): boolean | undefined
}

export function createTraces(): Traces {
  const sessions = new Map<string, { readonly first: string; isShared: boolean }>()
  const hidden = new Map<string, boolean>()
  return {
    learn(traceId, sessionId) {
      const known = sessions.get(traceId)
      if (known) known.isShared ||= known.first !== sessionId
      else sessions.set(traceId, { first: sessionId, isShared: false })
      if (sessions.size > maxTraces) sessions.delete(sessions.keys().next().value!)
    },
    sessionOf(traceId) {
      const known = sessions.get(traceId)
      return known?.isShared ? undefined : known?.first
    },
    firstOf: (traceId) => sessions.get(traceId)?.first,
    hide(traceId, isHidden) {
      hidden.set(traceId, isHidden)
      if (hidden.size > maxTraces) hidden.delete(hidden.keys().next().value!)
    },
    isHidden: (traceId) => hidden.get(traceId),
  }
}
