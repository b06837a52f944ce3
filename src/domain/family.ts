// Which session a record counts for: conversations that a program holds with itself count for the one they serve.

import type { AgentEvent, Happening } from './event.ts'

/** A conversation that serves a prompt begins this soon after it (20–100 ms were measured). */
const serviceDelayMs = 2_000
const maxServants = 1_024
/** So many prompts of one agent may await the conversations that serve them. */
const maxPrompts = 64
/** Records of two threads of one process may be a little out of order. */
const clockJitterMs = 50

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
  /** The conversation last begun per exporting process. */
  readonly current: Map<string, string>
}

export const createFamily = (): Family => ({
  served: new Map(),
  prompts: new Map(),
  current: new Map(),
})

/**
 * Learns from an event who serves whom.
 *
 * @param key of the event's own session
 * @returns the key of the session that this event's session replaces, if any
 */
export function learnFamily(family: Family, event: AgentEvent, key: string): string | undefined {
  const { happening } = event
  if (happening.kind !== 'prompt' && happening.kind !== 'session_started') return undefined
  if (family.served.has(key)) return undefined
  if (happening.kind === 'prompt') {
    const { agent, timeMs, origin } = event
    let prompts = family.prompts.get(agent)
    if (!prompts) family.prompts.set(agent, (prompts = []))
    prompts.push({ key, timeMs, origin })
    if (prompts.length > maxPrompts) prompts.shift()
    return undefined
  }
  const parent = parentOf(family, event, happening)
  if (parent !== undefined && parent !== key) {
    remember(family.served, key, family.served.get(parent) ?? parent)
    return undefined
  }
  if (!happening.replaces || event.origin === '') return undefined
  const process = `${event.agent}\0${event.origin}`
  const before = family.current.get(process)
  remember(family.current, process, key)
  return before === key ? undefined : before
}

function parentOf(
  family: Family,
  { agent, timeMs, origin }: AgentEvent,
  happening: Extract<Happening, { kind: 'session_started' }>,
): string | undefined {
  if (happening.parentId !== undefined) return `${agent}\0${happening.parentId}`
  if (!happening.mayServePrompt) return undefined
  const serves = (prompt: Prompt): boolean => {
    const delayMs = timeMs - prompt.timeMs
    const isSameProcess = prompt.origin === '' || origin === '' || prompt.origin === origin
    return isSameProcess && delayMs >= -clockJitterMs && delayMs <= serviceDelayMs
  }
  return family.prompts.get(agent)?.findLast(serves)?.key
}

function remember(map: Map<string, string>, key: string, value: string): void {
  map.delete(key)
  map.set(key, value)
  if (map.size > maxServants) map.delete(map.keys().next().value!)
}
