// What a journal has told to begin and not to end yet, by ids: questions to the person, and tools at work.

import type { Happening } from '../../domain/event.ts'

/** What the records so far leave for the next one. */
interface Memory {
  /** Questions that the person has not answered. */
  readonly asked: readonly string[]
}

/** What one record says, and leaves for the next one. */
export interface Finding<M extends Memory> {
  /** undefined where it says nothing of the session. */
  readonly happening?: Happening | undefined
  readonly memory: M
}

/** A bound for files that tell of no answers. */
const maxOpen = 16

export const withId = (ids: readonly string[], id: string): readonly string[] =>
  [...ids, id].slice(-maxOpen)

export const withoutId = (ids: readonly string[], id: string): readonly string[] =>
  ids.filter((other) => other !== id)

export const ask = <M extends Memory>(id: string, what: string, memory: M): Finding<M> => ({
  happening: { kind: 'blocked', what, questionId: id },
  memory: { ...memory, asked: withId(memory.asked, id) },
})

/** The person is waited for until the last question is answered. */
export function answer<M extends Memory>(id: string, memory: M): Finding<M> {
  const asked = withoutId(memory.asked, id)
  const happening = asked.length === 0 ? ({ kind: 'unblocked', all: true } as const) : undefined
  return { happening, memory: { ...memory, asked } }
}
