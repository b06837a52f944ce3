// By what a session is told from all others: two agents may give the same id.

import type { AgentEvent } from './event.ts'

/** @param id the session's own, or that of the one it works for */
export const sessionKey = (agent: string, id: string): string => `${agent}\0${id}`

/**
 * Events come in runs of one session: hashing a new key for each would take a while.
 *
 * @returns what gives the key of an event's own session; '' for one that names none
 */
export function createKeys(): (event: AgentEvent) => string {
  let last = { agent: '', sessionId: '', key: '' }
  return ({ agent, sessionId }) => {
    if (sessionId === '') return ''
    if (sessionId !== last.sessionId || agent !== last.agent)
      last = { agent, sessionId, key: sessionKey(agent, sessionId) }
    return last.key
  }
}
