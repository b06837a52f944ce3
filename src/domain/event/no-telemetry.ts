// The fields of an event that only telemetry fills in: empty, for one that a hook, a file or this machine tells.

/** To be spread under what is known of such an event. */
export const noTelemetry = {
  origin: '',
  traceId: '',
  recordId: '',
  sequence: undefined,
  about: undefined,
  usage: undefined,
  counters: undefined,
  helper: false,
  promisesTurnEnd: false,
} as const
