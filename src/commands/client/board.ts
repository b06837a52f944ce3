// The daemon's lines and its snapshot as commands see them: the sessions, most urgent first.

import { hostname } from 'node:os'
import { z } from 'zod'
import { parseJson } from '../../runtime/json.ts'

const optionalText = z.string().nullable().catch(null)
const amount = z.number().catch(0)

const metrics = z
  .object({
    input_tokens: amount,
    output_tokens: amount,
    cache_tokens: amount,
    cost_usd: z.number().nullable().catch(null),
  })
  .nullable()
  .catch(null)

/** The most urgent first. */
const STATES = ['waiting', 'working', 'completed', 'idle', 'expired'] as const

// Lenient: the daemon may be of another version than the client.
const session = z.object({
  session_id: z.string(),
  tool: z.string(),
  state: z.enum(STATES).catch('idle'),
  outcome: optionalText,
  reason: z.string().catch(''),
  confidence: z.enum(['exact', 'inferred']).catch('inferred'),
  project: optionalText,
  since: amount,
  model: optionalText,
  metrics,
  pid: z.int().positive().nullable().catch(null),
  host: optionalText,
  telemetry: z
    .object({ received: z.number(), missing: z.number() })
    .catch({ received: 0, missing: 0 }),
})

/**
 * One session. Its texts come from agents and may hold anything. `since` is in Unix seconds; `pid`
 * is a number on `host`, and each is null where it is not known.
 */
export type BoardSession = Readonly<z.output<typeof session>>

/** Whether it runs on this machine, as far as is known. */
export const isHere = ({ host }: Pick<BoardSession, 'host'>): boolean =>
  host === null || host === hostname()

const today = z
  .object({
    input_tokens: amount,
    output_tokens: amount,
    cache_tokens: amount,
    cost_usd: z.number().nullable().catch(null),
    turns: amount,
  })
  .nullable()
  .catch(null)

/** What all sessions used today, also those that have ended. */
export type BoardToday = NonNullable<Readonly<z.output<typeof today>>>

const line = z.object({
  type: z.string(),
  timestamp: amount,
  sessions: z.array(z.unknown()).catch([]),
  today,
})

export interface Board {
  /** Unix seconds. */
  readonly timestamp: number
  /** All sessions that are not over, most urgent first, then the latest first. */
  readonly sessions: readonly BoardSession[]
  /** The session this line is about, if it is about one. */
  readonly changed: BoardSession | null
  /** null where the daemon does not tell. */
  readonly today: BoardToday | null
}

/** @returns undefined for a line of a type this version does not know */
export function parseBoard(text: string): Board | undefined {
  const value = parseJson(text)
  const outer = line.safeParse(value)
  if (!outer.success) return undefined
  const { type, timestamp, sessions, today: totals } = outer.data
  if (type !== 'session_list' && type !== 'session_update') return undefined
  const rows = sessions.flatMap((item) => parseSession(item) ?? [])
  return {
    timestamp,
    sessions: rows.filter(({ state }) => state !== 'expired').toSorted(byUrgency),
    today: totals,
    changed: type === 'session_update' ? (parseSession(value) ?? null) : null,
  }
}

function byUrgency(a: BoardSession, b: BoardSession): number {
  return STATES.indexOf(a.state) - STATES.indexOf(b.state) || b.since - a.since
}

function parseSession(value: unknown): BoardSession | undefined {
  return session.safeParse(value).data
}
