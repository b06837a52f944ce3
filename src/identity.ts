// Which process each session is: found by the connection its telemetry came by, told once, and watched to its end.

import { programNames } from './agents/index.ts'
import { codexShared } from './agents/live/codex-app-server.ts'
import type { SessionChange } from './domain/change.ts'
import type { About, AgentEvent, EndReason } from './domain/event.ts'
import { toEndReason } from './domain/event/ending.ts'
import { sessionKey } from './domain/session-key.ts'
import { createHolderFinder } from './host/holder-finder.ts'
import { type ProcessId, processKey } from './host/proc.ts'
import type { ProcessEnding } from './host/process-watch.ts'
import type { SocketOwner } from './host/tcp-table.ts'
import type { IdentityContext } from './identity/context.ts'
import { agentsOf, locateSession, servesManySessions } from './identity/known-process.ts'
import { createSharedSessions, type SharedSessions } from './identity/shared-sessions.ts'
import { createTeller, type SessionName, toFound } from './identity/teller.ts'
import { openWindowTrail, type WindowTrail } from './identity/window-trail.ts'

export interface Identity {
  /** A connection's other end is known. */
  meet(origin: string, owner: SocketOwner): void
  /** Its connection closed: its process may have ended. */
  part(origin: string): void
  /** Sees the events that came by the connections. */
  note(events: readonly AgentEvent[]): void
  /** Sees an event whose process is known otherwise. */
  adopt(event: AgentEvent, pid: number): void
  /** Sees what became of the sessions. */
  follow(changes: readonly SessionChange[]): void
}

export interface IdentityOptions extends IdentityContext {
  /** Whether it is an agent's own process, by other evidence than its name. */
  readonly isAgent?: (process: ProcessId) => boolean
  /** A session's process became known: the one that it runs in, or that shows it. */
  readonly onSession?: (process: ProcessId, session: SessionName) => void
}

/** A process that exports, and the sessions that were heard of by its connections. */
interface Exporter {
  readonly process: ProcessId
  /** The agents whose program it is: none for a collector that forwards. */
  readonly agents: ReadonlySet<string>
  readonly found: About
  readonly sessions: Map<string, Exported>
  /** Set where its sessions are elsewhere: they outlive their terminals in it. */
  readonly shared: SharedSessions | undefined
  readonly window: WindowTrail
  /** How its process ended, once it has. */
  ended: EndReason | undefined
}

interface Exported extends SessionName {
  /** Whether the session was told whose it is. */
  isTold: boolean
}

/** Finds out on its own time: what it has found is given as events. */
export function createIdentity(options: IdentityOptions): Identity {
  const { clock, proc, watch, findWindow, give, isAgent, onSession } = options
  const tell = createTeller(clock)
  const findHolder = createHolderFinder({ proc, programs: programNames })
  const exporters = new Set<Exporter>()
  const byOrigin = new Map<string, Exporter>()
  const byProcess = new Map<string, Promise<Exporter>>()
  /** Sessions that there are: a process may send records of one long before any that shows it. */
  const live = new Set<string>()
  /** What was heard of sessions before their process was found: one event of each kind says enough. */
  const early = new Map<string, Map<string, AgentEvent>>()

  async function open(process: ProcessId): Promise<Exporter> {
    const location = await locateSession(proc, process)
    const isShared = servesManySessions(proc, process.pid)
    const shared = isShared ? openShared(process) : undefined
    const found = isShared ? {} : toFound(process, location)
    const sessions = new Map<string, Exported>()
    const window = openWindowTrail(clock, findWindow, found, (more) => tellAll(sessions, more))
    const ids = agentsOf(proc, process.pid)
    const exporter: Exporter = {
      process,
      agents: ids,
      found,
      sessions,
      shared,
      window,
      ended: undefined,
    }
    exporters.add(exporter)
    watch.watchExit(process, (ending) => end(exporter, ending))
    return exporter
  }

  const openShared = (shared: ProcessId): SharedSessions =>
    createSharedSessions({ ...options, kind: codexShared, shared })

  function tellAll(sessions: Exporter['sessions'], found: About): void {
    const happening = { kind: 'process_found' } as const
    give([...sessions.values()].map((session) => tell(session, happening, { found })))
  }

  function end(exporter: Exporter, ending: ProcessEnding | undefined): void {
    exporters.delete(exporter)
    byProcess.delete(processKey(exporter.process))
    exporter.ended = toEndReason(ending)
    const { ended } = exporter
    const sessions = [...exporter.sessions.values()]
    give(sessions.map((session) => tell(session, toEnd(ended))))
  }

  function exporterOf(process: ProcessId): Promise<Exporter> {
    const key = processKey(process)
    let exporter = byProcess.get(key)
    if (!exporter) byProcess.set(key, (exporter = open(process)))
    return exporter
  }

  async function identify(origin: string, owner: SocketOwner): Promise<void> {
    const heard = new Map<string, AgentEvent>()
    early.set(origin, heard)
    const process = await findHolder(owner)
    const exporter = process && (await exporterOf(process))
    // Closed meanwhile, its number may be another connection's by now.
    const isOpen = early.get(origin) === heard
    if (isOpen) early.delete(origin)
    if (!exporter) return
    if (isOpen) byOrigin.set(origin, exporter)
    for (const event of heard.values()) join(exporter, event)
    if (!isOpen) watch.poke(exporter.process)
  }

  function note(events: readonly AgentEvent[]): void {
    for (const event of events) {
      const { agent, sessionId, origin, happening } = event
      if (sessionId === '') continue
      const exporter = byOrigin.get(origin)
      if (exporter) join(exporter, event)
      else early.get(origin)?.set(`${happening.kind}\0${sessionKey(agent, sessionId)}`, event)
    }
  }

  function join(exporter: Exporter, event: AgentEvent): void {
    const { process, agents: ids, sessions, shared, window } = exporter
    const { agent, sessionId } = event
    const isOwn = ids.has(agent) || (ids.size === 0 && isAgent?.(process) === true)
    if (!isOwn) return
    shared?.note(event)
    window.note(event.happening.kind)
    const key = sessionKey(agent, sessionId)
    const known = sessions.get(key)
    if (known?.isTold) return
    if (!known) sessions.set(key, { agent, sessionId, isTold: false })
    introduceSoon(exporter, key)
  }

  /** After the event that opens the session. */
  const introduceSoon = (exporter: Exporter, key: string): void =>
    queueMicrotask(() => introduce(exporter, key))

  function introduce(exporter: Exporter, key: string): void {
    const { process, shared, window, ended } = exporter
    const session = exporter.sessions.get(key)
    if (!session || session.isTold || !live.has(key)) return
    session.isTold = true
    // Its last records are taken in after its end was noticed.
    if (ended) return give([tell(session, toEnd(ended))])
    const found = { ...exporter.found, ...window.found }
    if (!shared) give([tell(session, { kind: 'process_found' }, { found })])
    onSession?.(process, session)
  }

  return {
    meet: (origin, owner) => void identify(origin, owner),
    part(origin) {
      early.delete(origin)
      const exporter = byOrigin.get(origin)
      byOrigin.delete(origin)
      if (exporter) watch.poke(exporter.process)
    },
    note,
    adopt(event, pid) {
      const process = proc.identify(pid)
      if (process) void exporterOf(process).then((exporter) => join(exporter, event))
    },
    follow(changes) {
      for (const { session, previous } of changes) {
        const key = sessionKey(session.agent, session.id)
        if (session.state === 'expired') {
          live.delete(key)
          // One that is resumed is to be told its process anew.
          for (const { sessions } of exporters) sessions.delete(key)
        } else if (previous === null) {
          live.add(key)
          for (const exporter of exporters)
            if (exporter.sessions.has(key)) introduceSoon(exporter, key)
        }
      }
    },
  }
}

const toEnd = (reason: EndReason) => ({ kind: 'session_ended', reason }) as const
