// Counts what came in.

export interface SignalCounters {
  requests: number
  /** Records in good requests, wanted or not. */
  records: number
  /** Records dropped for a reason named in the answer. */
  rejected: number
  /** Requests answered with an error. */
  bad: number
}

export interface ReceiverCounters {
  readonly logs: SignalCounters
  readonly traces: SignalCounters
  readonly metrics: SignalCounters
  readonly connections: {
    open: number
    total: number
    /** Closed at once because too many were open. */
    overLimit: number
    /** Peers that belong to another user, or were gone before it could be told. */
    refused: number
    /** Peers accepted without knowing their user: containers, forwarded ports. */
    unknown: number
  }
}

/** All at 0. */
export function createCounters(): ReceiverCounters {
  const signal = (): SignalCounters => ({ requests: 0, records: 0, rejected: 0, bad: 0 })
  return {
    logs: signal(),
    traces: signal(),
    metrics: signal(),
    connections: { open: 0, total: 0, overLimit: 0, refused: 0, unknown: 0 },
  }
}
