// Which process each session is: found by the connection its telemetry came by, told once, and watched to its end.

import { basename } from 'node:path'
import { agents } from './agents/index.ts'
import { codexShared } from './agents/live/codex.ts'
import type { About, AgentEvent } from './domain/event.ts'
import type { WindowFinder } from './host/focus/windows.ts'
import { locate, servesManySessions } from './host/location.ts'
import { createProcessFinder } from './host/peer-process.ts'
import { createProc, type ProcessId } from './host/proc.ts'
import { openProcessWatch, type ProcessWatch } from './host/process-watch.ts'
import type { SocketOwner } from './host/tcp-table.ts'
import { keyOf, type SessionName, toFound, toFoundEvent } from './identity/found-event.ts'
import { createSharedSessions, type SharedSessions } from './identity/shared-sessions.ts'
import { openWindowTrail, type WindowTrail } from './identity/window-trail.ts'
import type { Clock } from './runtime/clock.ts'

export interface Identity extends Disposable {
  /** Watches the processes; for others who follow the same ones. */
  readonly watch: ProcessWatch
  /** A connection's other end is known. */
  meet(origin: string, owner: SocketOwner): void
  /** Its connection closed: its process may have ended. */
  part(origin: string): void
  /** Sees the events that came by the connections. */
  note(events: readonly AgentEvent[]): void
  /** Sees an event that names its process itself. */
  adopt(event: AgentEvent): void
}

/** A process that exports, and the sessions that were heard of by its connections. */
interface Exporter {
  readonly process: ProcessId
  /** The agents whose program it is: none for a collector that forwards. */
  readonly agents: ReadonlySet<string>
  readonly found: About
  readonly sessions: Map<string, SessionName>
  /** Set where its sessions are elsewhere: they outlive their terminals in it. */
  readonly shared: SharedSessions | undefined
  readonly window: WindowTrail
}

/** @param give takes in what was found out, as events */
export function createIdentity(
  clock: Clock,
  findWindow: WindowFinder,
  give: (events: readonly AgentEvent[]) => void,
): Identity {
  const proc = createProc()
  const finder = createProcessFinder({ proc })
  const watch = openProcessWatch({ clock, proc })
  const byOrigin = new Map<string, Exporter>()
  const byProcess = new Map<string, Promise<Exporter>>()

  async function open(process: ProcessId): Promise<Exporter> {
    const location = await locate(process, { proc })
    const isShared = servesManySessions(proc, process.pid)
    const shared = isShared ? openShared(process) : undefined
    const found = isShared ? {} : toFound(process, location)
    const sessions = new Map<string, SessionName>()
    const window = openWindowTrail(clock, findWindow, found, (more) => tellAll(sessions, more))
    const exporter = { process, agents: agentsOf(process.pid), found, sessions, shared, window }
    watch.watchExit(process, () => end(exporter))
    return exporter
  }

  const openShared = (shared: ProcessId): SharedSessions =>
    createSharedSessions({ kind: codexShared, shared, proc, watch, clock, findWindow, give })

  function tellAll(sessions: Exporter['sessions'], found: About): void {
    const happening = { kind: 'process_found' } as const
    give(
      [...sessions.values()].map((session) => toFoundEvent(clock, session, { happening, found })),
    )
  }

  function agentsOf(pid: number): ReadonlySet<string> {
    const paths = programPaths(proc.executable(pid) ?? '', proc.arguments(pid) ?? [])
    const own = agents.filter(({ program }) => paths.some((path) => program?.test(path)))
    return new Set(own.map(({ id }) => id))
  }

  function end({ process, sessions }: Exporter): void {
    byProcess.delete(keyOf(process))
    const happening = { kind: 'session_ended', reason: 'exited' } as const
    give([...sessions.values()].map((session) => toFoundEvent(clock, session, { happening })))
  }

  function exporterOf(process: ProcessId): Promise<Exporter> {
    const key = keyOf(process)
    let exporter = byProcess.get(key)
    if (!exporter) byProcess.set(key, (exporter = open(process)))
    return exporter
  }

  async function identify(origin: string, owner: SocketOwner): Promise<void> {
    const process = await finder.findHolder(owner)
    if (!process) return void early.delete(origin)
    byOrigin.set(origin, await exporterOf(process))
    const waiting = early.get(origin)
    early.delete(origin)
    if (waiting) note([...waiting.values()])
  }

  /** Sessions heard of before their process was found. */
  const early = new Map<string, Map<string, AgentEvent>>()

  function note(events: readonly AgentEvent[]): void {
    for (const event of events) {
      if (event.sessionId === '') continue
      const exporter = byOrigin.get(event.origin)
      if (exporter) join(exporter, event)
      else early.get(event.origin)?.set(`${event.agent}\0${event.sessionId}`, event)
    }
  }

  function join(exporter: Exporter, event: AgentEvent): void {
    const { agents: ids, sessions, shared, window } = exporter
    if (!ids.has(event.agent)) return
    shared?.note(event)
    window.note(event.happening.kind)
    const key = `${event.agent}\0${event.sessionId}`
    if (sessions.has(key)) return
    const session = { agent: event.agent, sessionId: event.sessionId }
    sessions.set(key, session)
    if (shared) return
    const happening = { kind: 'process_found' } as const
    const found = { ...exporter.found, ...window.found }
    // After the event that opens the session.
    queueMicrotask(() => give([toFoundEvent(clock, session, { happening, found })]))
  }

  return {
    watch,
    meet(origin, owner) {
      early.set(origin, new Map())
      void identify(origin, owner)
    },
    part(origin) {
      early.delete(origin)
      const exporter = byOrigin.get(origin)
      byOrigin.delete(origin)
      if (exporter) watch.poke(exporter.process)
    },
    note,
    adopt(event) {
      const process = event.about?.pid === undefined ? undefined : proc.identify(event.about.pid)
      if (process) void exporterOf(process).then((exporter) => join(exporter, event))
    },
    [Symbol.dispose]: () => watch[Symbol.dispose](),
  }
}

const interpreter = /^(?:node|bun|deno)/

/** The program itself and, for an interpreter, its script; what else is on the command line says nothing. */
function programPaths(executable: string, [first = '', ...rest]: readonly string[]): string[] {
  const interprets = [executable, first].some((path) => interpreter.test(basename(path)))
  const script = interprets ? rest.find((word) => !word.startsWith('-')) : undefined
  return script === undefined ? [executable, first] : [executable, first, script]
}
