// Which session a trace belongs to, for records that do not say so themselves.

import { forgetOldest } from '../domain/forget-oldest.ts'

const MAX_TRACES = 1_024

export interface Traces {
  /** @param parentId of the session that this one works for */
  learn(traceId: string, sessionId: string, parentId?: string): void
  /** A trace that several sessions share tells of none. */
  sessionOf(traceId: string): string | undefined
  /** The session that a trace named first, whichever it named since. */
  firstOf(traceId: string): string | undefined
  /** The one that it named last; for one that works for another, that one. */
  lastOf(traceId: string): string | undefined
  /** Learns whether its turn is one that the program asked itself for. */
  hide(traceId: string, isHidden: boolean): void
  /** undefined where nothing told. */
  isHidden(traceId: string): boolean | undefined
}

/** Remembers the latest traces. */
export function createTraces(): Traces {
  const sessions = new Map<string, { readonly first: string; last: string; isShared: boolean }>()
  const served = new Map<string, string>()
  const hidden = new Map<string, boolean>()

  function serve(sessionId: string, parentId: string): void {
    served.set(sessionId, served.get(parentId) ?? parentId)
    forgetOldest(served, MAX_TRACES)
  }

  return {
    learn(traceId, sessionId, parentId) {
      if (parentId !== undefined) serve(sessionId, parentId)
      const last = served.get(sessionId) ?? sessionId
      const known = sessions.get(traceId)
      if (!known) sessions.set(traceId, { first: sessionId, last, isShared: false })
      else {
        known.last = last
        known.isShared ||= known.first !== sessionId
      }
      forgetOldest(sessions, MAX_TRACES)
    },
    sessionOf(traceId) {
      const known = sessions.get(traceId)
      return known?.isShared ? undefined : known?.first
    },
    firstOf: (traceId) => sessions.get(traceId)?.first,
    lastOf: (traceId) => sessions.get(traceId)?.last,
    hide(traceId, isHidden) {
      hidden.set(traceId, isHidden)
      forgetOldest(hidden, MAX_TRACES)
    },
    isHidden: (traceId) => hidden.get(traceId),
  }
}
