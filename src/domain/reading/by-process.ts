// What the processes alone say of an agent that sends no telemetry: never that it is done.

import { never, type Reading, toReading } from '../reading.ts'
import type { Session } from '../session.ts'
import { HELPER_MS, type Tuning } from '../tuning.ts'

/**
 * An agent that blocks on its terminal waits, and works while it does not. Most
 * poll instead: these work for sure only while they run another program.
 */
export function deriveByProcess(session: Session, nowMs: number, tuning: Tuning): Reading {
  const { processes, processKnown, lastArrivalMs } = session
  const [reader] = processes.blocked.values()
  if (reader) return toReading('waiting', `terminal_input:${reader.name}`, 'inferred', never)
  if (processes.blocks) return toReading('working', 'input', 'inferred', never)
  const expiryMs = processKnown ? never : lastArrivalMs + tuning.sessionTimeoutMs
  if (nowMs >= expiryMs) return toReading('expired', 'timeout', 'inferred', never)
  let untilMs = expiryMs
  for (const { name, arrivalMs } of processes.running.values()) {
    const shownMs = arrivalMs + HELPER_MS
    const endMs = arrivalMs + tuning.stuckTimeoutMs
    if (shownMs <= nowMs && nowMs < endMs)
      return toReading('working', `process_running:${name}`, 'inferred', endMs)
    if (nowMs < shownMs) untilMs = Math.min(untilMs, shownMs)
  }
  return toReading('idle', 'no_telemetry', 'inferred', untilMs)
}
