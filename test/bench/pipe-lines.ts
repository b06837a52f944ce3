// Lines in a named pipe, as far as the benchmarks need them.

import { sessionId } from './claude-batches.ts'

export const pipeIn = (directory: string): string => `${directory}/otel-ai-monitor.pipe`

/** The session that a line is an update of. */
export const updated = (line: string): string | undefined =>
  /"type":"session_update","session_id":"([^"]+)"/.exec(line)?.[1]

const idLength = sessionId(0).length
const idStart = Buffer.from(sessionId(0).slice(0, -12))

/** The shortest line that tells whose a batch is. */
export function updateOf(batch: Buffer): string {
  const at = batch.indexOf(idStart)
  const id = batch.toString('latin1', at, at + idLength)
  return `{"type":"session_update","session_id":"${id}"}\n`
}
