// What the file of the totals holds.

import { z } from 'zod'

const amount = z.number().nonnegative()
const count = z.int().nonnegative()
const day = z.object({
  input: amount,
  output: amount,
  cached: amount,
  costUsd: amount.nullable(),
  turns: count,
})
const model = z.object({
  input: amount,
  output: amount,
  cacheRead: amount,
  cacheWrite: amount,
  reasoning: amount,
  costUsd: amount.nullable(),
})
const models = z.record(z.string(), model)
const session = z.object({
  key: z.string(),
  turns: count,
  totals: z.object({
    untilMs: z.number(),
    accounts: z.object({ logs: models, traces: models, metrics: models }),
    counters: z.object({
      toolCalls: amount,
      errors: amount,
      linesAdded: amount,
      linesRemoved: amount,
      activeSeconds: amount,
    }),
  }),
})
export const keptSchema = z.object({
  version: z.literal(1),
  days: z.record(z.string(), day),
  // An earlier release kept less of them: they begin anew.
  sessions: z.array(session).catch([]),
})

export type Kept = z.infer<typeof keptSchema>
