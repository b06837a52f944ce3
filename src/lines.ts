// Changes as NDJSON lines; every line carries the whole list, so that a reader who keeps only the last one is right.

import type { SessionChange, SessionView, State } from './domain/change.ts'
import { sessionKey } from './domain/session-key.ts'
import { toWireSession, toWireUpdate, type WireToday } from './domain/views/wire.ts'

/** Fields put at the end of a line, such as replay's `t_ms`. */
export type Extra = Readonly<Record<string, unknown>>

export interface Lines {
  /** The `session_update` line of a change, with the list as that change left it. */
  update(change: SessionChange, extra?: Extra): string
  /** Sets the list, where changes were left out. */
  set(sessions: readonly SessionView[]): void
  /** A `session_list` line of these sessions. */
  list(sessions: readonly SessionView[], nowMs: number, extra?: Extra): string
}

interface Entry {
  readonly json: string
  readonly state: State
}

/** What drives a terminal or turns a line around, which JSON need not escape. */
const UNSEEN = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** JSON that can be looked at in a terminal: ids and names come from agents. It means the same. */
const toJson = (value: object): string => JSON.stringify(value).replace(UNSEEN, toEscape)

const toEscape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`

/**
 * Keeps each session's JSON, so that a line costs the one session that changed.
 *
 * @param wallOffsetMs what to add to the sessions' times for the time of day
 * @param today left out of the lines where it is not given
 */
export function createLines(wallOffsetMs: () => number = () => 0, today?: () => WireToday): Lines {
  const entries = new Map<string, Entry>()

  const note = (view: SessionView): void => {
    const json = toJson(toWireSession(view, wallOffsetMs()))
    entries.set(sessionKey(view.agent, view.id), { json, state: view.state })
  }

  const set = (sessions: readonly SessionView[]): void => {
    entries.clear()
    for (const view of sessions) note(view)
  }

  const rest = (extra: Extra | undefined): string => {
    let list = ''
    let working = false
    let waiting = false
    for (const { json, state } of entries.values()) {
      list += list === '' ? json : `,${json}`
      working ||= state === 'working'
      waiting ||= state === 'waiting'
    }
    const more =
      (today ? `,"today":${JSON.stringify(today())}` : '') +
      (extra ? `,${toJson(extra).slice(1, -1)}` : '')
    return `"sessions":[${list}],"has_working":${working},"has_waiting":${waiting}${more}}\n`
  }

  return {
    update(change, extra) {
      const { session } = change
      if (session.state === 'expired') entries.delete(sessionKey(session.agent, session.id))
      else note(session)
      return `${toJson(toWireUpdate(change, wallOffsetMs())).slice(0, -1)},${rest(extra)}`
    },
    set,
    list(sessions, nowMs, extra) {
      set(sessions)
      const timestamp = Math.floor((nowMs + wallOffsetMs()) / 1000)
      return `{"type":"session_list","timestamp":${timestamp},${rest(extra)}`
    },
  }
}
