// Which parts of an export are worth decoding: what the agents' files read, and nothing else.

import type { AgentDefinition } from '../agents/definition.ts'
import { agentFor } from '../agents/index.ts'
import type { Selection, ServiceSelection } from '../otlp/records.ts'

/** Selections remembered; a stranger could name a new service with every request. */
const MAX_SERVICES = 64

/** Attributes the interpreter itself reads. */
const common = ['event.name', 'event.sequence']

function selectionOf(agent: AgentDefinition): ServiceSelection {
  const about = Object.values(agent.about).flat()
  const spans = Object.keys(agent.spans)
  return {
    attributes: new Set([...common, ...agent.sessionId, ...about, ...agent.attributes]),
    whole: agent.whole && new Set(agent.whole),
    spans: spans.includes('*') ? 'all' : new Set(spans),
    metrics: new Set(Object.keys(agent.metrics)),
    bodies: agent.bodies === true,
  }
}

/** The selection that asks for exactly what the agents' rules need. */
export function createSelection(): Selection {
  const byService = new Map<string, ServiceSelection>()
  return {
    forService(serviceName) {
      const known = byService.get(serviceName)
      if (known) return known
      const selection = selectionOf(agentFor(serviceName))
      if (byService.size >= MAX_SERVICES) byService.clear()
      byService.set(serviceName, selection)
      return selection
    },
  }
}
