// From decoded records to events: picks the agent by its service name and applies that agent's rules.

import type { AgentDefinition, Finding } from '../agents/definition.ts'
import { MAX_ID_LENGTH, number, own, text } from '../agents/definition.ts'
import { agentFor } from '../agents/index.ts'
import { toModelName } from '../agents/model-name.ts'
import type { About, AgentEvent, Happening } from '../domain/event.ts'
import type { OtlpRecord, Resource } from '../otlp/records.ts'
import { createChildren, type Children } from './children.ts'
import { createDeltas } from './deltas.ts'
import { withoutHookAnswers } from './hook-answers.ts'
import { createToLocal, type ToLocal, type ToSteady } from './local-time.ts'
import { createTraces, type Traces } from './traces.ts'

const MAX_AGENTS = 64

export interface Batch {
  readonly records: readonly OtlpRecord[]
  /** Unix ms on a clock that nobody sets. */
  readonly arrivalMs: number
  /** Tells exporting processes apart: the connection; '' where unknown. */
  readonly origin: string
}

export interface Interpreter {
  /** The events that a batch of records gives, in order. Records that say nothing give none. */
  interpret(batch: Batch): AgentEvent[]
}

/** Remembers only what joins records: trace ids and the last value of cumulative metrics. */
export function createInterpreter(toSteady: ToSteady = (wallMs) => wallMs): Interpreter {
  const toLocal = createToLocal(toSteady)
  const traces = createTraces()
  const deltas = createDeltas()
  const children = createChildren()
  const known = new Map<string, AgentDefinition>()

  function agentOf(serviceName: string): AgentDefinition {
    let agent = known.get(serviceName)
    if (!agent) {
      agent = agentFor(serviceName)
      if (known.size >= MAX_AGENTS) known.clear()
      known.set(serviceName, agent)
    }
    return agent
  }

  return {
    interpret(batch) {
      const events: AgentEvent[] = []
      for (const told of batch.records) {
        const growth = told.signal === 'metrics' ? deltas.of(told) : undefined
        const record = growth?.point ?? told
        const agent = agentOf(record.resource.serviceName)
        if (record.signal === 'traces') children.note(agent, record)
        const finding = findingOf(agent, record, children)
        const event = finding && toEvent(agent, record, finding, traces, batch, toLocal)
        if (!event || (finding.ofTrace === 'only' && event.sessionId === '')) continue
        events.push(
          growth?.sinceMs === undefined ? event : { ...event, sumSinceMs: growth.sinceMs },
        )
      }
      return withoutHookAnswers(events)
    },
  }
}

function findingOf(
  agent: AgentDefinition,
  record: OtlpRecord,
  children: Children,
): Finding | undefined {
  switch (record.signal) {
    case 'logs':
      return (own(agent.logs, record.name) ?? agent.logs['*'])?.(record, noChild)
    case 'traces':
      return (own(agent.spans, record.name) ?? agent.spans['*'])?.(record, (name) =>
        children.of(record.spanId, name),
      )
    case 'metrics':
      return own(agent.metrics, record.name)?.(record, noChild)
  }
}

function toEvent(
  agent: AgentDefinition,
  record: OtlpRecord,
  finding: Finding,
  traces: Traces,
  { arrivalMs, origin }: Batch,
  toLocal: ToLocal,
): AgentEvent {
  const { signal } = record
  const traceId = signal === 'metrics' ? '' : record.traceId
  const told = finding.sessionId === undefined ? idIn(agent, record) : cutId(finding.sessionId)
  if (told && traceId !== '') traces.learn(traceId, told, parentIn(finding.happening))
  if (finding.hidesTrace !== undefined) traces.hide(traceId, finding.hidesTrace)
  const joined = finding.ofTrace === 'last' ? traces.lastOf(traceId) : traces.sessionOf(traceId)
  // A process may hold several conversations, of which its resource names one, or none.
  const sessionId = told ?? joined ?? idIn(agent, record.resource) ?? ''
  const parentId = finding.joinsTrace ? traces.firstOf(traceId) : undefined
  const happening =
    parentId === sessionId ? finding.happening : withParent(finding.happening, parentId)
  const sequence = signal === 'logs' ? number(record, 'event.sequence') : undefined
  const toldMs = signal === 'traces' ? record.endMs : record.timeMs
  const timeMs = toldMs === 0 ? arrivalMs : toLocal(toldMs, arrivalMs)
  return {
    agent: agent.id,
    sessionId,
    timeMs,
    arrivalMs,
    delayMs: arrivalMs - timeMs,
    origin,
    traceId,
    recordId: signal === 'traces' ? record.spanId : '',
    sequence,
    about: aboutOf(agent, record, finding),
    usage: finding.usage && { source: signal, amount: finding.usage },
    counters: finding.counters,
    helper: finding.helper === true,
    foreignModel: finding.foreignModel === true,
    promisesTurnEnd: agent.traceEndsTurn && traceId !== '',
    happening: onLocalClock(
      withHidden(happening, traces.isHidden(traceId)),
      timeMs,
      arrivalMs,
      toLocal,
    ),
  }
}

const parentIn = (happening: Happening): string | undefined =>
  happening.kind === 'session_started' ? happening.parentId : undefined

const withParent = (happening: Happening, parentId: string | undefined): Happening =>
  happening.kind === 'session_started' && parentId !== undefined
    ? { ...happening, parentId }
    : happening

const withHidden = (happening: Happening, isHidden: boolean | undefined): Happening =>
  happening.kind === 'turn_ended' && isHidden !== undefined
    ? { ...happening, hidden: isHidden ? 'surely' : undefined }
    : happening

function onLocalClock(
  happening: Happening,
  timeMs: number,
  arrivalMs: number,
  toLocal: ToLocal,
): Happening {
  if (!('startedMs' in happening) || happening.startedMs === undefined) return happening
  const startedMs = Math.min(toLocal(happening.startedMs, arrivalMs), timeMs)
  return startedMs === happening.startedMs ? happening : { ...happening, startedMs }
}

const isPid = (value: string): boolean => /^[1-9]\d{0,9}$/.test(value)

function clean(field: keyof About, value: string): string | number {
  if (field === 'pid') return Number(value)
  return field === 'model' ? toModelName(value) : value
}

const noChild = (): undefined => undefined

/** Half a character at the cut would make every line that lists the session unreadable. */
const cutId = (id: string): string =>
  id.length <= MAX_ID_LENGTH ? id : id.slice(0, MAX_ID_LENGTH).toWellFormed()

function idIn({ sessionId }: AgentDefinition, from: OtlpRecord | Resource): string | undefined {
  for (const name of sessionId) {
    const id = text(from, name)
    if (id !== undefined) return cutId(id)
  }
  return undefined
}

function aboutOf(agent: AgentDefinition, record: OtlpRecord, finding: Finding): About | undefined {
  let about: Record<string, string | number> | undefined
  for (const field in agent.about)
    for (const name of agent.about[field as keyof About] ?? []) {
      const value = text(record, name) ?? text(record.resource, name)
      if (value === undefined || (field === 'pid' && !isPid(value))) continue
      about ??= {}
      about[field] = clean(field as keyof About, value)
      break
    }
  return finding.about ? { ...about, ...finding.about } : about
}
