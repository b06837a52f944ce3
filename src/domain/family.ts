// Which session a record counts for: conversations that a program holds with itself count for the one they serve.

import type { AgentEvent } from './event.ts'
import { forgetOldest } from './forget-oldest.ts'
import { sessionKey } from './session-key.ts'

/** A conversation that serves a prompt begins this soon after it (20–100 ms were measured). */
const SERVICE_DELAY_MS = 2_000
const MAX_SERVANTS = 1_024
/** So many prompts of one agent may await the conversations that serve them. */
const MAX_PROMPTS = 64
/** Records of two threads of one process may be a little out of order. */
const CLOCK_JITTER_MS = 50

interface Prompt {
  readonly key: string
  readonly timeMs: number
  readonly origin: string
}

export interface Family {
  /** Serving session → served session. */
  readonly served: Map<string, string>
  /** The latest prompts per agent: several people's, where one process exports for all of them. */
  readonly prompts: Map<string, Prompt[]>
  /** Of the serving ones those that are sub-agents, which may ask the person. */
  readonly subAgents: Set<string>
  /** Of the serving ones those that take a turn of the served one, and that one's id. */
  readonly errands: Map<string, string>
  /** Conversations that the program held with itself, whoever they serve. */
  readonly hidden: Set<string>
  /** The conversation last begun per exporting process. */
  readonly current: Map<string, string>
  /** Whether the session with this key, or the one that it serves, is in the middle of a turn. */
  readonly isAtWork: (key: string) => boolean
}

export const createFamily = (isAtWork: Family['isAtWork']): Family => ({
  served: new Map(),
  prompts: new Map(),
  subAgents: new Set(),
  errands: new Map(),
  hidden: new Set(),
  current: new Map(),
  isAtWork,
})

/**
 * Learns from an event who serves whom.
 *
 * @param key of the event's own session
 * @returns the key of the session that this event's session replaces, if any
 */
export function learnFamily(family: Family, event: AgentEvent, key: string): string | undefined {
  const { happening } = event
  if (happening.kind !== 'session_started' || family.served.has(key)) return undefined
  if (happening.parentId !== undefined) {
    adopt(family, key, sessionKey(event.agent, happening.parentId))
    return undefined
  }
  const prompter = prompterOf(family, event, key)
  if (prompter !== undefined) {
    remember(family.served, key, family.served.get(prompter) ?? prompter)
    return undefined
  }
  const { replaces, mayTakeTurn } = happening
  if (!(replaces || mayTakeTurn === 'held') || event.origin === '') return undefined
  const before = currentOf(family, event)
  remember(family.current, processOf(event), key)
  return replaces && before !== key ? before : undefined
}

/** Learns of prompts, before anything else that arrived with them: a conversation that serves one may be told of first. */
export function learnPrompts({ prompts, served }: Family, events: readonly AgentEvent[]): void {
  for (const { agent, sessionId, timeMs, origin, happening } of events) {
    if (happening.kind !== 'prompt' || sessionId === '') continue
    const key = sessionKey(agent, sessionId)
    if (served.has(key)) continue
    let known = prompts.get(agent)
    if (!known) prompts.set(agent, (known = []))
    known.push({ key, timeMs, origin })
    if (known.length > MAX_PROMPTS) known.shift()
  }
}

const processOf = ({ agent, origin }: AgentEvent): string => `${agent}\0${origin}`

/** The key of the conversation that an event's process holds. */
export const currentOf = (family: Family, event: AgentEvent): string | undefined =>
  family.current.get(processOf(event))

/**
 * Learns of the sub-agents that were begun, before anything else that arrived with
 * them: their own first records are a moment older.
 *
 * @param held arrived earlier, and may be of such sub-agents
 * @returns their keys
 */
export function learnSpawned(
  family: Family,
  events: readonly AgentEvent[],
  held: readonly AgentEvent[],
): readonly string[] {
  const spawned: string[] = []
  for (const event of events) {
    const { agent, sessionId, happening } = event
    if (happening.kind !== 'tool_ended' || happening.spawned === undefined) continue
    const { spawned: begun } = happening
    const isNamed = typeof begun === 'string'
    const id = isNamed ? begun : begunWithin(begun.forMs, event, [...held, ...events])
    if (id === undefined) continue
    const key = sessionKey(agent, id)
    adopt(family, key, sessionKey(agent, sessionId))
    spawned.push(key)
  }
  return spawned
}

/** The session that the same process began while the call ran that began it. */
const begunWithin = (
  forMs: number,
  { agent, origin, sessionId, timeMs }: AgentEvent,
  events: readonly AgentEvent[],
): string | undefined =>
  events.find(
    (other) =>
      other.happening.kind === 'session_started' &&
      other.agent === agent &&
      other.origin === origin &&
      other.sessionId !== sessionId &&
      other.timeMs >= timeMs - forMs &&
      other.timeMs <= timeMs,
  )?.sessionId

/**
 * Learns which conversations the program held with itself: what told of their begin may be lost.
 *
 * @returns their keys
 */
export function learnHidden({ hidden }: Family, events: readonly AgentEvent[]): readonly string[] {
  const learned: string[] = []
  for (const { agent, sessionId, happening } of events)
    if (happening.kind === 'turn_ended' && happening.hidden === 'surely' && sessionId !== '')
      learned.push(sessionKey(agent, sessionId))
  for (const key of learned) hidden.add(key)
  forgetOldest(hidden, MAX_SERVANTS)
  return learned
}

function adopt({ served, subAgents }: Family, key: string, parent: string): void {
  const root = served.get(parent) ?? parent
  if (root === key) return
  remember(served, key, root)
  subAgents.add(key)
  forgetOldest(subAgents, MAX_SERVANTS)
}

/** @returns the key of the session whose prompt the program seems to hold this conversation about */
export function prompterOf(
  family: Family,
  { agent, timeMs, origin, happening }: AgentEvent,
  key: string,
): string | undefined {
  if (happening.kind !== 'session_started' || !happening.mayServePrompt) return undefined
  const prompts = (family.prompts.get(agent) ?? []).filter(
    (prompt) =>
      prompt.key !== key && (prompt.origin === '' || origin === '' || prompt.origin === origin),
  )
  const serves = (prompt: Prompt): boolean => {
    const delayMs = timeMs - prompt.timeMs
    return delayMs >= -CLOCK_JITTER_MS && delayMs <= SERVICE_DELAY_MS
  }
  const isAtWork = (prompt: Prompt): boolean => family.isAtWork(prompt.key)
  const served =
    prompts.findLast(serves) ?? (happening.mayServeTurn ? prompts.findLast(isAtWork) : undefined)
  return served?.key
}

/** Keeps the latest of such facts, so many as are of use. */
export function remember(map: Map<string, string>, key: string, value: string): void {
  map.delete(key)
  map.set(key, value)
  forgetOldest(map, MAX_SERVANTS)
}
