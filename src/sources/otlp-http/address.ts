// Where the receiver is, in plain values: a hook is too short-lived to load a schema for them.

/** The schema of the settings takes them from here. */
export const receiverAddress = {
  host: { fallback: '127.0.0.1', env: 'OTEL_AI_MONITOR_HOST' },
  port: { fallback: 4318, max: 65_535, env: 'OTLP_PORT' },
  // All that a header can carry: clients trim spaces, and send nothing else than ASCII.
  token: { env: 'OTEL_AI_MONITOR_TOKEN', characters: /^[!-~]*$/ },
} as const
