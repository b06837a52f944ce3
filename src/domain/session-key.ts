// By what a session is told from all others: two agents may give the same id.

/** @param id the session's own, or that of the one it works for */
export const sessionKey = (agent: string, id: string): string => `${agent}\0${id}`
