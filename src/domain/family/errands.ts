// Errands: a program may carry out a turn of a session in a conversation of its own (Codex's /review). What happens there is applied to that session.

import type { AgentEvent, Happening } from '../event.ts'
import type { SessionStarted } from '../event/session-started.ts'
import { currentOf, remember, type Family } from '../family.ts'
import { sessionKey } from '../session-key.ts'
import { atRest, type Session } from '../session.ts'
import type { Register } from '../sessions/register.ts'
import { isUntouched, replyHasTools } from '../turn.ts'
import { mayBeOver } from '../turn/decisions.ts'

/** The program's prompt comes this soon: 33 to 47 ms were measured; 70 and more for one on the command line. */
const PROMPTED_MS = 60
/** A batch that left this long after the begin would hold the prompt: chosen, with room for a busy machine. */
const BATCH_MS = 200

export interface Errands {
  /** Looks through all that is known of conversations on no errand yet. */
  look(events: readonly AgentEvent[]): void
  /** Whether the event begins a conversation that turned out so: the program prompted it as it began. */
  begins(event: AgentEvent, key: string): boolean
  /** Whether the event begins a conversation that may turn out so with the next batch. */
  awaitsPrompt(event: AgentEvent, key: string): boolean
  /** The event as it is to be taken in: one of the session whose turn it is. */
  assign(event: AgentEvent, key: string): AgentEvent
}

/** @param register of the sessions that may send one */
export function createErrands(family: Family, register: Pick<Register, 'get' | 'live'>): Errands {
  const prompted = new Set<string>()

  function senderOf(event: AgentEvent, key: string): Session | undefined {
    const { happening } = event
    if (happening.kind !== 'session_started' || !happening.mayTakeTurn) return undefined
    const isKnown = register.get(key) !== undefined || family.served.has(key)
    if (isKnown || happening.parentId !== undefined) return undefined
    const sender = sessionBeside(event, happening)
    if (!sender) return undefined
    // What serves the prompt of a turn, as one for its title does, begins with that turn too.
    const mayBeSent = !happening.mayServePrompt && hasSent(sender)
    return atRest(sender) || hasAnswered(sender) || mayBeSent ? sender : undefined
  }

  /** The session that its process holds, or the only one there is. */
  function sessionBeside(event: AgentEvent, { mayTakeTurn, replaces }: SessionStarted) {
    const held = mayTakeTurn === 'held' ? currentOf(family, event) : undefined
    if (held !== undefined) return register.get(held)
    // A process that runs for long may come by another connection.
    if (mayTakeTurn === 'held' && !replaces) return undefined
    const [only, another] = register.live().filter(({ agent }) => agent === event.agent)
    return another ? undefined : only
  }

  return {
    look(events) {
      prompted.clear()
      const begun = new Map<string, AgentEvent>()
      for (const event of events) {
        const { agent, sessionId, happening } = event
        if (happening.kind === 'session_started' && happening.mayTakeTurn)
          begun.set(sessionKey(agent, sessionId), event)
        if (happening.kind !== 'prompt' || begun.size === 0) continue
        const key = sessionKey(agent, sessionId)
        const begin = begun.get(key)
        if (begin && areOne(begin, event)) prompted.add(key)
      }
    },
    begins: (event, key) => prompted.has(key) && senderOf(event, key) !== undefined,
    awaitsPrompt: (event, key) =>
      event.delayMs < BATCH_MS && !prompted.has(key) && senderOf(event, key) !== undefined,
    assign(event, key) {
      const sender = prompted.has(key) ? senderOf(event, key) : undefined
      if (sender) {
        remember(family.errands, key, sender.id)
        remember(family.served, key, sessionKey(sender.agent, sender.id))
      }
      const sessionId = family.errands.get(key)
      if (sessionId === undefined) return event
      return { ...event, sessionId, happening: asTurn(event.happening) }
    },
  }
}

/** Whether its turn can be over though nothing tells that yet: a sub-agent is begun by a tool of the last reply. */
const hasAnswered = ({ turn }: Session): boolean =>
  turn !== null && replyHasTools(turn.reply) === false && mayBeOver(turn)

/** Whether it was told itself that its turn has begun, by its file, and nothing was done in it yet. */
const hasSent = ({ turn }: Session): boolean => turn !== null && turn.endTold && isUntouched(turn)

/** Whether one request made both: its trace tells, or that they were made at once. */
function areOne(begin: AgentEvent, prompt: AgentEvent): boolean {
  if (begin.traceId !== '' && prompt.traceId !== '') return begin.traceId === prompt.traceId
  return prompt.timeMs - begin.timeMs <= PROMPTED_MS
}

/** The begin and the end of the errand are not those of the session. */
const asTurn = (happening: Happening): Happening =>
  happening.kind === 'session_started' || happening.kind === 'session_ended'
    ? { kind: 'activity' }
    : happening
