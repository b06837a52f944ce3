// Which spans were parents: a child is exported before its parent, and tells it something by being there.

import type { AgentDefinition } from '../agents/definition.ts'
import type { SpanRecord } from '../otlp/records.ts'

const maxParents = 1_024

export interface Children {
  note(agent: AgentDefinition, span: SpanRecord): void
  /** Whether the span with this id has a child of that name. */
  has(spanId: string, name: string): boolean
}

export function createChildren(): Children {
  const seen = new Set<string>()
  return {
    note(agent, span) {
      if (!agent.childSpans?.includes(span.name)) return
      seen.add(`${span.parentSpanId} ${span.name}`)
      if (seen.size > maxParents) seen.delete(seen.values().next().value!)
    },
    has: (spanId, name) => seen.has(`${spanId} ${name}`),
  }
}
