// The sessions by key, live and ended, and the ones that go by no name.

import type { AgentEvent, Happening } from '../event.ts'
import { forgetOldest } from '../forget-oldest.ts'
import { createSession, isLastEnd, restAt, type Session } from '../session.ts'
import { recallLedger, type RememberedTotals, toRememberedTotals } from '../session/counted.ts'
import { PARTING_MS } from '../tuning.ts'

/** Ended sessions remembered: late records do not revive them, resumed ones keep their totals. */
const MAX_RETIRED = 256

/** A session's totals, for a later run of the daemon in which it is heard of again. */
export interface Remembered {
  readonly key: string
  readonly turns: number
  readonly totals: RememberedTotals
}

export interface Register {
  /**
   * The session an event is about.
   *
   * @param key the session's key; '' where the event names none
   * @param opens whether the event alone shows that a session exists
   */
  find(event: AgentEvent, key: string, opens: boolean): Session | undefined
  /** The live session with this key. */
  get(key: string): Session | undefined
  retire(session: Session): void
  isLive(session: Session): boolean
  live(): Session[]
  /** The live session that was heard of least recently. */
  quietest(): Session
  size(): number
  /** What the last of these sessions counted: those of earlier runs, then the ended ones, then the live ones. */
  remembered(): Remembered[]
}

/** @param remembered of earlier runs of the daemon */
export function createRegister(remembered: readonly Remembered[] = []): Register {
  const earlier = new Map(remembered.map((session) => [session.key, session]))
  const live = new Map<string, Session>()
  const retired = new Map<string, Session>()
  const keys = new Map<Session, string>()

  function find(event: AgentEvent, key: string, opens: boolean): Session | undefined {
    if (key === '') return findUnnamed(event, opens)
    const known = live.get(key)
    if (known) return known
    const past = retired.get(key)
    if (past && !(opens && revives(past, event))) return past
    return opens ? add(event, key, event.sessionId, past) : undefined
  }

  function add(event: AgentEvent, key: string, id: string, past?: Session): Session {
    const session = createSession(event, id)
    const known = earlier.get(key)
    if (known) {
      Object.assign(session, { usage: recallLedger(known.totals), turns: known.turns })
      earlier.delete(key)
    }
    if (past) {
      const { usage, turns, about } = past
      const endMs = Math.max(past.rest.timeMs, past.ended!.timeMs)
      const rest = restAt('session_started', event.arrivalMs, endMs)
      Object.assign(session, { usage, turns, about, rest })
      retired.delete(key)
    }
    live.set(key, session)
    keys.set(session, key)
    return session
  }

  /**
   * An event without a session id means the one session of its agent that it can
   * mean; failing that, its exporting process is one session, named as the wire
   * contract has it: agent and time of the first event.
   */
  function findUnnamed(event: AgentEvent, opens: boolean): Session | undefined {
    const key = `${event.agent}\0\0${event.origin}`
    const known = live.get(key)
    if (known) return known
    const active = [...live].filter(
      ([name, session]) =>
        session.agent === event.agent && session.turn && !name.startsWith(`${event.agent}\0\0`),
    )
    if (active.length === 1) return active[0]![1]
    if (!opens || event.happening.kind === 'blocked') return undefined
    return add(event, key, `${event.agent}-${Math.round(event.timeMs)}`)
  }

  return {
    find,
    get: (key) => live.get(key),
    retire(session) {
      const key = keys.get(session)!
      keys.delete(session)
      live.delete(key)
      session.turn = null
      session.ended ??= { reason: 'timeout', confidence: 'inferred', timeMs: 0, dueMs: 0 }
      retired.set(key, session)
      forgetOldest(retired, MAX_RETIRED)
    },
    isLive: (session) => keys.has(session),
    live: () => [...live.values()],
    quietest: () =>
      [...live.values()].reduce((a, b) => (b.lastArrivalMs < a.lastArrivalMs ? b : a)),
    size: () => live.size,
    remembered: () =>
      [...earlier.values(), ...[...retired, ...live].flatMap(toRemembered)].slice(-MAX_RETIRED),
  }
}

/** None of one that goes by its connection's name: the next with that name is another. */
function toRemembered([key, session]: [string, Session]): Remembered[] {
  const { usage, turns, lastArrivalMs } = session
  const isNamed = !key.startsWith(`${session.agent}\0\0`)
  const hasCounted = turns > 0 || usage.accounts.size > 0
  return isNamed && hasCounted
    ? [{ key, turns, totals: toRememberedTotals(usage, lastArrivalMs) }]
    : []
}

/** A session that silence removed goes on with any event; one that ended, only with a later one that is not its last word. */
export function revives(past: Session, { happening, timeMs }: AgentEvent): boolean {
  const { timeMs: endMs } = past.ended!
  if (timeMs <= endMs) return false
  switch (happening.kind) {
    case 'prompt':
      return true
    case 'session_started':
      return !happening.mention && endMs < (happening.heldSinceMs ?? timeMs)
    case 'turn_ended':
      // Its span may be a little younger than the hooks that told of both ends.
      return (happening.startedMs ?? timeMs) > endMs && !isLastEnd(past, happening, timeMs)
    default:
      return timeMs > endMs + PARTING_MS
  }
}

/** Only these happenings show that a session exists; the others need one that does. */
const openers = new Set<Happening['kind']>([
  'session_started',
  'prompt',
  'model_call_started',
  'model_call_ended',
  'model_call_failed',
  'tool_started',
  'tool_ended',
  'blocked',
])

/** Whether it shows that a session exists, whoever told it. */
export const isOpener = (happening: Happening): boolean =>
  openers.has(happening.kind) || (happening.kind === 'model_output' && happening.tool)

/** Whether an event alone shows that a session exists. */
export function showsSession(event: AgentEvent): boolean {
  const { happening, helper } = event
  if (helper) return false
  return happening.kind === 'turn_ended' ? happening.proves === true : isOpener(happening)
}
