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

/**
 * Makes such questions signs of life, no more. Which of several about one tool the hook has
 * answered is not told: there all of them stand, unless it has answered all.
 */
export function withoutHookAnswers(events: AgentEvent[]): AgentEvent[] {
  const answers = events.filter(isByHook)
  if (answers.length === 0) return events
  const asked = events.filter(({ happening }) => happening.kind === 'blocked')
  const count = (of: readonly AgentEvent[], tool: string): number =>
    of.filter((event) => toolOf(event) === tool).length
  const isAnswered = (event: AgentEvent): boolean =>
    asked.includes(event) && count(answers, toolOf(event)) >= count(asked, toolOf(event))
  return events.map((event) =>
    isAnswered(event) ? { ...event, happening: { kind: 'activity' } } : event,
  )
}
