// What a client reveals that hides nothing, and what hooks reveal.

import type { Aspect, Knowledge, Level } from '../types.ts'

export const allExact = {
  working: 'exact',
  waiting: 'exact',
  ok: 'exact',
  error: 'exact',
  interrupted: 'exact',
  denied: 'exact',
  gone: 'exact',
} as const satisfies Readonly<Record<Aspect, Level>>

/** What hooks add: half of the time is for a machine that has too much to do. */
export const byHooks = {
  working: 'exact',
  waiting: 'exact',
  promptlyMs: 3_000,
} as const satisfies Partial<Knowledge>
