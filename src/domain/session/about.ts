// What is known of a session besides its state, as its records tell it bit by bit.

import type { About, AgentEvent } from '../event.ts'

/** @returns the same object where there is nothing new */
export function merge(found: About, more: About): About {
  const fields = Object.keys(more) as (keyof About)[]
  return fields.every((field) => more[field] === found[field]) ? found : { ...found, ...more }
}

/** Whether a field is set that is not known to be so. */
export function tellsNews(about: About, known: About): boolean {
  for (const field in about) {
    const value = about[field as keyof About]
    if (value !== undefined && value !== known[field as keyof About]) return true
  }
  return false
}

type Whose = Pick<AgentEvent, 'helper' | 'foreignModel'>

/** The fields that are set, without a model that is not the session's. */
export function learnable(about: About, { helper, foreignModel = false }: Whose): About {
  const known = Object.entries(about).filter(
    ([field, value]) => value !== undefined && !(field === 'model' && (helper || foreignModel)),
  )
  return Object.fromEntries(known)
}
