// Questions that were none to the person: a hook has answered them, and one batch tells of both.

import type { AgentEvent } from '../domain/event.ts'

const isByHook = ({ happening }: AgentEvent): boolean =>
  (happening.kind === 'tool_started' || happening.kind === 'tool_refused') &&
  happening.byHook === true

/** The tool that it asks about, or decides on. */
const toolOf = ({ sessionId, happening }: AgentEvent): string => {
  const tool = 'tool' in happening ? happening.tool : 'what' in happening ? happening.what : ''
  return `${sessionId}\0${tool}`
}

/** Questions about one tool that nobody has answered so far, and answers of hooks about it. */
interface Open {
  readonly asked: AgentEvent[]
  answers: number
}

/**
 * Makes such questions signs of life, no more. Which of several about one tool a hook has
 * answered is not told: there all of them stand, unless as many were answered.
 */
export function withoutHookAnswers(events: AgentEvent[]): AgentEvent[] {
  if (!events.some(isByHook)) return events
  const open = new Map<string, Open>()
  const answered = new Set<AgentEvent>()
  for (const event of events) {
    const tool = toolOf(event)
    const about = open.get(tool)
    if (event.happening.kind === 'blocked') {
      if (about) about.asked.push(event)
      else open.set(tool, { asked: [event], answers: 0 })
    } else if (about && isByHook(event) && ++about.answers === about.asked.length) {
      for (const asked of about.asked) answered.add(asked)
      open.delete(tool)
    }
  }
  return events.map((event) =>
    answered.has(event) ? { ...event, happening: { kind: 'activity' } } : event,
  )
}
