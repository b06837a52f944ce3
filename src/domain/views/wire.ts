// SessionChange → the NDJSON objects that consumers read. Fields are added here, never changed.

import type { SessionChange, SessionView, State } from '../change.ts'
import type { About, Confidence, Outcome } from '../event.ts'
import type { ModelTotals, Totals } from '../session/usage.ts'
import type { DayTotals } from './today.ts'

export interface WireTokens {
  readonly input_tokens: number
  readonly output_tokens: number
  /** Cache reads and writes together. */
  readonly cache_tokens: number
  readonly cache_read_tokens: number
  readonly cache_write_tokens: number
  readonly reasoning_tokens: number
  readonly cost_usd: number | null
}

export interface WireMetrics extends WireTokens {
  readonly tool_calls: number
  readonly errors: number
  readonly lines_added: number
  readonly lines_removed: number
  readonly active_seconds: number
  readonly models: Readonly<Record<string, WireTokens>>
}

export interface WireSession {
  readonly session_id: string
  readonly tool: string
  readonly state: State
  readonly project: string | null
  readonly outcome: Outcome | null
  readonly reason: string
  readonly confidence: Confidence
  /** Unix seconds at which `state` was entered. */
  readonly since: number
  /** Unix seconds. */
  readonly started: number
  readonly turns: number
  readonly model: string | null
  readonly cwd: string | null
  readonly pid: number | null
  readonly host: string | null
  readonly terminal: string | null
  readonly tmux: string | null
  readonly window_id: number | null
  readonly metrics: WireMetrics
  readonly telemetry: { readonly received: number; readonly missing: number }
}

export interface WireUpdate extends WireSession {
  readonly type: 'session_update'
  readonly timestamp: number
  /** The state this line takes back as a wrong inference. */
  readonly corrects: State | null
}

/** What all sessions used on the local calendar day, those included that have ended. */
export interface WireToday {
  /** Such as 2026-11-26. */
  readonly date: string
  readonly input_tokens: number
  readonly output_tokens: number
  readonly cache_tokens: number
  readonly cost_usd: number | null
  readonly turns: number
}

/** Unix seconds, to the millisecond. */
export const seconds = (ms: number): number => Math.round(ms) / 1000
const round = (value: number, digits: number): number => Number(value.toFixed(digits))

const toCost = (usd: number | null): number | null => (usd === null ? null : round(usd, 6))

function toTokens(totals: ModelTotals): WireTokens {
  const { input, output, cacheRead, cacheWrite, reasoning, costUsd } = totals
  return {
    input_tokens: input,
    output_tokens: output,
    cache_tokens: cacheRead + cacheWrite,
    cache_read_tokens: cacheRead,
    cache_write_tokens: cacheWrite,
    reasoning_tokens: reasoning,
    cost_usd: toCost(costUsd),
  }
}

function toMetrics(totals: Totals): WireMetrics {
  const models = Object.entries(totals.models).map(([name, model]) => [name, toTokens(model)])
  return {
    ...toTokens(totals),
    tool_calls: totals.toolCalls,
    errors: totals.errors,
    lines_added: totals.linesAdded,
    lines_removed: totals.linesRemoved,
    active_seconds: round(totals.activeSeconds, 3),
    models: Object.fromEntries(models) as Record<string, WireTokens>,
  }
}

/** As it is named, or the directory's own name. */
export const toProject = ({ project, cwd }: About): string | null =>
  project ?? cwd?.split('/').findLast((part) => part !== '') ?? null

/**
 * One session as consumers see it.
 *
 * @param offsetMs what to add to the view's times for the time of day
 */
export function toWireSession(view: SessionView, offsetMs = 0): WireSession {
  const { about } = view
  return {
    session_id: view.id,
    tool: view.agent,
    state: view.state,
    project: toProject(about),
    outcome: view.outcome,
    reason: view.reason,
    confidence: view.confidence,
    since: seconds(view.sinceMs + offsetMs),
    started: seconds(view.startedMs + offsetMs),
    turns: view.turns,
    model: about.model ?? null,
    cwd: about.cwd ?? null,
    pid: about.pid ?? null,
    host: about.host ?? null,
    terminal: about.terminal ?? null,
    tmux: about.tmux ?? null,
    window_id: about.windowId ?? null,
    metrics: toMetrics(view.totals),
    telemetry: view.telemetry,
  }
}

/** The line for one change, without the list that every line also carries. */
export function toWireUpdate(change: SessionChange, offsetMs = 0): WireUpdate {
  const timestamp = Math.floor((change.atMs + offsetMs) / 1000)
  return {
    type: 'session_update',
    ...toWireSession(change.session, offsetMs),
    timestamp,
    corrects: change.corrects,
  }
}

/** @param date such as 2026-11-26 */
export function toWireToday(date: string, totals: DayTotals): WireToday {
  const { input, output, cached, costUsd, turns } = totals
  return {
    date,
    input_tokens: input,
    output_tokens: output,
    cache_tokens: cached,
    cost_usd: toCost(costUsd),
    turns,
  }
}
