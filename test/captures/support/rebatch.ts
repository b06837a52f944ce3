// A capture as its programs would have sent it with other export intervals.

import type { Timeline } from '../../../src/capture/timeline.ts'
import type { OtlpRecord } from '../../../src/otlp/records.ts'
import type { Labels } from './labels.ts'

type Request = Timeline['requests'][number]

/** How often logs and spans leave, and how much later than spans logs leave, in ms. */
export interface Intervals {
  readonly logs: number
  readonly traces: number
  readonly phase: number
}

const endOf = (record: OtlpRecord): number =>
  record.signal === 'traces' ? record.endMs : record.timeMs

/** Which exporter a request is of: a program has one for each signal, on connections of its own. */
const exporterOf = ({ line }: Request): string => `${line.path} ${line.remote_port}`

/** Logs and spans leave with the next batch of their signal, or as their program ends; metrics as they did. */
export function rebatch(timeline: Timeline, intervals: Intervals): Timeline {
  const lastMs = new Map(
    timeline.requests.map((request) => [exporterOf(request), request.arrivalMs]),
  )
  const batches = new Map<string, Request & { readonly records: OtlpRecord[] }>()
  for (const request of timeline.requests)
    for (const record of request.records) {
      const exporter = exporterOf(request)
      const arrivalMs = leavesAt(record, request, lastMs.get(exporter)!, intervals)
      const key = `${exporter} ${arrivalMs}`
      const batch = batches.get(key) ?? { ...request, arrivalMs, records: [] }
      batches.set(key, batch)
      batch.records.push(record)
    }
  const requests = [...batches.values()]
  for (const { records } of requests) records.sort((a, b) => endOf(a) - endOf(b))
  return { ...timeline, requests: requests.toSorted((a, b) => a.arrivalMs - b.arrivalMs) }
}

function leavesAt(
  record: OtlpRecord,
  { arrivalMs }: Request,
  lastMs: number,
  { logs, traces, phase }: Intervals,
): number {
  if (record.signal === 'metrics') return arrivalMs
  const [everyMs, phaseMs] = record.signal === 'logs' ? [logs, phase] : [traces, 0]
  const dueMs = Math.ceil((endOf(record) - phaseMs) / everyMs) * everyMs + phaseMs
  return Math.max(Math.min(dueMs, lastMs), Math.ceil(endOf(record)))
}

/** What was true stays true, and shows so much later at most. */
export function lateEvidence(labels: Labels, { logs, traces }: Intervals): Labels {
  const laterMs = Math.max(logs, traces)
  const sessions = labels.sessions.map((session) => ({
    ...session,
    timeline: session.timeline.map((transition) => ({
      ...transition,
      evidence_t_ms:
        transition.evidence_t_ms == null
          ? null
          : Math.max(transition.evidence_t_ms, transition.t_ms) + laterMs,
    })),
  }))
  return { ...labels, sessions }
}
