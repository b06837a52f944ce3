// A replay in few words: each change of a session's status on a line, and the totals at its end.

import { updatesIn, type Update } from './captures.ts'

/** `t_ms session state reason confidence outcome`, and a line of totals for every session. */
export function toCompact(lines: readonly string[]): string {
  const compact: string[] = []
  const last = new Map<string, Update>()
  for (const update of updatesIn(lines)) {
    const before = last.get(update.session_id)
    last.set(update.session_id, update)
    if (before && statusOf(before) === statusOf(update)) continue
    const correction = update.corrects === null ? '' : ` corrects:${update.corrects}`
    compact.push(`${update.t_ms} ${update.session_id} ${statusOf(update)}${correction}`)
  }
  for (const update of last.values()) compact.push(totalsOf(update))
  return compact.map((line) => `${line}\n`).join('')
}

const statusOf = ({ state, reason, confidence, outcome }: Update): string =>
  `${state} ${reason} ${confidence} ${outcome}`

function totalsOf({ session_id, turns, metrics, telemetry, model }: Update): string {
  const { input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cost_usd } = metrics
  const tokens = `in:${input_tokens} out:${output_tokens} cache:${cache_read_tokens}+${cache_write_tokens}`
  const work = `cost:${cost_usd} tools:${metrics.tool_calls} errors:${metrics.errors}`
  const records = `received:${telemetry.received} missing:${telemetry.missing}`
  return `total ${session_id} turns:${turns} ${tokens} ${work} ${records} model:${model}`
}
