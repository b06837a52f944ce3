// Takes the hooks that agents post, as exact evidence; answers at once and decides nothing.

import type { FastifyInstance } from 'fastify'
import type { About, AgentEvent } from '../domain/event.ts'
import { noTelemetry } from '../domain/no-telemetry.ts'
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
  readonly kinds: readonly HookKind[]
  readonly maxBodyBytes: number
  /** Unix milliseconds. */
  now(): number
  /** What to add for the time of day. */
  wallOffsetMs(): number
  /** Takes what happened, after the answer. */
  give(events: readonly AgentEvent[]): void
}

export const MAX_HOOK_BYTES = 1_048_576

/**
 * Adds `POST /hooks/AGENT` for each of the agents. The server's own hooks, for
 * access, and its error handler apply.
 */
export function registerHooks(app: FastifyInstance, context: HooksContext): void {
  void app.register(async (scope) => {
    // Agents and scripts send JSON under any name, or under none.
    scope.removeAllContentTypeParsers()
    const { maxBodyBytes: bodyLimit } = context
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit }, (_request, body, done) =>
      done(null, body),
    )
    for (const kind of context.kinds) {
      scope.post(toHookPath(kind.agent), async (request, reply) => {
        const arrivalMs = context.now()
        const fields = parseHook(request.body, kind.fields)
        if (fields === undefined) reply.code(400)
        // Any other answer could be taken for a decision.
        void reply.header('content-type', 'application/json').send('{}')
        const finding = fields && kind.read(fields)
        if (!finding) return reply
        const { timestamp } = fields
        const event = toEvent(kind, finding, { arrivalMs, timestamp }, context)
        setImmediate(() => context.give([event]))
        return reply
      })
    }
  })
}

interface HookTime {
  readonly arrivalMs: number
  /** As told: Unix ms, or in words. */
  readonly timestamp: HookFields[string] | undefined
}

/** A program that passes a hook on takes no longer; what is told to be older has another clock. */
const MAX_DELAY_MS = 10_000

/** How long it took to arrive, in ms. */
function delayOf({ timestamp }: HookTime, wallMs: number): number {
  const toldMs = typeof timestamp === 'number' ? timestamp : Date.parse(String(timestamp))
  const delayMs = wallMs - toldMs
  return delayMs > 0 && delayMs <= MAX_DELAY_MS ? delayMs : 0
}

function toEvent(
  { agent }: HookKind,
  { sessionId, happening, about }: HookFinding,
  time: HookTime,
  context: HooksContext,
): AgentEvent {
  const { arrivalMs } = time
  const wallMs = arrivalMs + context.wallOffsetMs()
  const delayMs = delayOf(time, wallMs)
  const timeMs = wallMs - delayMs
  // No origin: its connection may be that of a program that the hook runs.
  return { ...noTelemetry, agent, sessionId, timeMs, arrivalMs, delayMs, about, happening }
}
