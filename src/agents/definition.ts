// What an agent's file holds: data about its telemetry, and how its records become events.

import type { About, Counters, Happening, Usage } from '../domain/event.ts'
import type { AttributeValue, LogRecord, MetricPoint, SpanRecord } from '../otlp/records.ts'
import type { AgentProgram } from './program.ts'

/** What one record says. */
export interface Finding {
  readonly happening: Happening
  readonly usage?: Usage | undefined
  readonly counters?: Counters | undefined
  readonly about?: About | undefined
  /** Traffic the program makes for itself: counts, but moves no state. */
  readonly helper?: boolean
  /** The model it names is not the session's but a sub-agent's, or a helper's. */
  readonly foreignModel?: boolean
  /** Where the session's id is not in the usual attribute. */
  readonly sessionId?: string | undefined
  /**
   * For a record that names no session. `last`: the session its trace named last, or the one
   * that works for; `only`: the only one it named; otherwise the record is dropped.
   */
  readonly ofTrace?: 'last' | 'only'
  /** For a new session: it works for the session that its trace named before. */
  readonly joinsTrace?: boolean
  /** Whether the program itself asked for the turn of this trace; undefined where not told. */
  readonly hidesTrace?: boolean
}

/**
 * How the last span of that name ended which came before this one, and is below it; undefined
 * where there was none. Known for the agent's `childSpans`.
 */
export type ChildOf = (name: string) => 'ok' | 'failed' | undefined

/** @returns undefined where the record says nothing of the session */
export type Rule<R> = (record: R, childOf: ChildOf) => Finding | undefined

/** What a value can be recognised by: an id, a directory, a word that somebody chose, a machine or person, a model. */
export type Identifying = 'id' | 'path' | 'name' | 'proper' | 'model'

/** Cleans a value as that of the named attribute. */
export type Clean = (name: string, value: string) => string

export interface AgentDefinition {
  /** As consumers know it: the `tool` of every line. */
  readonly id: string
  /** For people. */
  readonly name: string
  /** Which client was checked, and when. */
  readonly checked: string
  /** Whether telemetry with this service.name is this agent's. */
  readonly service: RegExp
  /** What its processes run; a process that runs anything else only forwards telemetry. */
  readonly program?: AgentProgram
  /** Attributes that name the session, the first one present wins. */
  readonly sessionId: readonly string[]
  /** Attributes that tell of the session, on the record or its resource. */
  readonly about: Readonly<Partial<Record<keyof About, readonly string[]>>>
  /** True where a record that belongs to a trace announces an exact turn end. */
  readonly traceEndsTurn: boolean
  /** Attributes that the rules below read; nothing else is decoded. */
  readonly attributes: readonly string[]
  /** Those of them whose values are not cut: what the rules look for may be at the end. */
  readonly whole?: readonly string[]
  /** True where the log rules read bodies. */
  readonly bodies?: boolean
  /**
   * Attributes above that hold people's or models' words, with what may be kept of
   * them in a recording: enough for the rules to come to the same result.
   */
  readonly texts?: Readonly<Record<string, (text: string, clean: Clean) => string>>
  /**
   * Attributes above whose values could be recognised, besides `sessionId` and
   * `about`: a recording holds stand-ins for them. All others hold words of the
   * program's own.
   */
  readonly identifying?: Readonly<Record<string, Identifying>>
  /** What may be kept of a text in a log body. */
  readonly bodyText?: (text: string, clean: Clean) => string
  /** By event name. `'*'` takes the names that have no rule of their own. */
  readonly logs: Readonly<Record<string, Rule<LogRecord>>>
  /** By span name. `'*'` makes every span be decoded. */
  readonly spans: Readonly<Record<string, Rule<SpanRecord>>>
  /** Spans that tell their parent's rule something by being there, and by what of these is below them. */
  readonly childSpans?: readonly string[]
  readonly metrics: Readonly<Record<string, Rule<MetricPoint>>>
}

/** Longest session id kept: the telemetry's are cut, so that a longer one told elsewhere would not be the same. */
export const MAX_ID_LENGTH = 128

type Attributed = { readonly attributes: Readonly<Record<string, AttributeValue | undefined>> }

/** An attribute as text; numbers and booleans are written out. */
export function text(record: Attributed, name: string): string | undefined {
  const value = record.attributes[name]
  if (typeof value === 'string') return value === '' ? undefined : value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/** An attribute as a number; agents send many numbers as strings. */
export function number(record: Attributed, name: string): number | undefined {
  const value = record.attributes[name]
  const parsed = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : undefined
}

/** An attribute as true or false; some agents send "true". */
export function flag(record: Attributed, name: string): boolean {
  const value = record.attributes[name]
  return value === true || value === 'true'
}

/** The texts of a list attribute. */
export function list(record: Attributed, name: string): readonly string[] {
  const value = record.attributes[name]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

/** Input tokens without the cached ones, for agents that count these in. */
export const uncached = (
  input: number | undefined,
  cached: number | undefined,
): number | undefined => (input === undefined ? undefined : Math.max(0, input - (cached ?? 0)))

/** The table's own entry of that name, not what every object inherits (`constructor`). */
export const own = <T>(
  table: Readonly<Record<string, T>>,
  name: string | undefined,
): T | undefined => (name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined)

/** The record shows that the session is alive, no more. */
export const activity: Finding = { happening: { kind: 'activity' } }
