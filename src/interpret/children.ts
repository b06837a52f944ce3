// Which spans were parents: a child is exported before its parent, and tells it something by being there.

import type { AgentDefinition } from '../agents/definition.ts'
import type { SpanRecord } from '../otlp/records.ts'
import { forgetOldest } from '../domain/forget-oldest.ts'

const MAX_PARENTS = 1_024

export interface Children {
  note(agent: AgentDefinition, span: SpanRecord): void
  /** Whether the span with this id has a child of that name; `NAME:ok` asks whether the last one did not fail. */
  has(spanId: string, name: string): boolean
}

export function createChildren(): Children {
  /** By parent and name: whether the last of them did not fail. */
  const seen = new Map<string, boolean>()
  return {
    note(agent, span) {
      const { childSpans = [] } = agent
      if (!childSpans.includes(span.name)) return
      seen.set(`${span.parentSpanId} ${span.name}`, !span.failed)
      // What is below this one is below its parent.
      for (const name of childSpans) {
        const ok = seen.get(`${span.spanId} ${name}`)
        if (ok !== undefined) seen.set(`${span.parentSpanId} ${name}`, ok)
      }
      forgetOldest(seen, MAX_PARENTS)
    },
    has(spanId, asked) {
      const name = asked.replace(/:ok$/, '')
      const ok = seen.get(`${spanId} ${name}`)
      return asked === name ? ok !== undefined : ok === true
    },
  }
}
