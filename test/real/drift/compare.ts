// What is new in a client's telemetry, and what is no longer there, as far as the agent's own file is concerned.

import type { AgentDefinition } from '../../../src/agents/definition.ts'
import type { Names } from './names.ts'

export interface Drift {
  /** Seen now and not with the pinned client; no rule knows them. */
  readonly unknown: readonly string[]
  /** Seen now and not with the pinned client, and a rule knows them. */
  readonly appeared: readonly string[]
  /** Seen with the pinned client and not now, of what is read. */
  readonly gone: readonly string[]
  /** Attributes that the agent's file reads: seen with the pinned client and not now. */
  readonly goneAttributes: readonly string[]
  /** Fields that are new in names that were known before. */
  readonly newFields: readonly string[]
  /** Rules for names that neither client sent in these scenarios. */
  readonly untried: readonly string[]
  /** Names that both sent and no rule knows. */
  readonly ignored: readonly string[]
}

/** Names that the agent's file has rules for. */
function rulesOf({ logs, spans, metrics, childSpans = [] }: AgentDefinition): ReadonlySet<string> {
  const named = (word: string, table: object): readonly string[] =>
    Object.keys(table)
      .filter((name) => name !== '*')
      .map((name) => `${word} ${name}`)
  return new Set([
    ...named('log', logs),
    ...named('span', spans),
    ...named('metric', metrics),
    ...childSpans.map((name) => `span ${name}`),
  ])
}

const readBy = ({ attributes, about, sessionId }: AgentDefinition): readonly string[] => [
  ...new Set([...attributes, ...sessionId, ...Object.values(about).flat()]),
]

export function compare(agent: AgentDefinition, pinned: Names, latest: Names): Drift {
  const rules = rulesOf(agent)
  const fresh = [...latest.keys()].filter((name) => !pinned.has(name))
  const isSeen = (names: Names, field: string): boolean =>
    [...names.values()].some((fields) => fields.has(field))
  return {
    unknown: fresh.filter((name) => !rules.has(name)),
    appeared: fresh.filter((name) => rules.has(name)),
    gone: [...pinned.keys()].filter(
      (name) => !latest.has(name) && (rules.has(name) || !isRuled(name)),
    ),
    goneAttributes: readBy(agent).filter(
      (field) => isSeen(pinned, field) && !isSeen(latest, field),
    ),
    newFields: newFields(pinned, latest),
    untried: [...rules].filter((name) => !pinned.has(name) && !latest.has(name)),
    ignored: [...latest.keys()].filter(
      (name) => isRuled(name) && pinned.has(name) && !rules.has(name),
    ),
  }
}

/** By field: many come with every name. */
function newFields(pinned: Names, latest: Names): readonly string[] {
  const added = [...latest].flatMap(([name, fields]) =>
    [...fields]
      .filter((field) => pinned.get(name)?.has(field) === false)
      .map((field) => ({ name, field })),
  )
  return [...Map.groupBy(added, ({ field }) => field)].map(
    ([field, where]) => `${field}: ${where.map(({ name }) => name).join(', ')}`,
  )
}

/** Names of these kinds are in no table of an agent's file. */
const isRuled = (name: string): boolean => /^(log|span|metric) /.test(name)

/** Whether somebody should look at the agent's file. */
export const isDrift = ({ unknown, gone, goneAttributes }: Drift): boolean =>
  [unknown, gone, goneAttributes].some((list) => list.length > 0)

const headings: Readonly<Record<keyof Drift, string>> = {
  unknown: 'new, and unknown to the agent’s file',
  appeared: 'new here, and known to the agent’s file',
  gone: 'read by the agent’s file, and no longer sent',
  goneAttributes: 'attributes that the agent’s file reads and that are no longer sent',
  newFields: 'new fields',
  untried: 'known to the agent’s file, and sent by neither in these scenarios',
  ignored: 'sent by both, and left alone by the agent’s file',
}

export function toReport(drift: Drift): string {
  const parts = (Object.keys(headings) as (keyof Drift)[]).flatMap((key) => {
    const list = drift[key].toSorted()
    return list.length === 0 ? [] : [`  ${headings[key]}:\n${list.map(indent).join('\n')}`]
  })
  return parts.join('\n')
}

const indent = (line: string): string => `    ${line}`
