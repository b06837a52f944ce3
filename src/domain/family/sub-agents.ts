// Sub-agents that tell of themselves: each has a state of its own, and what one of them asks the person, its session asks.

import type { AgentEvent } from '../event.ts'
import { forgetOldest } from '../forget-oldest.ts'
import type { Reading } from '../reading.ts'
import { derive } from '../reading/derive.ts'
import { createSession, type Session } from '../session.ts'
import { advance } from '../session/step.ts'
import type { Tuning } from '../tuning.ts'
import { prepare } from '../turn/before.ts'
import { settle } from '../turn/end.ts'
import { endOvertaken } from '../turn/order.ts'
import { noteLeft } from '../turn/tools.ts'

/** A bound for broken exporters; real sessions stay far below. */
const MAX_SUB_AGENTS = 64

/** Moves the sub-agent with this key by an event of its own. */
export function applyToSubAgent(session: Session, key: string, event: AgentEvent): void {
  const agent = session.subAgents.get(key) ?? addSubAgent(session, key, event)
  agent.lastArrivalMs = Math.max(agent.lastArrivalMs, event.arrivalMs)
  if (event.happening.kind === 'tool_ended') noteLeft(agent.left, event.happening)
  const next = endOvertaken(agent, event)
  if (next) agent.turn = next
  else {
    prepare(agent, event)
    advance(agent, event)
  }
}

/** Makes permanent what silence decided about sub-agents. */
export function settleSubAgents({ subAgents }: Session, nowMs: number, tuning: Tuning): void {
  for (const agent of subAgents.values()) settle(agent, derive(agent, nowMs, tuning), nowMs)
}

function addSubAgent({ subAgents }: Session, key: string, event: AgentEvent): Session {
  const agent = createSession(event, event.sessionId)
  subAgents.set(key, agent)
  forgetOldest(subAgents, MAX_SUB_AGENTS)
  return agent
}

/** Reads a session at `nowMs`, with what its sub-agents ask: in the terminal that is asked by the session. */
export function deriveWithSubAgents(session: Session, nowMs: number, tuning: Tuning): Reading {
  const reading = derive(session, nowMs, tuning)
  if (session.subAgents.size === 0 || reading.state === 'waiting' || reading.state === 'expired')
    return reading
  let { untilMs } = reading
  let asked: Reading | undefined
  for (const agent of session.subAgents.values()) {
    const own = derive(agent, nowMs, tuning)
    untilMs = Math.min(untilMs, own.untilMs)
    if (own.state === 'waiting') asked ??= own
  }
  // Silence means nothing while the person is asked.
  return { ...(asked ?? reading), untilMs }
}
