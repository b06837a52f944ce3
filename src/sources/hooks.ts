// Takes the hooks that agents post, as exact evidence; answers at once and decides nothing.

import { noTelemetry } from '../domain/event/no-telemetry.ts'
import { type Clock, type Moment, timeOfDayMs, toMoment } from '../runtime/clock.ts'
import type { FastifyInstance } from 'fastify'
import type { About, AgentEvent } from '../domain/event.ts'
import { type HookFields, parseHook } from './hooks/parse-hook.ts'
import { toHookPath } from './hooks/path.ts'

/** What the route needs to know of one agent's hooks. */
export interface HookKind {
  readonly agent: string
  /** The fields that are read; all others, texts above all, are dropped with the body. */
  readonly fields: readonly string[]
  /** @returns undefined for what says nothing of a session */
  read(fields: HookFields): HookFinding | undefined
}

type HookFinding = Pick<AgentEvent, 'sessionId' | 'happening'> & { readonly about: About }

export interface HooksContext {
  readonly clock: Clock
  readonly kinds: readonly HookKind[]
  /** Takes what happened, after the answer. */
  readonly give: (events: readonly AgentEvent[]) => void
}

export const MAX_HOOK_BYTES = 1_048_576

/**
 * Adds `POST /hooks/AGENT` for each of the agents. The server's own hooks, for
 * access, and its error handler apply.
 */
export function registerHooks(app: FastifyInstance, context: HooksContext): void {
  const { clock, kinds, give } = context
  void app.register(async (scope) => {
    // Agents and scripts send JSON under any name, or under none.
    scope.removeAllContentTypeParsers()
    const options = { parseAs: 'string', bodyLimit: MAX_HOOK_BYTES } as const
    scope.addContentTypeParser('*', options, (_request, body, done) => done(null, body))
    for (const kind of kinds) {
      scope.post(toHookPath(kind.agent), async (request, reply) => {
        const fields = parseHook(request.body, kind.fields)
        if (fields === undefined) reply.code(400)
        // Any other answer could be taken for a decision.
        void reply.header('content-type', 'application/json').send('{}')
        const finding = fields && kind.read(fields)
        if (!finding) return reply
        const event = toEvent(kind, finding, toMoment(clock, toldTime(fields, clock)))
        setImmediate(() => give([event]))
        return reply
      })
    }
  })
}

/** Passing a hook on takes no longer; a time further back is of another clock. */
const MAX_DELAY_MS = 10_000

/** Unix ms, from a number or a date in words; undefined where it cannot be the time of the hook. */
function toldTime({ timestamp }: HookFields, clock: Clock): number | undefined {
  const toldMs = typeof timestamp === 'number' ? timestamp : Date.parse(String(timestamp))
  return timeOfDayMs(clock) - toldMs <= MAX_DELAY_MS ? toldMs : undefined
}

/** No origin: its connection may be that of a program that the hook runs. */
const toEvent = (
  { agent }: HookKind,
  { sessionId, happening, about }: HookFinding,
  moment: Moment,
): AgentEvent => ({ ...noTelemetry, agent, sessionId, ...moment, about, happening })
