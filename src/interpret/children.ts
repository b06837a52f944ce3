// Which spans were parents: a child is exported before its parent, and tells it something by being there.

import type { AgentDefinition, ChildOf } from '../agents/definition.ts'
import type { SpanRecord } from '../otlp/records.ts'
import { forgetOldest } from '../domain/forget-oldest.ts'

const MAX_PARENTS = 1_024

export interface Children {
  note(agent: AgentDefinition, span: SpanRecord): void
  /** How the last child of that name ended of the span with this id. */
  of(spanId: string, name: string): ReturnType<ChildOf>
}

/** Remembers the latest parents. */
export function createChildren(): Children {
  /** By parent and name. */
  const seen = new Map<string, 'ok' | 'failed'>()
  return {
    note(agent, span) {
      const { childSpans = [] } = agent
      if (!childSpans.includes(span.name)) return
      seen.set(`${span.parentSpanId} ${span.name}`, span.failed ? 'failed' : 'ok')
      // What is below this one is below its parent.
      for (const name of childSpans) {
        const below = seen.get(`${span.spanId} ${name}`)
        if (below) seen.set(`${span.parentSpanId} ${name}`, below)
      }
      forgetOldest(seen, MAX_PARENTS)
    },
    of: (spanId, name) => seen.get(`${spanId} ${name}`),
  }
}
