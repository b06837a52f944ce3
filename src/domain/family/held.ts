// Conversations begun beside another: they may be its sub-agents', or take a turn of it, which is told a batch later.

import type { AgentEvent } from '../event.ts'
import { prompterOf, type Family } from '../family.ts'
import { NEXT_BATCH_MS } from '../tuning.ts'
import type { Errands } from './errands.ts'

/** Bounds for broken exporters. */
const MAX_CONVERSATIONS = 64
const MAX_EVENTS = 512

interface Conversation {
  readonly events: AgentEvent[]
  dueMs: number
}

export interface Held {
  /**
   * Keeps an event of a conversation of which it is not known yet whose it is.
   *
   * @param key of the event's own session
   * @returns whether it was kept, to be released later
   */
  keeps(event: AgentEvent, key: string): boolean
  /** All that is kept. */
  events(): readonly AgentEvent[]
  /** Gives back what is known of by now, or was kept for long enough, as if it arrived at `nowMs`. */
  release(nowMs: number): readonly AgentEvent[]
  /** When to release next; Infinity where nothing is kept. */
  nextDeadline(): number
}

/** @param isKnown whether there is a session with this key */
export function createHeld(
  family: Family,
  errands: Errands,
  isKnown: (key: string) => boolean,
): Held {
  const kept = new Map<string, Conversation>()

  function begins(event: AgentEvent, key: string): boolean {
    const { happening, agent, origin } = event
    if (happening.kind !== 'session_started' || !happening.mayBeSpawned) return false
    if (isKnown(key) || kept.size >= MAX_CONVERSATIONS) return false
    const isServant = happening.parentId !== undefined || family.served.has(key)
    if (isServant || prompterOf(family, event, key) !== undefined) return false
    const prompts = family.prompts.get(agent) ?? []
    return prompts.some((prompt) => prompt.origin === origin && family.isAtWork(prompt.key))
  }

  const mayGo = (event: AgentEvent, key: string): boolean =>
    kept.size < MAX_CONVERSATIONS && errands.awaitsPrompt(event, key)

  const isExplained = (key: string, first: AgentEvent): boolean =>
    family.served.has(key) || errands.begins(first, key)

  return {
    keeps(event, key) {
      const known = kept.get(key)
      if (!known) {
        if (!begins(event, key) && !mayGo(event, key)) return false
        kept.set(key, { events: [event], dueMs: event.arrivalMs + NEXT_BATCH_MS })
        return true
      }
      const { happening, arrivalMs } = event
      const tells = happening.kind === 'session_started' && happening.parentId !== undefined
      if (tells) known.events.unshift(event)
      else known.events.push(event)
      if (tells || known.events.length >= MAX_EVENTS) known.dueMs = arrivalMs
      return true
    },
    events: () => Array.from(kept.values()).flatMap(({ events }) => events),
    release(nowMs) {
      const released: AgentEvent[] = []
      for (const [key, { events, dueMs }] of kept) {
        if (dueMs > nowMs && !isExplained(key, events[0]!)) continue
        kept.delete(key)
        for (const event of events) released.push({ ...event, arrivalMs: nowMs })
      }
      return released
    },
    nextDeadline: () => Math.min(...Array.from(kept.values(), ({ dueMs }) => dueMs)),
  }
}
