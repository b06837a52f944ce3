// Sessions for agents that run and of which nothing is heard: they stand in for the ones that telemetry would tell of.

import { hostname } from 'node:os'
import type { SessionView } from '../domain/change.ts'
import type { EndReason } from '../domain/event.ts'
import { sessionKey } from '../domain/session-key.ts'
import type { Timer } from '../runtime/clock.ts'
import type { IdentityContext } from './context.ts'
import { locateSession } from './known-process.ts'
import type { ProbeAgent } from './probe-agent.ts'
import { type Teller, toFound } from './teller.ts'
import { openWindowTrail } from './window-trail.ts'

export interface SilentAgentsOptions extends IdentityContext {
  readonly sessions: () => readonly SessionView[]
  readonly standsIn: boolean
  readonly agents: () => readonly ProbeAgent[]
  readonly tell: Teller
  /** Tells a new session what its agent's processes do. */
  readonly attach: (agent: ProbeAgent) => void
}

export interface SilentAgents extends Disposable {
  /** It has no session, and gets one when that is due. */
  expect(agent: ProbeAgent): void
  /** A session that may be one of theirs was heard of, or is over. */
  reviewSoon(): void
  close(agent: ProbeAgent, reason: EndReason): void
  setWatching(isWatching: boolean): void
}

/** A known agent's first telemetry may take 5 s (its export interval), and Codex tells nothing before the first prompt. */
export const GRACE_MS = 10_000
/** By then it is known which process a new session is. */
const SOON_MS = 2_000
/** A relay that is started anew is back by then. */
const LOST_MS = 30_000

/** Gives nobody a session until the probe has begun to watch. */
export function createSilentAgents(options: SilentAgentsOptions): SilentAgents {
  const { clock, proc, findWindow, give, sessions, tell, attach } = options
  const timers = new Set<Timer>()
  let isLost = true
  let lostTimer: Timer | undefined

  function later(atMs: number, run: () => void): Timer {
    const timer = clock.setTimer(atMs, () => {
      timers.delete(timer)
      run()
    })
    timers.add(timer)
    return timer
  }

  /** Whether it is known which process the session is: one of its own, not one for all terminals. */
  function isPlaced({ agent, id }: SessionView): boolean {
    const key = sessionKey(agent, id)
    return options.agents().some(({ sessions: own, isShared }) => !isShared && own.has(key))
  }

  /** A session of the same agent that may be this very process, though nothing says so. */
  function mayBe(agent: ProbeAgent, view: SessionView): boolean {
    const { cwd, host } = view.about
    const isHere = host === undefined || host === hostname()
    const isThere = cwd === undefined || agent.cwd === undefined || cwd === agent.cwd
    return view.agent === agent.agent && isHere && isThere && !isPlaced(view)
  }

  const isWanted = (agent: ProbeAgent): boolean =>
    options.standsIn &&
    !isLost &&
    !agent.isShared &&
    agent.sessions.size === 0 &&
    clock.now() >= agent.dueMs &&
    !sessions().some((view) => mayBe(agent, view))

  function review(): void {
    for (const agent of options.agents())
      if (!isWanted(agent)) close(agent, isLost ? 'probe_lost' : 'superseded')
      else if (!agent.standIn) void open(agent)
  }

  async function open(agent: ProbeAgent): Promise<void> {
    const { name, process } = agent
    const session = { agent: 'generic', sessionId: `${name}-${process.pid}` }
    agent.standIn = session
    const found = toFound(process, await locateSession(proc, process))
    const isThere = options.agents().includes(agent)
    if (agent.standIn !== session || !isThere) return
    give([
      tell(session, { kind: 'session_started', byProcess: true }, { found }),
      tell(session, { kind: 'process_found' }),
    ])
    attach(agent)
    openWindowTrail(clock, findWindow, found, (more) => {
      if (agent.standIn === session)
        give([tell(session, { kind: 'process_found' }, { found: more })])
    })
  }

  function close(agent: ProbeAgent, reason: EndReason): void {
    const session = agent.standIn
    if (!session) return
    agent.standIn = undefined
    give([tell(session, { kind: 'session_ended', reason })])
  }

  return {
    expect(agent) {
      if (Number.isFinite(agent.dueMs)) later(agent.dueMs, review)
    },
    reviewSoon: () => void later(clock.now() + SOON_MS, review),
    close,
    setWatching(isWatching) {
      lostTimer?.cancel()
      if (isWatching) {
        isLost = false
        review()
      } else
        lostTimer = later(clock.now() + LOST_MS, () => {
          isLost = true
          review()
        })
    },
    [Symbol.dispose]() {
      for (const timer of timers) timer.cancel()
      lostTimer?.cancel()
    },
  }
}
