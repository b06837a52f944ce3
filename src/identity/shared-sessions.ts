// The sessions of a process that exports for several: each is found by its own evidence, and ends with its own terminal.

import type { About, AgentEvent, Happening } from '../domain/event.ts'
import { toEndReason } from '../domain/event/ending.ts'
import { forgetOldest } from '../domain/forget-oldest.ts'
import { type ProcessId, processKey } from '../host/proc.ts'
import type { ProcessEnding } from '../host/process-watch.ts'
import { lookUpProject } from '../host/project-lookup.ts'
import { findSharedSession, findTerminals, type SharedKind } from '../host/shared-exporter.ts'
import type { IdentityContext } from './context.ts'
import { locateSession } from './known-process.ts'
import { createTeller, type SessionName, toFound } from './teller.ts'
import { openWindowTrail, type WindowTrail } from './window-trail.ts'

export interface SharedSessionsOptions extends IdentityContext {
  readonly kind: SharedKind
  readonly shared: ProcessId
  /** It became known which process shows a session. */
  readonly onSession?: (process: ProcessId, session: SessionName) => void
}

export interface SharedSessions {
  /** A record of one of the sessions came. */
  note(event: AgentEvent): void
}

/** What is known of one session's place. */
interface Place {
  readonly session: SessionName
  /** The watches over the processes that may show it; its end is that of the last one. */
  showing: Map<string, Disposable>
  /** The one terminal that it can only be in. */
  terminal: string | undefined
  window: WindowTrail | undefined
  /** Being looked for right now. */
  busy: boolean
}

/** Few in a turn, and enough of them to notice a session that goes on. */
const OCCASIONS = new Set<Happening['kind']>([
  'session_started',
  'prompt',
  'model_call_ended',
  'turn_ended',
])

/** Threads that the program starts for itself are counted too, and never end. */
const MAX_PLACES = 256

/**
 * Never a guess: where two terminals work in the session's directory its place is
 * left open, and looked for again at the next prompt. One terminal shows one
 * session at a time, so the next one there takes the place of the last.
 */
export function createSharedSessions(options: SharedSessionsOptions): SharedSessions {
  const { kind, shared, proc, watch, clock, findWindow, give, onSession } = options
  const tell = createTeller(clock)
  const places = new Map<string, Place>()
  /** The session that each terminal shows. */
  const shown = new Map<string, Place>()

  async function look(place: Place): Promise<void> {
    const { session } = place
    const record = findSharedSession(proc, shared.pid, kind, session.sessionId)
    if (record === undefined) return
    const terminals = [...findTerminals(proc, shared, kind, record.cwd)]
    const [only] = terminals.length === 1 ? terminals : []
    const found = await describe(record.cwd, only?.[1].at(-1))
    follow(
      place,
      terminals.flatMap(([, processes]) => processes),
    )
    place.terminal = only && `${only[0]}`
    const happening = { kind: only ? 'process_found' : 'activity' } as const
    const giveFound = (more: About) => give([tell(session, happening, { found: more })])
    giveFound(found)
    for (const process of only?.[1] ?? []) onSession?.(process, session)
    if (only) place.window = openWindowTrail(clock, findWindow, found, giveFound)
    show(place)
  }

  async function describe(cwd: string, process: ProcessId | undefined): Promise<About> {
    const location = process && (await locateSession(proc, process))
    const project =
      location?.cwd === cwd && location.project !== undefined
        ? location.project
        : await lookUpProject(cwd)
    const about = process ? toFound(process, location) : {}
    return { ...about, cwd, ...(project === undefined ? {} : { project }) }
  }

  /** Looked for anew, it may be shown by others than before. */
  function follow(place: Place, processes: readonly ProcessId[]): void {
    const before = place.showing
    const showing = new Map<string, Disposable>()
    place.showing = showing
    for (const process of processes) {
      const key = processKey(process)
      const onExit = (ending: ProcessEnding | undefined) => {
        if (showing.delete(key) && showing.size === 0) end(place, ending)
      }
      showing.set(key, watch.watchExit(process, onExit))
    }
    // Last, so that a process that shows it still is watched throughout.
    for (const exit of before.values()) exit[Symbol.dispose]()
  }

  function end(place: Place, ending: ProcessEnding | undefined): void {
    const { session, terminal } = place
    places.delete(session.sessionId)
    if (terminal !== undefined && shown.get(terminal) === place) shown.delete(terminal)
    give([tell(session, { kind: 'session_ended', reason: toEndReason(ending) })])
  }

  /** Tells that this session took the place of the one shown before on its terminal. */
  function show(place: Place): void {
    const { session, terminal } = place
    if (terminal === undefined || shown.get(terminal) === place) return
    shown.set(terminal, place)
    const happening = { kind: 'session_started', replaces: true } as const
    give([tell(session, happening, { origin: `terminal ${terminal}` })])
  }

  function placeOf({ agent, sessionId }: AgentEvent): Place {
    const known = places.get(sessionId)
    if (known) return known
    const session = { agent, sessionId }
    const place: Place = {
      session,
      showing: new Map(),
      terminal: undefined,
      window: undefined,
      busy: false,
    }
    places.set(sessionId, place)
    forgetOldest(places, MAX_PLACES)
    return place
  }

  return {
    note(event) {
      const { happening, helper, sessionId, agent } = event
      if (agent !== kind.agent || sessionId === '' || helper) return
      if (!OCCASIONS.has(happening.kind)) return
      const place = placeOf(event)
      place.window?.note(happening.kind)
      if (place.busy) return
      if (place.terminal !== undefined) return happening.kind === 'prompt' ? show(place) : undefined
      place.busy = true
      // After the event that opens the session.
      queueMicrotask(() => void look(place).finally(() => (place.busy = false)))
    },
  }
}
