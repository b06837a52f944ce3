// A session as it stands in the daemon's lines.

/** One that works. @param fields what is to be different */
export function toSession(fields: object = {}) {
  return {
    session_id: 'abc123',
    tool: 'claude-code',
    state: 'working',
    outcome: null,
    reason: 'tool_running:Bash',
    confidence: 'exact',
    project: 'nixos-config',
    since: 1_734_355_200,
    model: 'claude-x',
    metrics: { input_tokens: 1500, output_tokens: 500, cache_tokens: 12_000, cost_usd: 0.125 },
    ...fields,
  }
}
