// What a journal has told to begin and not to end yet, by ids: questions to the person, and tools at work.

import type { Happening } from '../../domain/event.ts'

export interface OpenIds {
  has(id: string): boolean
  isEmpty(): boolean
  add(id: string): void
  remove(id: string): void
  clear(): void
}

/** A bound for files that never tell an end: the oldest are forgotten. */
const MAX_OPEN = 16

/** Keeps the latest of them. */
export function createOpenIds(): OpenIds {
  let ids: readonly string[] = []
  return {
    has: (id) => ids.includes(id),
    isEmpty: () => ids.length === 0,
    add(id) {
      ids = [...ids, id].slice(-MAX_OPEN)
    },
    remove(id) {
      ids = ids.filter((other) => other !== id)
    },
    clear() {
      ids = []
    },
  }
}

/** Opens a question. @param what it is about */
export function ask(asked: OpenIds, id: string, what: string): Happening {
  asked.add(id)
  return { kind: 'blocked', what, questionId: id }
}

/** Closes a question: the person is waited for until the last one is answered. */
export function answer(asked: OpenIds, id: string): Happening | undefined {
  asked.remove(id)
  return asked.isEmpty() ? { kind: 'unblocked', all: true } : undefined
}
