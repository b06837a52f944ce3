// What settings and sessions together say of one running agent, and the one thing that helps. Pure.

import type { BoardSession } from '../client/board.ts'
import { toCounted } from '../client/words.ts'
import type { AgentTelemetry } from './agent-telemetry.ts'
import type { Flaw } from './effective-settings.ts'
import type { Finding, Level } from './finding.ts'

export interface AgentFacts {
  readonly pid: number
  readonly pids: readonly number[]
  readonly cwd: string | undefined
  readonly startedMs: number | undefined
  readonly isShared: boolean
  readonly telemetry: AgentTelemetry
  /** The `--endpoint` that setup needs to write this daemon's; undefined where it needs none. */
  readonly endpoint: string | undefined
  /** Sessions of this machine; undefined where no daemon could tell. */
  readonly sessions: readonly BoardSession[] | undefined
}

interface Opinion {
  readonly id: string
  readonly level: Level
  readonly message: string
  readonly fix?: string
  readonly remark?: string
}

/** How exact a process's start and a file's time are on Linux, compared with each other. */
const CLOCK_SLACK_MS = 50

/** @returns at least one finding: whether its telemetry arrives */
export function checkAgent(facts: AgentFacts): readonly Finding[] {
  const { pid, cwd, isShared, telemetry } = facts
  const place = isShared ? ', for all terminals' : cwd === undefined ? '' : ` in ${cwd}`
  const name = `${telemetry.setup.title} (process ${pid}${place})`
  return [toArrival(facts), ...toSpans(facts), ...toLoss(facts), ...toUnreadable(facts)].map(
    ({ message, ...rest }) => ({ area: 'agents', pid, message: `${name}: ${message}`, ...rest }),
  )
}

function toArrival(facts: AgentFacts): Opinion {
  const { telemetry, sessions } = facts
  const own = ownSessions(facts).filter(hasTelemetry)
  const id = `${telemetry.setup.id}.telemetry`
  const received = own.reduce((sum, session) => sum + session.telemetry.received, 0)
  if (own.length > 0) {
    const message = `telemetry arrives: ${toCounted(own.length, 'session')}, ${toCounted(received, 'record')}`
    return { id, level: 'ok', message }
  }
  const missing = telemetry.flaws.filter(({ purpose }) => purpose === 'needed')
  if (missing.length > 0) return { id, level: 'error', ...toBlocked(facts, missing) }
  if (isStale(facts)) {
    const message = 'its settings were changed after its start, and nothing arrived'
    return { id, level: 'warning', message, fix: `restart ${telemetry.setup.title}` }
  }
  if (sessions === undefined) {
    return { id, level: 'note', message: 'switched on; without the daemon nothing can arrive' }
  }
  const anonymous = sessions.filter(({ tool, pid }) => tool === telemetry.setup.id && pid === null)
  const message =
    anonymous.length > 0
      ? `switched on; ${toCounted(anonymous.length, 'session')} of this agent may be its`
      : 'switched on; no tokens reported yet, they come with the first answer'
  return { id, level: anonymous.length > 0 ? 'ok' : 'note', message }
}

function toBlocked(facts: AgentFacts, flaws: readonly Flaw[]) {
  const { setup, isEnvironmentKnown } = facts.telemetry
  const command = toSetupCommand(facts)
  const remark = `then restart ${setup.title}`
  const conflict = flaws.find(({ status }) => status === 'conflict')
  const unsure = isEnvironmentKnown ? '' : ' (its environment cannot be read)'
  if (conflict === undefined) {
    const names = flaws.map(({ path }) => path.join('.')).join(', ')
    const message = `telemetry is not switched on: ${names}${unsure}`
    return { message, fix: command, remark }
  }
  const { path, origin, current } = conflict
  const place = origin === undefined ? '' : `, says ${origin.origin}`
  const message = `telemetry goes elsewhere: ${path.join('.')} is ${toShown(current)}${place}`
  if (origin?.isStronger !== true) return { message, fix: `${command} --force`, remark }
  return origin.isVariable
    ? { message, fix: `unset ${origin.origin}`, remark: 'where it is started' }
    : { message, fix: `remove ${path.join('.')} from ${origin.origin}`, remark }
}

function toSpans(facts: AgentFacts): readonly Opinion[] {
  const { setup, flaws } = facts.telemetry
  const isBlocked =
    !ownSessions(facts).some(hasTelemetry) && flaws.some(({ purpose }) => purpose === 'needed')
  const missing = flaws.filter(({ purpose }) => purpose === 'spans')
  if (isBlocked || missing.length === 0) return []
  const names = missing.map(({ path }) => path.join('.')).join(', ')
  const message = `sends no spans, so the end of a turn is only inferred: ${names}`
  const fix = toSetupCommand(facts)
  return [{ id: `${setup.id}.spans`, level: 'warning', message, fix }]
}

function toSetupCommand({ telemetry, endpoint }: AgentFacts): string {
  const command = `${telemetry.assignments}otel-ai-monitor setup ${telemetry.setup.id} --apply`
  return endpoint === undefined ? command : `${command} --endpoint ${endpoint}`
}

function toLoss(facts: AgentFacts): readonly Opinion[] {
  const lost = ownSessions(facts).reduce((sum, { telemetry }) => sum + telemetry.missing, 0)
  if (lost === 0) return []
  const message = `${toCounted(lost, 'record')} did not arrive, so counts are too low`
  return [{ id: `${facts.telemetry.setup.id}.loss`, level: 'note', message }]
}

function toUnreadable({ telemetry }: AgentFacts): readonly Opinion[] {
  return telemetry.problems.map((message) => ({
    id: `${telemetry.setup.id}.settings`,
    level: 'error',
    message,
    fix: 'correct that file',
  }))
}

function ownSessions({ sessions = [], pids, telemetry }: AgentFacts): readonly BoardSession[] {
  return sessions.filter(
    ({ tool, pid }) => tool === telemetry.setup.id && pid !== null && pids.includes(pid),
  )
}

/** Hooks and agents' own files show sessions too, but only telemetry counts tokens. */
const hasTelemetry = ({ metrics }: BoardSession): boolean =>
  metrics !== null && metrics.input_tokens + metrics.output_tokens > 0

function isStale({ startedMs, telemetry }: AgentFacts): boolean {
  return startedMs !== undefined && telemetry.changedMs > startedMs + CLOCK_SLACK_MS
}

/** Of a URL only protocol and host: the rest of it, and any other text, may hold a secret. */
function toShown(value: unknown): string {
  if (typeof value === 'boolean' || typeof value === 'number') return String(value)
  const endpoint = typeof value === 'string' ? value : readEndpoint(value)
  const url = endpoint === undefined ? null : URL.parse(endpoint)
  return url === null || url.host === '' ? 'something else' : `${url.protocol}//${url.host}`
}

/** The endpoint of an exporter as Codex writes it: `{ 'otlp-http': { endpoint } }`. */
function readEndpoint(value: unknown): string | undefined {
  const [exporter] = Object.values((value ?? {}) as Record<string, { endpoint?: unknown } | null>)
  return typeof exporter?.endpoint === 'string' ? exporter.endpoint : undefined
}
