// Which session a trace belongs to, for spans that do not say so themselves.

const maxTraces = 1_024

/** A trace that several sessions share tells of none. */
export interface Traces {
  learn(traceId: string, sessionId: string): void
  sessionOf(traceId: string): string | undefined
}

export function createTraces(): Traces {
  const sessions = new Map<string, string>()
  return {
    learn(traceId, sessionId) {
      const known = sessions.get(traceId)
      if (known === sessionId || known === '') return
      sessions.set(traceId, known === undefined ? sessionId : '')
      if (sessions.size > maxTraces) sessions.delete(sessions.keys().next().value!)
    },
    sessionOf: (traceId) => sessions.get(traceId) || undefined,
  }
}
