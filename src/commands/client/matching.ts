// Which sessions a person means who gives the beginning of an id.

/** An id that is another's beginning must stay reachable. */
export function matching<Session extends { readonly session_id: string }>(
  sessions: readonly Session[],
  prefix: string,
): readonly Session[] {
  const exact = sessions.filter(({ session_id }) => session_id === prefix)
  return exact.length > 0
    ? exact
    : sessions.filter(({ session_id }) => session_id.startsWith(prefix))
}
