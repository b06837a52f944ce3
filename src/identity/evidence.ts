// What the probe tells, brought to the sessions it is about.

import type { SessionChange, SessionView } from '../domain/change.ts'
import type { AgentEvent } from '../domain/event.ts'
import { toEndReason } from '../domain/event/ending.ts'
import { sessionKey } from '../domain/session-key.ts'
import type { ProcessId } from '../host/proc.ts'
import type { ProbeLine } from '../probe/line.ts'
import { timeOfDayMs, type Timer } from '../runtime/clock.ts'
import type { IdentityContext } from './context.ts'
import { missedBy, type ProbeAgent, sessionOf } from './probe-agent.ts'
import { createProbeAgents } from './probe-agents.ts'
import { createSigns } from './signs.ts'
import { createSilentAgents, GRACE_MS } from './silent-agents.ts'
import { createTeller, type SessionName } from './teller.ts'

export interface EvidenceOptions extends IdentityContext {
  readonly sessions: () => readonly SessionView[]
  /** Whether agents that nothing else is heard of get a session. */
  readonly standsIn: boolean
}

export interface Evidence extends Disposable {
  /** Takes lines of the probe. `timeMs` is when it happened, in Unix ms by the time of day. */
  take(told: readonly { readonly line: ProbeLine; readonly timeMs: number }[]): void
  /** Whether the probe sees all that happens from now on, or nothing any more. */
  setWatching(isWatching: boolean): void
  /** A session's process is known. */
  link(process: ProcessId, session: SessionName): void
  /** Sees what became of the sessions. */
  follow(changes: readonly SessionChange[]): void
  /** Whether the probe takes it for an agent's own process. */
  isAgent(process: ProcessId): boolean
  /** Whether the probe is about to tell how it ends. */
  isWitnessed(process: ProcessId): boolean
  /** How many agents run. */
  count(): number
}

interface Link {
  readonly process: ProcessId
  readonly session: SessionName
}

/** How often what was known is compared with /proc while the probe is away. */
const LOOK_EVERY_MS = 2_000

/** Its disposal ends timers and watches, and tells nothing. */
export function createEvidence(options: EvidenceOptions): Evidence {
  const { clock, proc, watch, sessions } = options
  const tell = createTeller(clock)
  const links = new Map<string, Link>()
  const agents = createProbeAgents({
    clock,
    proc,
    watch,
    graceMs: GRACE_MS,
    onBegin(agent) {
      for (const link of links.values())
        if (agents.find(link.process.pid) === agent) join(agent, link)
      silentAgents.expect(agent)
    },
    onEnd: (agent, ending) => silentAgents.close(agent, toEndReason(ending)),
  })
  const signs = createSigns({ proc, watch, agents, tell })
  const silentAgents = createSilentAgents({ ...options, agents: () => agents.all(), tell, attach })
  let isWatching = false
  let timer: Timer | undefined

  const nowMs = (): number => timeOfDayMs(clock)

  function give(events: Iterable<AgentEvent>): void {
    const all = [...events]
    if (all.length > 0) options.give(all)
  }

  /** A program whose records are another agent's may run in its tree, and not be followed itself. */
  function join(agent: ProbeAgent, { session }: Link): void {
    if (agent.agent !== undefined && agent.agent !== session.agent) return
    const key = sessionKey(session.agent, session.sessionId)
    if (agent.sessions.has(key)) return
    agent.sessions.set(key, session)
    silentAgents.close(agent, 'superseded')
    attach(agent)
  }

  /** Tells its session what went before. */
  function attach(agent: ProbeAgent): void {
    const session = sessionOf(agent)
    if (!session) return
    give(missedBy(agent).map(([happening, timeMs]) => tell(session, happening, { timeMs })))
  }

  function leave(agent: ProbeAgent, key: string, { reason }: SessionView): void {
    // There are too many sessions: one more would only push out the next.
    const dueMs = reason === 'evicted' ? Number.POSITIVE_INFINITY : clock.now() + GRACE_MS
    const { standIn } = agent
    if (standIn && sessionKey(standIn.agent, standIn.sessionId) === key) agent.standIn = undefined
    else if (!agent.sessions.delete(key)) return
    agent.dueMs = dueMs
    attach(agent)
    silentAgents.expect(agent)
  }

  function lookAgain(): void {
    timer?.cancel()
    const gone = [...agents.tree.members()].filter((member) => proc.existence(member) === 'ended')
    give(gone.flatMap(({ pid }) => [...signs.end(pid, nowMs())]))
    for (const { process } of agents.all()) watch.poke(process)
    const mustLook = !isWatching && agents.all().length > 0
    timer = mustLook ? clock.setTimer(clock.now() + LOOK_EVERY_MS, lookAgain) : undefined
  }

  return {
    take: (told) => give(told.flatMap(({ line, timeMs }) => [...signs.read(line, timeMs)])),
    setWatching(now) {
      isWatching = now
      if (!now) give(signs.unblockAll(nowMs()))
      lookAgain()
      silentAgents.setWatching(now)
    },
    link(process, session) {
      const isLive = sessions().some(
        ({ agent, id }) => agent === session.agent && id === session.sessionId,
      )
      if (!isLive) return
      const link = { process, session }
      links.set(`${sessionKey(session.agent, session.sessionId)}\0${process.pid}`, link)
      const agent = agents.find(process.pid)
      if (agent) join(agent, link)
    },
    follow(changes) {
      for (const { session, previous, kind } of changes) {
        const isOver = session.state === 'expired'
        if (isOver || (kind === 'state' && previous === null)) silentAgents.reviewSoon()
        if (!isOver) continue
        const key = sessionKey(session.agent, session.id)
        for (const name of links.keys()) if (name.startsWith(`${key}\0`)) links.delete(name)
        for (const agent of agents.all()) leave(agent, key, session)
      }
    },
    isAgent: ({ pid }) => agents.tree.get(pid)?.isAgent === true,
    isWitnessed: ({ pid }) => isWatching && agents.tree.has(pid),
    count: () => agents.all().length,
    [Symbol.dispose]() {
      timer?.cancel()
      silentAgents[Symbol.dispose]()
      agents[Symbol.dispose]()
    },
  }
}
