// What an undecided tool may be doing while nothing is told of it, other than waiting for the person.

import type { AgentEvent, Happening, ModelCallEnded } from '../event.ts'
import { forgetOldest } from '../forget-oldest.ts'
import type { Session } from '../session.ts'
import type { Reply, Turn } from '../turn.ts'

/** A bound for broken exporters. */
const MAX_NAMES = 64

/** What the next reply may ask for that nobody decides about. */
export function unsureIn(session: Session, { unattended }: ModelCallEnded): Reply['unsure'] {
  if (isAnythingLeft(session)) return 'awaits'
  return session.mayRunUntold || unattended ? 'runs' : undefined
}

/** Whether commands or sub-agents are at work that a tool may wait for. */
export function isAnythingLeft({ left, subAgents }: Session): boolean {
  if (left.size > 0) return true
  for (const { turn } of subAgents.values()) if (turn?.silentSinceMs === null) return true
  return false
}

/** A tool that ended without a decision will run so again. */
export function noteUntold({ untold }: Session, { tools }: Turn, happening: Happening): void {
  if (happening.kind !== 'tool_ended' || tools.has(happening.toolId)) return
  untold.add(happening.tool)
  forgetOldest(untold, MAX_NAMES)
}

/** A request for a tool that is known to run untold is its start. */
export function asStarted({ untold }: Session, event: AgentEvent): AgentEvent {
  const { happening } = event
  if (happening.kind !== 'tool_requested' || happening.decided) return event
  const { toolId, tool } = happening
  // Without its id, its end would not be known.
  if (toolId === '' || !untold.has(tool)) return event
  return { ...event, happening: { kind: 'tool_started', toolId, tool, ahead: true } }
}
