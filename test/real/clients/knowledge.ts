// What a client reveals that hides nothing.

import type { Aspect, Level } from '../types.ts'

export const allExact = {
  working: 'exact',
  waiting: 'exact',
  ok: 'exact',
  error: 'exact',
  interrupted: 'exact',
  denied: 'exact',
  gone: 'exact',
} as const satisfies Readonly<Record<Aspect, Level>>
